"""Leave and months that wait for somebody's word, of everybody at once; NOT filtered by actor."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.attendance.models_leave import Leave, LeaveStatus
from app.core.portions import portions

CHUNK = 5000


def leave_waiting(session: Session) -> list[Leave]:
    """Leave to decide on and returns to confirm, of all secondments."""
    waits = or_(
        col(Leave.status).in_((LeaveStatus.SUBMITTED, LeaveStatus.REFERRED)),
        (col(Leave.status) == LeaveStatus.APPROVED) & col(Leave.ended_on).is_not(None),
    )
    return list(session.exec(select(Leave).where(waits)).all())


def overdue_of(session: Session, cadre_ids: Collection[UUID], last_before: date) -> list[Leave]:
    """Approved leave of these people that was over before a date and that nobody ended, the oldest first."""
    wanted, found = sorted(cadre_ids), list[Leave]()
    for some in portions(wanted, CHUNK):
        statement = select(Leave).where(
            col(Leave.cadre_id).in_(some),
            col(Leave.status) == LeaveStatus.APPROVED,
            col(Leave.end_on) < last_before,
            col(Leave.ended_on).is_(None),
        )
        found += session.exec(statement.order_by(col(Leave.end_on), col(Leave.id))).all()
    return found
