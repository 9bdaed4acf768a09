"""The imported rows behind one record: its entries and the decisions on them."""

from sqlmodel import Session, col, select

from app.records.models import DailyRecord
from app.records.models_imported import ImportedApproval, ImportedEntry


def list_entries(session: Session, record: DailyRecord) -> list[ImportedEntry]:
    """The day's entries in their order; none for a record that was written here."""
    if not record.imported:
        return []
    of_day = select(ImportedEntry).where(
        ImportedEntry.cadre_id == record.cadre_id,
        ImportedEntry.work_on == record.work_on,
        ImportedEntry.record_id == record.id,
    )
    return list(session.exec(of_day.order_by(col(ImportedEntry.number))))


def list_approvals(session: Session, entries: list[ImportedEntry]) -> list[ImportedApproval]:
    """The decisions on these entries, the earlier first."""
    if not entries:
        return []
    of_day = select(ImportedApproval).where(col(ImportedApproval.entry_seq).in_([one.seq for one in entries]))
    return list(session.exec(of_day.order_by(col(ImportedApproval.decided_at), col(ImportedApproval.seq))))
