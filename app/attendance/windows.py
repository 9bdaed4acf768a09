"""Duty windows of a check-in, and what two clocks say of each other (api.md, Check-ins).

The server's clock is authoritative and the phone's is kept; a doubt is recorded and never a refusal.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core import clock
from app.core.i18n import N_

MINUTES_A_DAY = 24 * 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


@dataclass(frozen=True, slots=True)
class DutyWindow:
    """Minutes of a Beijing day, [start, end); an end at or before the start lies on the next day."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < MINUTES_A_DAY and 0 < self.end <= MINUTES_A_DAY) or self.start == self.end:
            raise ValueError("a duty window needs a beginning and another end")

    @property
    def length(self) -> int:
        """Minutes from beginning to end."""
        return (self.end - self.start) % MINUTES_A_DAY or MINUTES_A_DAY

    def __str__(self) -> str:
        return f"{_written(self.start)}–{_written(self.end)}"


@dataclass(frozen=True, slots=True)
class Duty:
    """A window on the date on which it began: at 02:00 the window of 22:00–06:00 began the day before."""

    on: date
    window: DutyWindow


def parse_windows(windows: Iterable[Mapping[str, str]]) -> tuple[DutyWindow, ...]:
    """A policy's `duty_windows`, a list of `{"start": "08:00", "end": "09:30"}`, in order of beginning.

    ValueError for another shape, an empty window or two that overlap, also over midnight; `24:00` is a day's end.
    """
    parsed = sorted((_parsed(window) for window in windows), key=lambda window: window.start)
    for index, window in enumerate(parsed):
        following = parsed[(index + 1) % len(parsed)]
        if following is not window and (following.start - window.start) % MINUTES_A_DAY < window.length:
            raise ValueError(f"duty windows overlap at {_written(following.start)}")
    return tuple(parsed)


def duty_at(instant: datetime, windows: Sequence[DutyWindow]) -> Duty | None:
    """The window in which an aware instant falls on Beijing's clock, None between windows."""
    local = clock.beijing(instant)
    minute = local.hour * 60 + local.minute
    for window in windows:
        since = (minute - window.start) % MINUTES_A_DAY
        if since < window.length:
            return Duty(local.date() - timedelta(days=int(minute < window.start)), window)
    return None


class ClockDoubt(StrEnum):
    """How a phone's `happened_at` and the server's `received_at` disagree."""

    AHEAD = "ahead"
    LATE = "late"


CLOCK_DOUBT_LABELS: Mapping[ClockDoubt, str] = {
    ClockDoubt.AHEAD: N_("手机时间快于服务器时间"),
    ClockDoubt.LATE: N_("较晚上传，或手机时间慢于服务器时间"),
}
AHEAD_TOLERANCE = timedelta(minutes=2)
LATE_TOLERANCE = timedelta(minutes=10)


def judge_clock(happened_at: datetime, received_at: datetime) -> ClockDoubt | None:
    """The doubt to record: the phone over 2 minutes ahead, or the word over 10 minutes old when it arrived.

    ValueError for naive instants.
    """
    if happened_at.tzinfo is None or received_at.tzinfo is None:
        raise ValueError("an instant needs an offset")
    lag = received_at - happened_at
    if lag < -AHEAD_TOLERANCE:
        return ClockDoubt.AHEAD
    return ClockDoubt.LATE if lag > LATE_TOLERANCE else None


def _parsed(window: Mapping[str, str]) -> DutyWindow:
    if set(window) != {"start", "end"}:
        raise ValueError("a duty window has `start` and `end`")
    return DutyWindow(_minutes(window["start"]), _minutes(window["end"]) or MINUTES_A_DAY)


def _minutes(text: str) -> int:
    if _TIME.fullmatch(text) is None:
        raise ValueError("a time is written as 08:00")
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _written(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
