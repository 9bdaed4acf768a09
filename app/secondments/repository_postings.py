"""Postings as rows: those of one secondment, and those whose first day has come."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.secondments.models import Posting

CHUNK = 1000


def list_rows(session: Session, secondment_id: UUID) -> list[Posting]:
    """The postings of a secondment in the order of their dates; as they stand now, not as they were read before."""
    statement = select(Posting).where(col(Posting.secondment_id) == secondment_id).order_by(col(Posting.start_on))
    return list(session.exec(statement.execution_options(populate_existing=True)).all())


def list_begun(session: Session, today: date) -> list[Posting]:
    """The postings whose first day has come and whose words do not stand on the secondment yet, oldest first."""
    statement = select(Posting).where(col(Posting.in_force).is_(False), col(Posting.start_on) <= today)
    return list(session.exec(statement.order_by(col(Posting.start_on), col(Posting.id))).all())


def drop(session: Session, row: Posting) -> None:
    """Remove a posting that no day belongs to."""
    session.delete(row)
