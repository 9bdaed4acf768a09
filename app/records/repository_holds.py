"""Every select over hidden summaries, notes and forms."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from app.records.models import Attachment
from app.records.models_care import TextHold


def find_text_hold(session: Session, hold_id: UUID, *, lock: bool = False) -> TextHold | None:
    """A hold by id."""
    statement = select(TextHold).where(TextHold.id == hold_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_uploads(session: Session, ids: Sequence[UUID]) -> list[Attachment]:
    """These uploads, oldest first."""
    if not ids:
        return []
    statement = select(Attachment).where(col(Attachment.id).in_(ids))
    return list(session.exec(statement.order_by(col(Attachment.created_at), col(Attachment.id))).all())
