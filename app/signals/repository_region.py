"""The select behind what a region still asks about days without a record."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlmodel import Session, col

from app.accounts.models import Person, Unit
from app.secondments.models import Secondment
from app.secondments.scope import run_below
from app.signals.models import Signal, SignalKind
from app.signals.policy import ASKING


class Asking(NamedTuple):
    """A question that nobody has answered, with whom it asks and where."""

    signal: Signal
    cadre_name: str
    unit_name: str


def list_asking(session: Session, kind: SignalKind, paths: tuple[str, ...], limit: int) -> list[Asking]:
    """Unanswered ones of one kind in programmes run below these paths; by unit, cadre and month."""
    statement = (
        rows_of(Signal, col(Person.name), col(Unit.name))
        .join(Secondment, col(Secondment.id) == col(Signal.secondment_id))
        .join(Person, col(Person.id) == col(Signal.person_id))
        .join(Unit, col(Unit.id) == col(Signal.unit_id))
        .where(col(Signal.kind) == kind, col(Signal.state).in_(ASKING), ~col(Signal.quiet), run_below(paths))
        .order_by(col(Unit.name), col(Person.name), col(Signal.window), col(Signal.id))
        .limit(limit)
    )
    return [Asking(*row) for row in session.execute(statement).all()]


def list_asking_of(session: Session, kind: SignalKind, secondment_ids: list[UUID]) -> list[Signal]:
    """Unanswered ones of one kind about these secondments, oldest first."""
    statement = rows_of(Signal).where(
        col(Signal.kind) == kind,
        col(Signal.state).in_(ASKING),
        ~col(Signal.quiet),
        col(Signal.secondment_id).in_(secondment_ids),
    )
    return list(session.execute(statement.order_by(col(Signal.window), col(Signal.id))).scalars())
