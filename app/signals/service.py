"""Signals for the pages, the digest and whoever may know of them.

For the digest: `list_untold` (what nobody has been told of), `question_of` (its sentence), `mark_told`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.audit.service import record
from app.core import clock
from app.core.errors import NotFound
from app.core.paging import Page
from app.core.work import Work
from app.secondments.access import Access, get_access, get_policy
from app.secondments.models import ReviewedBy
from app.signals import policy, repository
from app.signals.models import Signal, SignalKind, SignalState
from app.signals.policy_queue import is_undecided
from app.signals.schemas import Round, SignalLine, SignalView
from app.signals.sentences import question_of
from app.signals.service_evidence import other_days, shown_to_reader

__all__ = ["SignalFilter", "find_signals", "list_signals", "list_untold", "mark_told", "question_of", "read_signal"]
Say = Callable[[str, Mapping[str, Any]], str]


def list_untold(
    work: Work, kinds: Collection[SignalKind] = policy.TOLD_AT_ONCE, since: date | None = None
) -> dict[UUID, list[Signal]]:
    """What nobody has been told of yet, by the person who is asked, oldest first; for the system's own jobs.

    Without `since`: what is about the last month or this one.
    """
    first_on = clock.month_bounds(clock.previous_month(clock.month_of(work.today)))[0]
    found: dict[UUID, list[Signal]] = {}
    for row in repository.untold(work.session, kinds, since or first_on):
        found.setdefault(row.person_id, []).append(row)
    return found


def mark_told(work: Work, signal_ids: Collection[UUID]) -> int:
    """The person asked has been told of these; the 30 days begin. Again changes nothing. Answers how many were new."""
    told = 0
    for row in repository.by_ids(work.session, signal_ids, lock=True):
        if row.state is SignalState.OPEN:
            row.state, row.told_at = SignalState.TOLD, work.now
            row.expires_on = work.today + policy.DAYS_TO_ANSWER
            work.session.add(row)
            told += 1
    work.session.flush()
    return told


@dataclass(frozen=True, slots=True)
class SignalFilter:
    """Which signals, and how many at a time; no states: the live ones."""

    states: Collection[SignalState] = policy.LIVE
    kind: SignalKind | None = None
    unit_id: UUID | None = None
    month: str | None = None
    secondment_id: UUID | None = None
    limit: int = 50
    cursor: str | None = None


def find_signals(work: Work, wanted: SignalFilter) -> tuple[list[Signal], str | None]:
    """What the actor may know of, the newest put first, and the next cursor."""
    conditions = [repository.visible_to(work.actor, work.today), repository.in_state(wanted.states)]
    if wanted.kind is not None:
        conditions.append(repository.of_kind(wanted.kind))
    if wanted.unit_id is not None:
        conditions.append(repository.of_unit(wanted.unit_id))
    if wanted.month is not None:
        conditions.append(repository.of_window(wanted.month))
    if wanted.secondment_id is not None:
        conditions.append(repository.of_secondment(wanted.secondment_id))
    return repository.page_signals(work.session, conditions, wanted.limit, wanted.cursor)


def list_signals(work: Work, wanted: SignalFilter, say: Say) -> Page[SignalLine]:
    """The same as lines; `say` words the questions."""
    rows, following = find_signals(work, wanted)
    return Page[SignalLine](items=lines_of(work, rows, say), next_cursor=following)


def lines_of(work: Work, rows: Collection[Signal], say: Say) -> list[SignalLine]:
    """Rows that the actor may know of, as a list shows them."""
    people = names_of(work, {row.person_id for row in rows})
    units = unit_names_of(work, {row.unit_id for row in rows})
    return [SignalLine(**_line(work, row, people, units, say)) for row in rows]


def read_signal(work: Work, signal_id: UUID, say: Say) -> SignalView:
    """One signal with all that was said about it; NotFound unless the actor may know of it.

    Reading by the Organization Department is logged.
    """
    row = known_signal(work, signal_id)
    if row.person_id != work.actor.person_id and _oversees(work, row):
        record(work, "signals.read", "signal", row.id, unit_id=row.unit_id, kind=row.kind)
    return view_of(work, row, say)


def known_signal(work: Work, signal_id: UUID, *, lock: bool = False) -> Signal:
    """The row, locked on demand; NotFound unless the actor may know of it."""
    row = repository.get_signal(work.session, signal_id, lock=lock)
    if row is None or not is_known(work, row):
        raise NotFound
    return row


def is_known(work: Work, row: Signal) -> bool:
    """Whether the actor may know of it: one's own once told, others' once told or, in the region, once seen."""
    if row.person_id == work.actor.person_id:
        return policy.is_told(row)
    return (policy.is_told(row) and may_decide(work, row)) or (policy.is_seen(row) and may_ask(work, row))


def may_decide(work: Work, row: Signal) -> bool:
    """`policy.can_resolve`, asked of the day that the signal ends with."""
    if row.secondment_id is None:
        path = repository.path_of_unit(work.session, row.unit_id)
        return row.person_id != work.actor.person_id and policy.can_oversee(work.actor, path)
    try:
        access = get_access(work, row.secondment_id)
        return policy.can_resolve(access.relations_on(row.last_on), _reviewer(work, access, row.last_on))
    except NotFound:
        return False


def may_ask(work: Work, row: Signal) -> bool:
    """The Organization Department of the region decides whether to ask; nobody about themselves."""
    return row.person_id != work.actor.person_id and _oversees(work, row)


def _oversees(work: Work, row: Signal) -> bool:
    if row.secondment_id is None:
        return policy.can_oversee(work.actor, repository.path_of_unit(work.session, row.unit_id))
    try:
        return policy.decides_for_region(get_access(work, row.secondment_id).relations_on(row.last_on))
    except NotFound:
        return False


def _reviewer(work: Work, access: Access, on: date) -> ReviewedBy:
    return get_policy(work, access.secondment.programme_id, on).reviewed_by


def view_of(work: Work, row: Signal, say: Say) -> SignalView:
    """A signal that the actor may know of, with the names of people and units and the question in words."""
    people = names_of(work, {row.person_id, row.resolved_by_id})
    shown = shown_to_reader(work, row)
    return SignalView(
        **_line(work, row, people, unit_names_of(work, {row.unit_id}), say),
        evidence=shown.evidence,
        comparisons=shown.comparisons,
        passages=shown.passages,
        other_days=other_days(shown),
        reply_text=row.reply_text,
        outcome_note=row.outcome_note,
        resolved_by_name=people.get(row.resolved_by_id) if row.resolved_by_id else None,
        history=[Round.model_validate(one) for one in row.history],
    )


def _line(work: Work, row: Signal, people: Mapping[UUID, str], units: Mapping[UUID, str], say: Say) -> dict[str, Any]:
    question, is_own = question_of(row), row.person_id == work.actor.person_id
    return row.model_dump(include=_SHOWN) | {
        "status": row.state,
        "person_name": people[row.person_id],
        "unit_name": units[row.unit_id],
        "question": say(question.text, question.params),
        "can_reply": is_own and row.state in policy.ASKING,
        "can_resolve": not is_own and row.state in policy.LIVE and policy.is_told(row),
        "can_ask": not is_own and is_undecided(row),
    }


_SHOWN = {name for name in SignalLine.model_fields if name in Signal.model_fields}
