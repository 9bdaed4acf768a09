"""Whose a waiting record is: first those named to be reminded, after five workdays the unit's head, else all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from app.accounts.service_heads import heads_of, stands_for
from app.core import clock
from app.core.work import Work
from app.records import policy, repository_queue
from app.records.repository_queue import Waiting
from app.secondments.access import ProgrammeRules, rules_of
from app.secondments.scope import run_below
from app.secondments.service_cards import named_supervisors
from app.workdays.service_waiting import Patience, patience_of
from app.workdays.waiting import PATIENCE


@dataclass(frozen=True, slots=True)
class Candidate:
    """A waiting record with how it comes to the actor: `open_to_all` when nobody is named for it."""

    waiting: Waiting
    open_to_all: bool


def own_among(work: Work, found: Sequence[Candidate]) -> list[Waiting]:
    """What stands in the actor's own queue: named, named for whom they stand in, for nobody, or waited for long."""
    me = stands_for(work)
    named = named_supervisors(work, {one.waiting.secondment_id for one in found if not one.open_to_all})
    mine, others = list[Waiting](), list[Waiting]()
    for one in found:
        wanted = named.get(one.waiting.secondment_id, frozenset())
        own = one.open_to_all or not wanted or wanted & me
        (mine if own else others).append(one.waiting)
    return mine + _long_among(work, others, me)


def _long_among(work: Work, others: Sequence[Waiting], me: Collection[UUID]) -> list[Waiting]:
    """Of what is others', what the actor sees as the unit's head, or as a supervisor of a unit without a head."""
    earliest = work.today - timedelta(days=PATIENCE)
    if all(since(one) > earliest for one in others):
        return []
    patience = patience_of(work)
    long = [one for one in others if patience.is_long(since(one))]
    heads = heads_of(work, {one.unit_id for one in long})
    return [one for one in long if one.unit_id not in heads or heads[one.unit_id] in me]


def since(one: Waiting) -> date:
    """The day on which a record began to wait."""
    return clock.civil_date(one.submitted_at) if one.submitted_at else one.work_on


def units_waiting(work: Work, patience: Patience, paths: tuple[str, ...] | None = None) -> dict[UUID, date]:
    """Every unit where a record that a supervisor may decide on has waited for long, and since when.

    Not filtered by actor; `paths` keeps to programmes that are run below these tree paths.
    """
    within = () if paths is None else (run_below(paths),)
    before = clock.beijing_midnight(patience.long_since + timedelta(days=1))
    rows = repository_queue.list_long(work.session, before, *within)
    rules = rules_of(work, {row.programme_id for row in rows})
    found: dict[UUID, datetime] = {}
    for row in rows:
        if _is_asked(rules, row.programme_id, f"{row.year:04d}-{row.month:02d}"):
            found[row.unit_id] = min(row.submitted_at, found.get(row.unit_id, row.submitted_at))
    return {unit_id: clock.civil_date(at) for unit_id, at in found.items()}


def _is_asked(rules: ProgrammeRules, programme_id: UUID, month: str) -> bool:
    """Each record is decided on, and its month is open; a unit's supervisors review in every programme."""
    found = rules.policy_on(programme_id, clock.month_bounds(month)[1])
    return (found is not None and not policy.is_reviewed_monthly(found.review)) and not rules.is_month_closed(
        programme_id, month
    )
