"""`missing` as plain integers: which asked-for days or weeks of a month have no record once their deadline is over.

Bits are days of a reach (`attendance.duty_bits.Reach`). Nothing here reads anything: each subject stands alone, so
neither their order nor the size of a portion can change what is found.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.attendance.duty_bits import Reach
from app.core import clock

RULE = "missing/1"
LEAST = 3
WEEK = timedelta(days=7)


class Week(NamedTuple):
    """An ISO week: the bit of its Monday, and those of its days in the reach."""

    monday: int
    days: int


class Window(NamedTuple):
    """A month to look at: its days, and the ISO weeks, over by now, whose Thursday lies in it."""

    month: str
    days: int
    weeks: tuple[Week, ...]


def reach_of(months: Sequence[str], on: date) -> Reach:
    """The dates that the months' days and weeks need, none from `on` on."""
    first = clock.month_bounds(months[0])[0]
    last = clock.month_bounds(months[-1])[1]
    return Reach(clock.monday_of(first - timedelta(days=3)), min(last + timedelta(days=3), on - timedelta(days=1)))


def window_of(reach: Reach, month: str) -> Window:
    """A month of the reach."""
    first, last = clock.month_bounds(month)
    return Window(month, reach.span(first, last), tuple(_weeks(reach, first, last)))


def _weeks(reach: Reach, first: date, last: date) -> Iterator[Week]:
    monday = clock.monday_of(first)
    while monday <= last:
        sunday = monday + timedelta(days=6)
        if first <= monday + timedelta(days=3) <= last and sunday <= reach.last_on:
            yield Week(reach.bit(monday), reach.span(monday, sunday))
        monday += WEEK


def missing_days(window: Window, worked: int, recorded: int, overdue: int) -> int:
    """Days of duty without a record whose deadline is over."""
    return worked & ~recorded & overdue & window.days


def missing_weeks(window: Window, worked: int, recorded: int, overdue: int) -> int:
    """The Mondays of weeks with duty and without any record; a week is overdue when each of its days is."""
    found = 0
    for monday, days in window.weeks:
        if worked & days and not recorded & days and not days & ~overdue:
            found |= monday
    return found
