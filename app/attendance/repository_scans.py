"""What rests on a scan."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.attendance.models import MonthConfirmation
from app.attendance.models_leave import Leave, LeaveStep


def secondments_of_scan(session: Session, attachment_id: UUID) -> list[UUID]:
    """Whose months rest on a scan, by a word that stands."""
    statement = select(MonthConfirmation.secondment_id).where(
        col(MonthConfirmation.attachment_id) == attachment_id, col(MonthConfirmation.reopened_at).is_(None)
    )
    return list(session.exec(statement).all())


def leaves_of_scan(session: Session, attachment_id: UUID) -> list[Leave]:
    """The leaves with a step that rests on a scan."""
    steps = select(LeaveStep.leave_id).where(col(LeaveStep.attachment_id) == attachment_id)
    return list(session.exec(select(Leave).where(col(Leave.id).in_(steps))).all())
