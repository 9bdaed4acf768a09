"""Every select over reviews on paper."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.records.models_paper import PaperReview


def list_papers(session: Session, ids: Collection[UUID]) -> list[PaperReview]:
    """Papers by id; no statement for none."""
    if not ids:
        return []
    return list(session.exec(select(PaperReview).where(col(PaperReview.id).in_(list(ids)))).all())


def records_of_scan(session: Session, attachment_id: UUID) -> list[UUID]:
    """The records that were decided on a scanned paper, also those decided anew since."""
    statement = select(PaperReview.record_id).where(col(PaperReview.attachment_id) == attachment_id)
    return list(session.exec(statement).all())
