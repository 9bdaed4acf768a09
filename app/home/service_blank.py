"""A day's form for any near day, to be opened on the phone without a network: what a day is, told ahead."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from app.attendance.service_calendars import calendar_at
from app.core import clock
from app.core.work import Work
from app.home.service_today import AHEAD, BEHIND, DayPage, open_day
from app.records.service import DayState
from app.records.window import Verdict
from app.secondments.access import is_month_closed
from app.workdays.overlays import Calendar

MARGIN = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class NearDay:
    """One day as the phone will need it: what it is called, whether it is a workday, until when it is free to write."""

    on: date
    name: str | None
    is_workday: bool
    free_until: date


@dataclass(frozen=True, slots=True)
class BlankPage:
    """The form without a day, and the days that it can be for."""

    day: DayPage
    days: tuple[NearDay, ...]


def open_blank(work: Work, secondment_id: UUID | None = None) -> BlankPage | None:
    """The blank form of one's secondment, the present one unless given; None for somebody without one."""
    found = open_day(work, secondment_id=secondment_id)
    if found is None:
        return None
    state = DayState(found.on, None, Verdict.REASON_NEEDED, month_closed=False, in_term=True)
    blank = replace(found, others=found.near_others, state=state, returned=(), open_days=(), check_ins=())
    first = max(work.today - BEHIND, found.card.term_start_on)
    last = min(work.today + AHEAD, found.card.secondment.end_on)
    calendar = calendar_at(work, found.card, first - MARGIN, last + MARGIN, work.today)
    is_open = _months(work, found)
    span = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    near = [_near(on, calendar, found.rules.backfill_free_days) for on in span if is_open(on)]
    return BlankPage(blank, tuple(near))


def _months(work: Work, found: DayPage) -> Callable[[date], bool]:
    closed: dict[str, bool] = {}

    def is_open(on: date) -> bool:
        month = clock.month_of(on)
        if month not in closed:
            closed[month] = is_month_closed(work, found.card.programme.id, month)
        return not closed[month]

    return is_open


def _near(on: date, calendar: Calendar, free_days: int) -> NearDay:
    until = on
    while until - on < MARGIN and calendar.workdays_back(until + timedelta(days=1), free_days) <= on:
        until += timedelta(days=1)
    return NearDay(on, calendar.name(on), calendar.kind(on).is_open, until)
