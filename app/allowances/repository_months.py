"""The months of a programme at a glance."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from app.allowances.models import AllowanceRow, RowStatus
from app.secondments.models import Secondment, SecondmentStatus

_NOT_BEGUN = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


class RunCounts(NamedTuple):
    """How many rows a run has, how many of them wait for a confirmation, and what it pays."""

    cadres: int
    pending: int
    total_fen: int


def counts_of(session: Session, run_ids: Sequence[UUID]) -> dict[UUID, RunCounts]:
    """Of these runs; one without rows is left out."""
    waits = case((col(AllowanceRow.status) == RowStatus.PENDING, 1), else_=0)
    statement = (
        select(AllowanceRow.run_id, func.count(), func.sum(waits), func.sum(col(AllowanceRow.total_fen)))
        .where(col(AllowanceRow.run_id).in_(run_ids))
        .group_by(col(AllowanceRow.run_id))
    )
    found = session.exec(statement).all()
    return {key: RunCounts(int(cadres), int(pending), int(total)) for key, cadres, pending, total in found}


def first_day(session: Session, programme_id: UUID) -> date | None:
    """The first day of the first term that was taken up."""
    statement = select(func.min(col(Secondment.start_on))).where(
        col(Secondment.programme_id) == programme_id, col(Secondment.status).not_in(_NOT_BEGUN)
    )
    return session.exec(statement).one()
