"""What the other programmes' runs pay the same people for."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun
from app.secondments.models import Programme, Secondment


def list_paid_elsewhere(session: Session, programme_id: UUID, month: str) -> list[tuple[UUID, date, str]]:
    """(cadre, date, programme's name) of paying lines of the month in other programmes, of those who are in this one.

    It starts from the rows of the other runs, so that only lines of people in both are read.
    """
    here = select(Secondment.cadre_id).where(col(Secondment.programme_id) == programme_id)
    statement = (
        select(col(AllowanceLine.cadre_id), col(AllowanceLine.day_on), col(Programme.name))
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
            col(AllowanceRow.cadre_id).in_(here),
            AllowanceLine.halves > 0,
        )
    )
    return list(session.exec(statement).all())
