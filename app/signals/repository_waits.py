"""The select behind the answers that wait for somebody's decision."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlmodel import Session, col

from app.accounts.models import Unit
from app.signals.models import Signal, SignalState


class Answered(NamedTuple):
    """An answered signal with what decides for whom it waits."""

    person_id: UUID
    secondment_id: UUID | None
    unit_path: str
    last_on: date
    answered_at: datetime | None


def list_answered(session: Session) -> list[Answered]:
    """Every answer that nobody has decided on; NOT filtered by actor."""
    statement = (
        rows_of(
            col(Signal.person_id),
            col(Signal.secondment_id),
            col(Unit.path),
            col(Signal.last_on),
            col(Signal.answered_at),
        )
        .join(Unit, col(Unit.id) == col(Signal.unit_id))
        .where(col(Signal.state) == SignalState.ANSWERED)
    )
    return [Answered(*row) for row in session.execute(statement).all()]
