"""The reminders' jobs: one digest a workday, and the daily look for gaps."""

from datetime import datetime

from app.core import clock
from app.core.i18n import N_
from app.core.jobs import Job
from app.core.work import Work
from app.reminders.service_digest import send_digests
from app.reminders.service_gaps import scan_gaps


def _scan(work: Work, slot: datetime) -> str:
    return scan_gaps(work, clock.civil_date(slot))


JOBS: tuple[Job, ...] = (
    Job("gaps", N_("一个月内三个及以上工作日没有纪实时，列为缺口并询问。"), {"hour": 6, "minute": 30}, _scan),
    Job("workday-digest", N_("每个工作日最多一条提醒，9 时至 18 时。"), {"hour": "9-17", "minute": 0}, send_digests),
)
