"""When a job is due, in words; `say(text, params)` speaks the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from app.core.i18n import N_

Say = Callable[[str, Mapping[str, Any]], str]

_DAYS = {
    "mon": N_("每周一"),
    "tue": N_("每周二"),
    "wed": N_("每周三"),
    "thu": N_("每周四"),
    "fri": N_("每周五"),
    "sat": N_("每周六"),
    "sun": N_("每周日"),
    "mon-fri": N_("周一至周五"),
}


def cron_words(cron: Mapping[str, str | int], say: Say) -> str:
    """`每天 03:30`, `周一至周五 09:10`, `09:00 至 17:00 每小时`, `每分钟`; as it is written where it has no words."""
    fields = {name: str(value) for name, value in cron.items()}
    minute, hour = fields.pop("minute", "0"), fields.pop("hour", "*")
    days, times = _days(fields, say), _times(hour, minute, say)
    if days is None or times is None:
        return " ".join(f"{name}={value}" for name, value in cron.items())
    if hour == "*":
        return times if not days else f"{days} {times}"
    return f"{days or say(N_('每天|任务'), {})} {times}"


def _days(fields: dict[str, str], say: Say) -> str | None:
    """The days; empty for every day, None for what has no words."""
    if not fields:
        return ""
    if fields.keys() == {"day_of_week"} and fields["day_of_week"] in _DAYS:
        return say(_DAYS[fields["day_of_week"]], {})
    if fields.keys() == {"day"} and fields["day"].isdigit():
        return say(N_("每月 %(day)s 日"), {"day": fields["day"]})
    return None


def _times(hour: str, minute: str, say: Say) -> str | None:
    """The times of a day, None for what has no words."""
    if hour == "*":
        return _minutes(minute, say)
    first, _, last = hour.partition("-")
    if not (minute.isdigit() and first.isdigit() and (not last or last.isdigit())):
        return None
    if not last:
        return _clock(first, minute)
    spoken = {"first": _clock(first, minute), "last": _clock(last, minute)}
    return say(N_("%(first)s 至 %(last)s 每小时"), spoken)


def _minutes(minute: str, say: Say) -> str | None:
    if minute == "*":
        return say(N_("每分钟"), {})
    if minute.startswith("*/") and minute[2:].isdigit():
        return say(N_("每 %(count)s 分钟"), {"count": minute[2:]})
    if minute.isdigit():
        return say(N_("每小时的第 %(minute)s 分"), {"minute": minute})
    return None


def _clock(hour: str, minute: str) -> str:
    return f"{int(hour):02d}:{int(minute):02d}"
