"""How many records somebody decided on, day by day: for whoever looks at a reviewer's month, which they log."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from app.core import clock
from app.core.work import Work
from app.records import repository_texts


@dataclass(frozen=True, slots=True)
class DecidedDay:
    """A day's decisions: their number, the first and the last."""

    on: date
    count: int
    first_at: datetime
    last_at: datetime


def decided_by_day(work: Work, person_id: UUID, first_on: date, last_on: date) -> list[DecidedDay]:
    """Approvals and returns by one person, by Beijing's day; NOT filtered by actor."""
    since, until = clock.beijing_midnight(first_on), clock.beijing_midnight(last_on + timedelta(days=1))
    instants = repository_texts.list_decided_instants(work.session, person_id, since, until)
    days = ((on, list(some)) for on, some in groupby(instants, clock.civil_date))
    return [DecidedDay(on, len(some), some[0], some[-1]) for on, some in days]
