"""Every select over one person's own records, for their own copy."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.records.models import Addendum, Attachment, DailyRecord, RecordVersion


def own_records(session: Session, person_id: UUID) -> list[DailyRecord]:
    """Every record that a person wrote, oldest day first."""
    statement = select(DailyRecord).where(DailyRecord.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(DailyRecord.work_on), col(DailyRecord.id))).all())


def own_versions(session: Session, person_id: UUID) -> list[RecordVersion]:
    """Every version of a person's records, in order."""
    statement = select(RecordVersion).join(DailyRecord, col(DailyRecord.id) == RecordVersion.record_id)
    statement = statement.where(DailyRecord.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(DailyRecord.work_on), col(RecordVersion.number))).all())


def own_addenda(session: Session, person_id: UUID) -> list[Addendum]:
    """Every supplement to a person's records, in order."""
    statement = select(Addendum).join(DailyRecord, col(DailyRecord.id) == Addendum.record_id)
    return list(session.exec(statement.where(DailyRecord.cadre_id == person_id).order_by(col(Addendum.at))).all())


def own_photos(session: Session, person_id: UUID) -> list[Attachment]:
    """Every photo that a person uploaded, oldest first."""
    statement = select(Attachment).where(Attachment.owner_id == person_id)
    return list(session.exec(statement.order_by(col(Attachment.created_at), col(Attachment.id))).all())
