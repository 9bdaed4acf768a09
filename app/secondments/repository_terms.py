"""Terms of many secondments as plain values: what jobs over everybody read, a portion at a time."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_
from sqlalchemy import select as rows
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.secondments.models import Posting, Programme, Secondment
from app.secondments.repository_cards import begun, overlapping


def in_span(first: date, last: date) -> list[ColumnElement[bool]]:
    """Begun, with a day from `first` to `last`."""
    return [begun(), overlapping(first, last)]


def after(secondment_id: UUID) -> ColumnElement[bool]:
    """Beyond the last one of the portion before."""
    return col(Secondment.id) > secondment_id


def up_to(secondment_id: UUID) -> ColumnElement[bool]:
    """Within the portion that ends here."""
    return col(Secondment.id) <= secondment_id


def list_terms(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int | None
) -> Sequence[Row[UUID, UUID, UUID, date, date | None, date]]:
    """(id, cadre, programme, first day, arrival, last day) of those that fit, in the order of their ids."""
    statement = rows(
        col(Secondment.id),
        col(Secondment.cadre_id),
        col(Secondment.programme_id),
        col(Secondment.start_on),
        col(Secondment.arrived_on),
        col(Secondment.end_on),
    )
    return session.execute(statement.where(*conditions).order_by(col(Secondment.id)).limit(limit)).all()


def list_hosts(session: Session, conditions: Sequence[ColumnElement[bool]]) -> Sequence[Row[UUID, date, UUID]]:
    """(secondment, first day, unit) of the postings of those that fit, in the order of their dates."""
    fitting = select(Secondment.id).where(*conditions)
    statement = rows(col(Posting.secondment_id), col(Posting.start_on), col(Posting.receiving_unit_id))
    chosen = statement.where(col(Posting.secondment_id).in_(fitting))
    return session.execute(chosen.order_by(col(Posting.secondment_id), col(Posting.start_on))).all()


def unit_paths(session: Session) -> dict[UUID, str]:
    """Every unit's place in the tree."""
    return dict(session.exec(select(Unit.id, Unit.path)).all())


def programme_paths(session: Session) -> dict[UUID, str]:
    """The place of the unit that runs each programme."""
    statement = select(Programme.id, Unit.path).join(Unit, col(Unit.id) == Programme.unit_id)
    return dict(session.exec(statement).all())


def count_hosted(session: Session, first: date, last: date) -> dict[UUID, int]:
    """How many cadres each unit hosts on some day from `first` to `last`."""
    statement = (
        select(Posting.receiving_unit_id, func.count(func.distinct(Secondment.cadre_id)))
        .join(Secondment, col(Secondment.id) == Posting.secondment_id)
        .where(
            *in_span(first, last),
            col(Posting.start_on) <= last,
            or_(col(Posting.end_on).is_(None), col(Posting.end_on) >= first),
        )
        .group_by(col(Posting.receiving_unit_id))
    )
    return dict(session.exec(statement).all())
