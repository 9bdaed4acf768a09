"""The selects behind the calibration: items with their groups, and the signals that came with them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.accounts.models import Unit, UnitKind
from app.secondments.models import Programme, ProgrammeKind, Secondment
from app.signals.models import Signal
from app.signals.models_queue import Arm, Conclusion, QueueDraw, QueueItem


class Drawn(NamedTuple):
    """An item with its groups."""

    id: UUID
    arm: Arm
    person_id: UUID
    repeats_id: UUID | None
    conclusion: Conclusion | None
    lapsed_at: datetime | None
    programme_kind: ProgrammeKind | None
    unit_kind: UnitKind


def list_drawn(session: Session, unit_ids: Collection[UUID], since: date) -> list[Drawn]:
    """Everything that these regions drew from a week on."""
    statement = (
        rows_of(
            *(col(getattr(QueueItem, name)) for name in ("id", "arm", "person_id", "repeats_id", "conclusion")),
            col(QueueItem.lapsed_at),
            col(Programme.kind),
            col(Unit.kind),
        )
        .join(QueueDraw, col(QueueDraw.id) == col(QueueItem.draw_id))
        .join(Unit, col(Unit.id) == col(QueueItem.unit_id))
        .outerjoin(Secondment, col(Secondment.id) == col(QueueItem.secondment_id))
        .outerjoin(Programme, col(Programme.id) == col(Secondment.programme_id))
        .where(col(QueueDraw.unit_id).in_(unit_ids), col(QueueDraw.week_on) >= since)
    )
    return [Drawn(*row) for row in session.execute(statement)]


def signals_of_draws(session: Session, unit_ids: Collection[UUID], since: date) -> list[Signal]:
    """The signals in items of these regions, earlier weeks' included when a later lot hit their month again."""
    items = (
        select(QueueItem.id)
        .join(QueueDraw, col(QueueDraw.id) == col(QueueItem.draw_id))
        .where(col(QueueDraw.unit_id).in_(unit_ids), QueueDraw.week_on >= since)
    )
    return list(session.exec(select(Signal).where(col(Signal.queue_item_id).in_(items))))
