"""The selects behind the export of signals; NOT filtered by actor."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.records.models_imported import ImportedRow
from app.signals.models import ClosedReason, Signal

BY_FACTS = (ClosedReason.WRITTEN, ClosedReason.LEAVE, ClosedReason.CORRECTED)


def list_raised(session: Session, least: float, first: date | None, last: date | None) -> Sequence[Signal]:
    """Those that the facts still ask or that people ended; with a period those that touch it."""
    statement = select(Signal).where(
        col(Signal.score) >= least,
        or_(col(Signal.closed_reason).is_(None), col(Signal.closed_reason).not_in(BY_FACTS)),
    )
    if first is not None:
        statement = statement.where(col(Signal.last_on) >= first)
    if last is not None:
        statement = statement.where(col(Signal.first_on) <= last)
    return session.exec(statement.order_by(col(Signal.id))).all()


def names(session: Session) -> dict[tuple[UUID, bool], str]:
    """What people are called outside, (person, as a reviewer): by the dataset that brought them, or another system."""
    own = columns(col(Person.id), col(Person.external_id)).where(col(Person.external_id).is_not(None))
    found = {(person, False): name for person, name in session.execute(own)}
    brought = columns(col(ImportedRow.target_id), col(ImportedRow.kind), col(ImportedRow.external_id))
    wanted = brought.where(col(ImportedRow.kind).in_(("cadre", "supervisor")), col(ImportedRow.target_id).is_not(None))
    for person, kind, name in session.execute(wanted):
        found[person, kind == "supervisor"] = name
    return found
