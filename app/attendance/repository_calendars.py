"""What the calendars of a month are read from beside the calendar itself."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.secondments.models import MonthLock


def closed_at(session: Session, month: str) -> dict[UUID, datetime]:
    """When each programme closed the month; those still open are left out."""
    statement = select(MonthLock.programme_id, MonthLock.closed_at).where(
        col(MonthLock.month) == month, col(MonthLock.closed_at).is_not(None)
    )
    return {programme_id: at for programme_id, at in session.exec(statement).all() if at is not None}
