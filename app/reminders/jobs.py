"""The reminders' jobs: one digest a workday, and what the offices hear of."""

from datetime import datetime, timedelta
from functools import lru_cache

from app.core.config import get_settings
from app.core.i18n import N_
from app.core.jobs import Job, Units
from app.reminders.channels.house import House
from app.reminders.news_calendar import remind_of_notice
from app.reminders.service_digest import carry_digests
from app.reminders.service_sending import Postman
from app.reminders.service_waiting import tell_heads


@lru_cache
def _house() -> House:
    return House(get_settings())


def _deliver(units: Units, _slot: datetime) -> str:
    return Postman(units, _house()).run()


JOBS: tuple[Job, ...] = (
    Job(
        "calendar-notice",
        N_("每年 11 月起，下一年放假安排未导入时，每周第一个工作日提醒组织部。"),
        {"day_of_week": "mon-fri", "hour": 9, "minute": 10},
        remind_of_notice,
    ),
    Job("deliveries", N_("把提醒送往本人选定的途径，没有送出的当天再试。"), {"minute": "*"}, carry=_deliver),
    Job("long-waiting", N_("等了 5 个工作日以上的事，每周告知单位负责人一次。"), {"hour": 9, "minute": 20}, tell_heads),
    Job(
        "workday-digest",
        N_("每个工作日最多一条提醒，9 时至 18 时。"),
        {"hour": "9-17", "minute": 0},
        carry=carry_digests,
        sense=timedelta(hours=1),
    ),
)
