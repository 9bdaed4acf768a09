"""Weeks, months and quarters by their names: `2026-W23`, `2026-06`, `2026-Q2`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core import clock

PATTERN = r"^20\d{2}-(W(0[1-9]|[1-4]\d|5[0-3])|Q[1-4]|(0[1-9]|1[0-2]))$"
_NAME = re.compile(PATTERN)


class Grain(StrEnum):
    """周小结, 月小结, 季小结."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    """A whole term, which has no name and keeps no summary: its form has the self-report."""


LIMITS = {Grain.WEEK: 300, Grain.MONTH: 500, Grain.QUARTER: 800}
"""The characters of a cadre's summary (domain.md 2)."""
NOTE_LIMITS = {Grain.MONTH: 300, Grain.QUARTER: 500}
"""The characters of a receiving unit's note; weeks have none."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A civil week (from Monday), month or quarter."""

    first_on: date
    last_on: date
    grain: Grain
    name: str

    @property
    def middle_on(self) -> date:
        """The day by which a period belongs to a longer one, as ISO's Thursday does."""
        return self.first_on + (self.last_on - self.first_on) / 2

    def holds(self, on: date) -> bool:
        """Whether a day lies in it."""
        return self.first_on <= on <= self.last_on


def parse_period(name: str) -> Period | None:
    """The period of a name; None for what is none, the 53rd week of a year with 52 included."""
    if not _NAME.match(name):
        return None
    year, rest = int(name[:4]), name[5:]
    if rest[0] == "W":
        try:
            monday = date.fromisocalendar(year, int(rest[1:]), 1)
        except ValueError:
            return None
        return Period(monday, monday + timedelta(days=6), Grain.WEEK, name)
    if rest[0] == "Q":
        last_month = int(rest[1]) * 3
        first, _ = clock.month_bounds(f"{year}-{last_month - 2:02d}")
        return Period(first, clock.month_bounds(f"{year}-{last_month:02d}")[1], Grain.QUARTER, name)
    return Period(*clock.month_bounds(name), Grain.MONTH, name)


def period_of(on: date, grain: Grain) -> Period:
    """The week, month or quarter that holds a day."""
    if grain is Grain.WEEK:
        year, week, _ = on.isocalendar()
        name = f"{year}-W{week:02d}"
    elif grain is Grain.MONTH:
        name = clock.month_of(on)
    else:
        name = f"{on.year}-Q{(on.month + 2) // 3}"
    found = parse_period(name)
    assert found is not None  # noqa: S101 - made of a date
    return found


def periods_between(first: date, last: date, grain: Grain) -> Iterator[Period]:
    """Those with a day from `first` to `last`, in order."""
    while first <= last:
        one = period_of(first, grain)
        yield one
        first = one.last_on + timedelta(days=1)
