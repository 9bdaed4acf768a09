"""Every select over one person's own allowances, for their own copy."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.allowances.models import AllowanceLine, AllowanceRow, AllowanceRun


def own_rows(session: Session, person_id: UUID) -> list[tuple[AllowanceRow, AllowanceRun]]:
    """What each calculated month owes a person, in order."""
    statement = select(AllowanceRow, AllowanceRun).join(AllowanceRun, col(AllowanceRun.id) == AllowanceRow.run_id)
    rows = session.exec(statement.where(AllowanceRow.cadre_id == person_id).order_by(col(AllowanceRun.month))).all()
    return [(row, run) for row, run in rows]


def own_lines(session: Session, person_id: UUID) -> list[AllowanceLine]:
    """A line a day of a person's calculated months, in order."""
    statement = select(AllowanceLine).where(AllowanceLine.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(AllowanceLine.day_on))).all())
