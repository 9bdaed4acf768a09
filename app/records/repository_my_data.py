"""Every select over one person's own records, for their own copy."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.records.models import Addendum, Attachment, DailyRecord, RecordVersion
from app.records.models_imported import ImportedEntry, ImportedRow


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


def own_imported_entries(session: Session, person_id: UUID) -> list[ImportedEntry]:
    """Every entry of a person that an import brought, oldest day first."""
    statement = select(ImportedEntry).where(ImportedEntry.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(ImportedEntry.work_on), col(ImportedEntry.number))).all())


def own_imported_rows(session: Session, person_id: UUID) -> list[ImportedRow]:
    """Everything else about a person that an import brought."""
    statement = select(ImportedRow).where(ImportedRow.person_id == person_id)
    return list(session.exec(statement.order_by(col(ImportedRow.kind), col(ImportedRow.seq))).all())


def own_photos(session: Session, person_id: UUID) -> list[Attachment]:
    """Every photo that a person uploaded, oldest first."""
    statement = select(Attachment).where(Attachment.owner_id == person_id)
    return list(session.exec(statement.order_by(col(Attachment.created_at), col(Attachment.id))).all())
