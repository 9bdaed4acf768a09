"""Old notices: counted and deleted by the same condition."""

from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, func
from sqlmodel import Session, col, delete, select

from app.reminders.models import InboxMessage


def _read_before(instant: datetime) -> ColumnElement[bool]:
    return col(InboxMessage.read_at) < instant


def count_read(session: Session, before: datetime) -> int:
    """How many messages were read before an instant."""
    return session.exec(select(func.count()).select_from(InboxMessage).where(_read_before(before))).one()


def delete_read(session: Session, before: datetime) -> int:
    """Delete them; answers how many."""
    done = session.execute(delete(InboxMessage).where(_read_before(before)))
    assert isinstance(done, CursorResult)  # noqa: S101 - a DELETE answers with its row count
    return done.rowcount
