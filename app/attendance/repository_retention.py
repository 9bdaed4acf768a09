"""The select behind the dry run of positions."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.attendance.models import CheckIn


def count_expired(session: Session, now: datetime) -> int:
    """How many positions have had their time."""
    statement = select(func.count()).select_from(CheckIn).where(col(CheckIn.position_expires_at) <= now)
    return session.exec(statement).one()
