"""Every select over one person's own allowances, for their own copy."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun
from app.allowances.models_settlement import AllowanceAdjustment, AllowanceAdjustmentLine, AllowanceDebtEntry
from app.allowances.policy_settlement import WORKING_PAPERS


def own_rows(session: Session, person_id: UUID) -> list[tuple[AllowanceRow, AllowanceRun]]:
    """What each calculated month owes a person, in order."""
    statement = select(AllowanceRow, AllowanceRun).join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
    rows = session.exec(statement.where(AllowanceRow.cadre_id == person_id).order_by(col(AllowanceRun.month))).all()
    return [(row, run) for row, run in rows]


def own_lines(session: Session, person_id: UUID) -> list[AllowanceLine]:
    """A line a day of a person's calculated months, in order."""
    statement = select(AllowanceLine).where(AllowanceLine.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(AllowanceLine.day_on))).all())


def own_adjustments(session: Session, person_id: UUID) -> list[AllowanceAdjustment]:
    """What closed months of a person were adjusted by, so far as it is decided, in order."""
    statement = select(AllowanceAdjustment).where(
        AllowanceAdjustment.cadre_id == person_id, col(AllowanceAdjustment.state).not_in(WORKING_PAPERS)
    )
    return list(session.exec(statement.order_by(col(AllowanceAdjustment.month), col(AllowanceAdjustment.id))).all())


def own_adjustment_lines(session: Session, person_id: UUID) -> list[AllowanceAdjustmentLine]:
    """The days behind them, in order."""
    statement = select(AllowanceAdjustmentLine).where(AllowanceAdjustmentLine.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(AllowanceAdjustmentLine.day_on))).all())


def own_debt_entries(session: Session, person_id: UUID) -> list[AllowanceDebtEntry]:
    """Every movement of a person's debt, in order."""
    statement = select(AllowanceDebtEntry).where(AllowanceDebtEntry.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(AllowanceDebtEntry.at), col(AllowanceDebtEntry.id))).all())
