"""Months and leave that have waited for more than five workdays: to the unit's head, else to all its supervisors."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.service_heads import heads_of, stands_for
from app.attendance import repository_long
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.workdays.service_waiting import Patience, patience_of


@dataclass(frozen=True, slots=True)
class LongMonth:
    """A unit's month that nobody has confirmed, and the workdays that it has waited."""

    month: str
    unit_id: UUID
    unit_name: str
    waited: int


def long_months(work: Work) -> tuple[LongMonth, ...]:
    """Last month at the units of which the actor is the head, or that have none."""
    if not work.actor.has(Role.SUPERVISOR):
        return ()
    patience, month = patience_of(work), clock.previous_month(clock.month_of(work.today))
    since = clock.month_bounds(month)[1]
    if not patience.is_long(since):
        return ()
    mine = repository_long.hosted_by(work.actor, work.today)
    units = repository_long.units_unconfirmed(work.session, month, mine)
    heads, me = heads_of(work, [key for key, _ in units]), stands_for(work)
    waited = patience.workdays(since)
    return tuple(LongMonth(month, key, name, waited) for key, name in units if key not in heads or heads[key] in me)


def units_waiting(work: Work, patience: Patience) -> set[UUID]:
    """Every unit where a month or a leave has waited for long; not filtered by actor, for the weekly notice."""
    month = clock.previous_month(clock.month_of(patience.today))
    found = {key for key, filed_on in repository_long.units_with_leave(work.session) if patience.is_long(filed_on)}
    if patience.is_long(clock.month_bounds(month)[1]):
        found |= {key for key, _ in repository_long.units_unconfirmed(work.session, month)}
    return found


def waited_since(patience: Patience, on: date) -> int | None:
    """Workdays that something has waited, once that is more than five."""
    return patience.workdays(on) if patience.is_long(on) else None
