"""Every select over one person's own check-ins, leave, corrected days and confirmed months, for their own copy."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.attendance.models import CheckIn, DayOverride, MonthConfirmation
from app.attendance.models_leave import Leave, LeaveStep
from app.secondments.models import Secondment


def own_check_ins(session: Session, person_id: UUID) -> list[CheckIn]:
    """Every check-in of a person, oldest first."""
    statement = select(CheckIn).where(CheckIn.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(CheckIn.happened_at), col(CheckIn.id))).all())


def own_corrections(session: Session, person_id: UUID) -> list[DayOverride]:
    """Every corrected day of a person, in order."""
    statement = select(DayOverride).join(Secondment, col(Secondment.id) == DayOverride.secondment_id)
    statement = statement.where(Secondment.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(DayOverride.day_on), col(DayOverride.created_at))).all())


def own_months(session: Session, person_id: UUID) -> list[tuple[MonthConfirmation, str]]:
    """Every confirmed month of a person with the unit's name, in order."""
    statement = (
        select(MonthConfirmation, Unit.name)
        .join(Secondment, col(Secondment.id) == MonthConfirmation.secondment_id)
        .join(Unit, col(Unit.id) == MonthConfirmation.unit_id)
        .where(Secondment.cadre_id == person_id)
        .order_by(col(MonthConfirmation.month), col(MonthConfirmation.confirmed_at))
    )
    return [(row, name) for row, name in session.exec(statement).all()]


def own_leaves(session: Session, person_id: UUID) -> list[Leave]:
    """Every leave of a person, in order."""
    statement = select(Leave).where(Leave.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(Leave.start_on), col(Leave.id))).all())


def own_leave_steps(session: Session, person_id: UUID) -> list[tuple[LeaveStep, Leave]]:
    """Every step on a person's leaves, in order."""
    statement = select(LeaveStep, Leave).join(Leave, col(Leave.id) == LeaveStep.leave_id)
    rows = session.exec(statement.where(Leave.cadre_id == person_id).order_by(col(LeaveStep.at))).all()
    return [(step, leave) for step, leave in rows]
