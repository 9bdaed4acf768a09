"""The page 节假日: a year by months, its notice, and what the region's units arrange for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.models import Unit
from app.accounts.service_units import list_tree
from app.core.clock import month_bounds
from app.core.work import Work
from app.workdays import policy
from app.workdays.rules import CalendarDay, DayKind
from app.workdays.schemas import ExceptionView, OverlayQuery, OverlayView, YearView
from app.workdays.service import get_calendar
from app.workdays.service_care import awaited_year
from app.workdays.service_overlays import list_overlays
from app.workdays.service_years import get_year

MOST = 200
A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Arranged:
    """A holiday as its notice puts it: the free days as spans, the weekend days worked for them."""

    name: str
    free: list[tuple[date, date]]
    worked: list[date]

    @property
    def days(self) -> int:
        """How many days are free."""
        return sum((last - first).days + 1 for first, last in self.free)


@dataclass(frozen=True, slots=True)
class YearPage:
    """A year by months: each month's weeks of seven days, Monday first, None outside the month.

    `units`, with their depth in the tree, are those that somebody who arranges may choose from.
    """

    year: YearView
    months: list[tuple[str, int, list[list[CalendarDay | None]]]]
    """(month as `2026-04`, its workdays, its weeks)."""
    can_import: bool
    can_arrange: bool
    awaited: int | None
    overlays: list[OverlayView]
    arranged: list[Arranged]
    """The year's exceptions by name, as the year comes to them."""
    units: list[tuple[Unit, int]]


def arranged(days: Sequence[ExceptionView]) -> list[Arranged]:
    """Exceptions in date order, put together by name."""
    found: dict[str, Arranged] = {}
    for day in days:
        one = found.setdefault(day.name, Arranged(day.name, [], []))
        if day.kind is DayKind.MAKEUP:
            one.worked.append(day.on)
        elif one.free and day.on - one.free[-1][1] == A_DAY:
            one.free[-1] = (one.free[-1][0], day.on)
        else:
            one.free.append((day.on, day.on))
    return sorted(found.values(), key=lambda one: one.free[0][0] if one.free else one.worked[0])


def open_year(work: Work, year: int) -> YearPage:
    """What the page 节假日 shows."""
    calendar = get_calendar(work, date(year, 1, 1), date(year, 12, 31))
    months = []
    for number in range(1, 13):
        month = f"{year:04d}-{number:02d}"
        first, last = month_bounds(month)
        days: list[CalendarDay | None] = [None] * first.weekday()
        days += calendar.days(first, last)
        days += [None] * (-len(days) % 7)
        weeks = [days[start : start + 7] for start in range(0, len(days), 7)]
        months.append((month, calendar.count_workdays(first, last), weeks))
    arranges = policy.may_arrange_somewhere(work.actor)
    span = {"from": date(year, 1, 1), "to": date(year, 12, 31), "withdrawn": True, "limit": MOST}
    shown = get_year(work, year)
    return YearPage(
        year=shown,
        arranged=arranged(shown.days),
        months=months,
        can_import=policy.can_import(work.actor),
        can_arrange=arranges,
        awaited=awaited_year(work) if arranges else None,
        overlays=list_overlays(work, OverlayQuery.model_validate(span)).items,
        units=list_tree(work) if arranges else [],
    )
