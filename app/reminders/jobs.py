"""The reminders' jobs: one digest a workday, and what the offices hear of."""

from datetime import timedelta

from app.core.i18n import N_
from app.core.jobs import Job
from app.reminders.news_calendar import remind_of_notice
from app.reminders.service_digest import carry_digests
from app.reminders.service_waiting import tell_heads

JOBS: tuple[Job, ...] = (
    Job(
        "calendar-notice",
        N_("每年 11 月起，下一年放假安排未导入时，每周第一个工作日提醒组织部。"),
        {"day_of_week": "mon-fri", "hour": 9, "minute": 10},
        remind_of_notice,
    ),
    Job("long-waiting", N_("等了 5 个工作日以上的事，每周告知单位负责人一次。"), {"hour": 9, "minute": 20}, tell_heads),
    Job(
        "workday-digest",
        N_("每个工作日最多一条提醒，9 时至 18 时。"),
        {"hour": "9-17", "minute": 0},
        carry=carry_digests,
        sense=timedelta(hours=1),
    ),
)
