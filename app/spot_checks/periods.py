"""The periods of a plan: the calendar's own months, quarters and halves, and which of them wait for a draw."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.spot_checks.models_formal import Every

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6}
GRACE = timedelta(days=14)
"""A period is drawn about once it is over, within two weeks."""
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included, and the day by which it is to be drawn."""

    first_on: date
    last_on: date

    @property
    def due_on(self) -> date:
        """Two weeks after its end."""
        return self.last_on + GRACE


def period_of(every: Every, on: date) -> Period:
    """The period that a date lies in."""
    months = MONTHS[every]
    first = date(on.year, (on.month - 1) // months * months + 1, 1)
    index = first.year * 12 + first.month - 1 + months
    return Period(first, date(index // 12, index % 12 + 1, 1) - timedelta(days=1))


def periods(every: Every, from_on: date, until: date) -> Iterator[Period]:
    """From the one that holds `from_on` to the one that holds `until`."""
    one = period_of(every, from_on)
    while one.first_on <= until:
        yield one
        one = period_of(every, one.last_on + timedelta(days=1))


def waiting(every: Every, from_on: date, ended_on: date | None, drawn: Iterable[Span], today: date) -> list[Period]:
    """The periods that are over and about which nobody was drawn; a draw that ends in a period is about it."""
    ends = [last for _, last in drawn]
    until = min(ended_on, today) if ended_on is not None else today
    return [
        one
        for one in periods(every, from_on, until)
        if one.last_on < today and not any(one.first_on <= last <= one.last_on for last in ends)
    ]
