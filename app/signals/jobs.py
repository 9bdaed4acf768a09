"""The signals' job: the daily look for days without a record."""

from app.core.i18n import N_
from app.core.jobs import Job
from app.signals.service_scan import scan_missing

JOBS: tuple[Job, ...] = (
    Job(
        "signals-missing",
        N_("一个月内三个及以上工作日没有纪实且已过可自由补记的期限时，列为疑问并询问；补记或请假后自动了结。"),
        {"hour": 6, "minute": 30},
        carry=scan_missing,
    ),
)
