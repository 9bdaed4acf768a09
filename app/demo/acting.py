"""Acting as somebody at an instant, within the one transaction that seeds the demo."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.core import clock
from app.core.work import Work


def at(day: date, later: int, hour: int) -> datetime:
    """So many days after a day, at an hour of Beijing."""
    return clock.beijing_midnight(day + timedelta(days=later)) + timedelta(hours=hour)


@contextmanager
def as_person(work: Work, person: Person, instant: datetime) -> Iterator[Work]:
    """The same transaction under another person at another instant."""
    with clock.at(instant):
        yield replace(work, actor=person_actor(work.session, person), now=instant)
