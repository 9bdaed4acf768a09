"""Summaries 小结 that may be written now: the week and the month whose last workday is today. Nobody has to."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from app.core import clock
from app.core.work import Work
from app.records import repository_summaries as repository
from app.records.periods import Grain, Period, period_of
from app.workdays.overlays import Calendar

LATE_IN_WEEK = 3
"""From Thursday on a week may have had its last workday."""
NEAR_THE_END = timedelta(days=10)


def may_end(today: date) -> list[Period]:
    """The week and the month that may have their last workday on a day, whatever the calendar says of it."""
    near = clock.month_bounds(clock.month_of(today))[1] - today < NEAR_THE_END
    late = {Grain.WEEK: today.weekday() >= LATE_IN_WEEK, Grain.MONTH: near}
    return [period_of(today, grain) for grain, is_late in late.items() if is_late]


def ending(periods: Sequence[Period], calendar: Calendar, today: date) -> list[Period]:
    """Those of the periods whose last workday is today; the calendar must reach to the end of all."""
    if not calendar.is_workday(today):
        return []
    return [period for period in periods if not any(calendar.is_workday(on) for on in _after(today, period))]


def unkept(work: Work, wanted: Mapping[UUID, Sequence[Period]]) -> dict[UUID, list[Period]]:
    """By secondment those of its periods that hold no summary of the cadre's; NOT filtered by actor."""
    names = {period.name for periods in wanted.values() for period in periods}
    kept = repository.kept_names(work.session, wanted.keys(), names) if names else set()
    found = {key: [one for one in periods if (key, one.name) not in kept] for key, periods in wanted.items()}
    return {key: periods for key, periods in found.items() if periods}


def _after(today: date, period: Period) -> list[date]:
    return [today + timedelta(days=step) for step in range(1, (period.last_on - today).days + 1)]
