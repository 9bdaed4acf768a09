"""Corrections of secondments that stand, and the steps that a roster adds: as their services do it, for many at once.

The plan has checked what the services check (`policy_lifecycle.EDITABLE`, terms, arrival). Each correction and each
step is a version of its own, with its history and its audit event, just as if they had been made one by one.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.audit import service as audit
from app.core import clock, events
from app.core.work import Work
from app.secondments import repository_roster as repository
from app.secondments import repository_secondments
from app.secondments.models import Secondment, SecondmentEvent
from app.secondments.policy_lifecycle import STEPS
from app.secondments.roster.plan import TermChange
from app.secondments.service_secondments import SUBJECT


def correct_terms(work: Work, changes: Sequence[TermChange], advance: Callable[[int], None]) -> None:
    """Correct fields first, then take the steps in their order."""
    rows = repository.lock_terms(work.session, [change.term.id for change in changes])
    pairs = [(change, rows[change.term.id]) for change in changes]
    _correct(work, [pair for pair in pairs if pair[0].fields or pair[0].supervisor_ids is not None])
    advance(2 * len(pairs))
    for name in ("approve", "activate"):
        _step(work, name, [pair for pair in pairs if name in pair[0].steps])
        advance(len(pairs))


def _correct(work: Work, pairs: Sequence[tuple[TermChange, Secondment]]) -> None:
    before = [row.model_dump(mode="json") for _, row in pairs]
    for change, row in pairs:
        for name, value in change.fields.items():
            setattr(row, name, value)
        row.end_month = clock.month_of(row.end_on)
        if change.supervisor_ids is not None:
            repository_secondments.touch(row, work.now)
    work.session.flush()
    for (change, row), old in zip(pairs, before, strict=True):
        named = set(change.fields)
        if change.supervisor_ids is not None:
            repository_secondments.replace_supervisors(work.session, row.id, change.supervisor_ids)
            named.add("supervisor_ids")
        _note(work, "change", row, old, fields=sorted(named))


def _step(work: Work, name: str, pairs: Sequence[tuple[TermChange, Secondment]]) -> None:
    step = STEPS[name]
    before = [row.model_dump(mode="json") for _, row in pairs]
    for change, row in pairs:
        if step.target is not None:
            row.status = step.target
        if name == "activate":
            row.arrived_on = change.arrived_on
    work.session.flush()
    for (change, row), old in zip(pairs, before, strict=True):
        on = change.arrived_on if name == "activate" and change.arrived_on else work.today
        work.session.add(_event(work, name, row, on))
        facts = {"from_state": old["status"], "to_state": str(row.status), "end_on": row.end_on.isoformat()}
        _note(work, name, row, old, **facts, effective_on=on.isoformat())
        events.publish(work, f"secondment.{name}", secondment_id=row.id, cadre_id=row.cadre_id, effective_on=on)


def _event(work: Work, name: str, row: Secondment, on: date) -> SecondmentEvent:
    return SecondmentEvent(
        secondment_id=row.id,
        kind=name,
        from_version=row.version - 1,
        effective_on=on,
        actor_id=work.actor.person_id,
        at=work.now,
    )


def _note(work: Work, name: str, row: Secondment, old: dict[str, Any], **facts: Any) -> None:
    audit.record(
        work, f"secondments.{name}", SUBJECT, row.id, before=old, after=row, unit_id=row.receiving_unit_id, **facts
    )
