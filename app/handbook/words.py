"""Dates, numbers and words as the handbook writes them. Papers speak Chinese."""

from collections.abc import Iterable
from datetime import date, datetime

from app.attendance.ledger import STATE_LABELS, State
from app.attendance.schemas import DayExceptionView
from app.core import clock
from app.records.models_care import Hidden, HoldReason
from app.records.models_summaries import Voice
from app.records.periods import Grain
from app.records.service.summaries import Kept

HIDDEN = {Hidden.QUARANTINED: "内容已隔离，等待组织部处理", Hidden.PURGED: "内容已依规清除"}
REASONS = {HoldReason.SECRET: "涉密", HoldReason.PERSONAL: "他人隐私", HoldReason.OTHER: "其他"}


def day(on: date | None) -> str:
    """2026年3月5日."""
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def short_day(on: date) -> str:
    """3月5日."""
    return f"{on.month}月{on.day}日"


def instant(at: datetime | None) -> str:
    """2026年3月5日 17:30, in Beijing."""
    return f"{day(clock.civil_date(at))} {clock.beijing(at):%H:%M}" if at else ""


def month(key: str) -> str:
    """2026年3月."""
    return f"{int(key[:4])}年{int(key[5:])}月"


def span(first: date, last: date) -> str:
    """2026年3月5日至2026年9月4日."""
    return f"{day(first)}至{day(last)}"


def halves(count: int) -> str:
    """Half days as days: 20.5."""
    return f"{count // 2}.5" if count % 2 else str(count // 2)


def remarks(found: Iterable[DayExceptionView]) -> str:
    """What differs from the calendar, in one line, as on the sheet that the unit signs."""
    return "；".join(_remark(one) for one in found)


def _remark(one: DayExceptionView) -> str:
    words = "休息日值班" if one.code == "duty" else STATE_LABELS[State(one.code)]
    if one.first_on == one.last_on:
        return f"{one.first_on.day}日{words}" + ("（半天）" if one.halves % 2 else "")
    return f"{one.first_on.day}日至{one.last_on.day}日{words}"


def summary_title(one: Kept) -> str:
    """2026年3月小结, 第10周小结, 2026年第1季度小结; the unit's note is its 评语."""
    kind = "小结" if one.voice is Voice.CADRE else "接收单位评语"
    if one.grain is Grain.WEEK:
        return f"第{int(one.period.partition('W')[2])}周{kind}"
    if one.grain is Grain.QUARTER:
        return f"{one.period[:4]}年第{one.period[-1]}季度{kind}"
    return f"{month(one.period)}{kind}"
