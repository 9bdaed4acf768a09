"""What has had its time: drafts never submitted, uploads that nothing names, bytes that no upload has."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Table, Uuid
from sqlalchemy import exists as sql_exists
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, select

from app.core.db import metadata
from app.core.portions import portions
from app.records.models import Addendum, Attachment, DailyRecord, RecordStatus, RecordVersion
from app.records.models_care import FileDeletion, RecordHold
from app.records.repository import SUBMITTING

OWN = frozenset({"daily_records", "record_versions", "attachments"})
"""What a record's own tables name is known from `attachments.record_id`."""


def old_drafts(session: Session, before: datetime) -> list[DailyRecord]:
    """Drafts last edited before an instant that were never submitted, nor ever hidden."""
    submitted = sql_exists().where(
        col(RecordVersion.record_id) == DailyRecord.id, col(RecordVersion.action) == SUBMITTING
    )
    held = sql_exists().where(col(RecordHold.record_id) == DailyRecord.id)
    statement = select(DailyRecord).where(
        DailyRecord.status == RecordStatus.DRAFT, DailyRecord.updated_at < before, ~submitted, ~held
    )
    return list(session.exec(statement).all())


def delete_draft(session: Session, record_id: UUID) -> None:
    """A draft with all its versions."""
    session.exec(delete(RecordVersion).where(col(RecordVersion.record_id) == record_id))
    session.exec(delete(Addendum).where(col(Addendum.record_id) == record_id))
    session.exec(delete(DailyRecord).where(col(DailyRecord.id) == record_id))


def unnamed_uploads(session: Session, before: datetime) -> list[Attachment]:
    """Uploads older than an instant that no record names, nor anything else of any domain.

    Whoever keeps an attachment's id does so in a column that ends in `attachment_id`, or as a list in one that ends in
    `attachment_ids`: both are found by their names, so that a new domain's files are safe from the first day.
    """
    unnamed = [~condition for condition in _named_in_columns()]
    old = select(Attachment).where(col(Attachment.record_id).is_(None), Attachment.created_at < before, *unnamed)
    found = session.exec(old.order_by(col(Attachment.id))).all()
    listed = set(_named_in_lists(session)) if found else set()
    return [row for row in found if str(row.id) not in listed]


def _named_in_columns() -> Iterator[ColumnElement[bool]]:
    for table, name in _naming("attachment_id"):
        if isinstance(table.columns[name].type, Uuid):
            yield sql_exists().where(table.columns[name] == Attachment.id)


def _named_in_lists(session: Session) -> Iterator[str]:
    for table, name in _naming("attachment_ids"):
        for (ids,) in session.execute(columns(table.columns[name])):
            yield from (str(one) for one in ids or ())


def _naming(ending: str) -> Iterator[tuple[Table, str]]:
    for table in metadata.tables.values():
        if table.name not in OWN:
            yield from ((table, column.name) for column in table.columns if column.name.endswith(ending))


def unknown_bytes(session: Session, digests: Collection[str]) -> set[str]:
    """Of these digests those that no upload has."""
    known: set[str] = set()
    for some in portions(sorted(digests), 500):
        known |= set(session.exec(select(Attachment.sha256).where(col(Attachment.sha256).in_(some))).all())
    return set(digests) - known


def listed_bytes(session: Session) -> list[str]:
    """The files that are on their way out already."""
    return list(session.exec(select(FileDeletion.sha256).distinct()).all())
