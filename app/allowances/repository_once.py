"""What the other programmes' runs pay the same people for."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun, RunState
from app.allowances.models_settlement import AdjustmentKind, AllowanceAdjustment, AllowanceAdjustmentLine
from app.secondments.models import Programme, Secondment

FINAL = (RunState.CLOSED, RunState.PAID)


class Elsewhere(NamedTuple):
    """Half days (below 0 when taken back) that another programme's run pays somebody for a date."""

    cadre_id: UUID
    on: date
    halves: int
    programme_name: str


def list_lines_elsewhere(session: Session, programme_id: UUID, month: str) -> list[Elsewhere]:
    """The paying lines of the month in other programmes, of those who are in this one.

    It starts from the rows of the other runs, so that only lines of people in both are read.
    """
    statement = (
        select(col(AllowanceLine.cadre_id), col(AllowanceLine.day_on), col(AllowanceLine.halves), col(Programme.name))
        .join(
            AllowanceRow,
            (col(AllowanceRow.run_id) == AllowanceLine.run_id)
            & (col(AllowanceRow.secondment_id) == AllowanceLine.secondment_id),
        )
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
        .join(Programme, col(Programme.id) == AllowanceRun.programme_id)
        .where(
            AllowanceRun.month == month,
            AllowanceRun.programme_id != programme_id,
            col(AllowanceRow.cadre_id).in_(_people_of(programme_id)),
            AllowanceLine.halves > 0,
        )
    )
    return [Elsewhere(*found) for found in session.exec(statement).all()]


def list_adjusted_elsewhere(session: Session, programme_id: UUID, month: str) -> list[Elsewhere]:
    """What other programmes' later runs paid for the month's dates, or took back once they were closed."""
    line = AllowanceAdjustmentLine
    statement = (
        select(col(line.cadre_id), col(line.day_on), col(line.halves), col(Programme.name))
        .join(AllowanceAdjustment, col(AllowanceAdjustment.id) == line.adjustment_id)
        .join(AllowanceRun, col(AllowanceRun.id) == AllowanceAdjustment.run_id)
        .join(Programme, col(Programme.id) == AllowanceAdjustment.programme_id)
        .where(
            AllowanceAdjustment.month == month,
            AllowanceAdjustment.programme_id != programme_id,
            AllowanceAdjustment.kind != AdjustmentKind.MANUAL,
            col(line.cadre_id).in_(_people_of(programme_id)),
            or_(col(line.halves) > 0, col(AllowanceRun.state).in_(FINAL)),
        )
    )
    return [Elsewhere(*found) for found in session.exec(statement).all()]


def _people_of(programme_id: UUID) -> Any:
    return select(Secondment.cadre_id).where(col(Secondment.programme_id) == programme_id)
