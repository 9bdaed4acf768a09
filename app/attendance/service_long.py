"""Months and leave that have waited for more than five workdays: to the unit's head, else to all its supervisors."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.accounts.service_heads import heads_of, stands_for
from app.attendance import repository_long
from app.core import clock
from app.core.actor import Role
from app.core.work import Work
from app.secondments.scope import run_below
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
    return {one.unit_id for one in months_waiting(work, patience)} | leave_waiting(work, patience).keys()


def months_waiting(
    work: Work, patience: Patience, paths: tuple[str, ...] | None = None, *, back: int = 1
) -> list[LongMonth]:
    """The last ended months that units have not confirmed for long, newest month first, then by the unit's name.

    Not filtered by actor; `paths` keeps to programmes that are run below these tree paths.
    """
    within = () if paths is None else (run_below(paths),)
    found, month = list[LongMonth](), clock.month_of(patience.today)
    for _ in range(back):
        month = clock.previous_month(month)
        since = clock.month_bounds(month)[1]
        if patience.is_long(since):
            units = repository_long.units_unconfirmed(work.session, month, *within)
            found += [LongMonth(month, key, name, patience.workdays(since)) for key, name in units]
    return found


def leave_waiting(work: Work, patience: Patience, paths: tuple[str, ...] | None = None) -> dict[UUID, date]:
    """Every unit whose word on a leave has been awaited for long, and since when; as `months_waiting`."""
    within = () if paths is None else (run_below(paths),)
    found: dict[UUID, date] = {}
    for key, filed_on in repository_long.units_with_leave(work.session, *within):
        if patience.is_long(filed_on):
            found[key] = min(filed_on, found.get(key, filed_on))
    return found
