"""The signals' jobs: the night's scan, the daily look for days without a record, the Monday draw of the queue."""

from datetime import timedelta

from app.core.i18n import N_
from app.core.jobs import Job
from app.signals.service_nightly import scan_asked, scan_nightly
from app.signals.service_queue_draw import draw_queues
from app.signals.service_scan import scan_missing

JOBS: tuple[Job, ...] = (
    Job(
        "signals-nightly",
        N_("每夜比对本月和上月的纪实、签到、照片、报销和审阅，更新疑问；在单独的进程中进行，不影响填写。"),
        {"hour": 1, "minute": 30},
        carry=scan_nightly,
        sense=timedelta(hours=5),
    ),
    Job(
        "signals-asked",
        N_("进行系统管理员要求的比对。"),
        {"minute": "*/10"},
        carry=scan_asked,
    ),
    Job(
        "signals-missing",
        N_("一个月内三个及以上工作日没有纪实且已过可自由补记的期限时，列为疑问并询问；补记或请假后自动了结。"),
        {"hour": 6, "minute": 30},
        carry=scan_missing,
    ),
    Job(
        "signals-queue",
        N_("每周一按预算给组织部每位工作人员抽取要看的月份：多数按线索，少数随机；上周没看的不累积。"),
        {"day_of_week": "mon", "hour": 7, "minute": 0},
        carry=draw_queues,
    ),
)
