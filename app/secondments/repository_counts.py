"""How many secondments of each state a programme has: counts of a programme, never of a person or unit."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from app.secondments.models import Secondment, SecondmentStatus


def count_by_status(session: Session, condition: ColumnElement[bool]) -> list[tuple[UUID, SecondmentStatus, int]]:
    """(programme, state, how many) of every secondment that fits."""
    statement = (
        select(Secondment.programme_id, Secondment.status, func.count())
        .where(condition)
        .group_by(col(Secondment.programme_id), col(Secondment.status))
    )
    return [
        (programme_id, SecondmentStatus(status), count) for programme_id, status, count in session.exec(statement).all()
    ]
