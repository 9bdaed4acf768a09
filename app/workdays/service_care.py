"""Care for the calendar: which year's notice is awaited, and which months rest on a guess."""

from app.core import clock
from app.core.work import Work
from app.workdays.rules import dates
from app.workdays.service import get_calendar

NOTICE_MONTH = 11
"""From November on the next year's holidays are expected, so their absence is worth a word a week."""


def awaited_year(work: Work) -> int | None:
    """This year while it is provisional, from 1 November on the next one; None when nothing is awaited."""
    today = work.today
    announced = get_calendar(work, today, today.replace(month=12, day=31)).announced
    years = [today.year, today.year + 1] if today.month >= NOTICE_MONTH else [today.year]
    return next((year for year in years if year not in announced), None)


def is_month_provisional(work: Work, month: str) -> bool:
    """Whether some day of a month is only guessed from the weekday, since its year's notice has not been taken in."""
    first, last = clock.month_bounds(month)
    calendar = get_calendar(work, first, last)
    return any(calendar.is_provisional(on) for on in dates(first, last))
