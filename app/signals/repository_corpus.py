"""Every select behind a scan's corpus: whole columns of a period as plain numbers and texts; NOT filtered by actor.

Rows come as streams in no order. What is quarantined or purged is never read, nor what came after `until`, the end of
the day as of which a scan looks; a day that was imported is read from what the import kept, never from its record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Subquery, and_, case, func, not_, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.attendance.models import CheckIn
from app.core.plain_sql import day_number, hex_id, milliseconds
from app.records.models import Attachment, DailyRecord, RecordStatus, RecordVersion
from app.records.models_imported import ImportedApproval, ImportedEntry
from app.secondments.models import Secondment

Portion = Sequence[Sequence[Any]]
AT_ONCE = 20_000
SUBMIT, APPROVE, RETURN, NO_HASH = "submit", "approve", "return", "0" * 16


@dataclass(frozen=True, slots=True)
class Reach:
    """What is read: everybody's days from `since` to `last`, whole terms from `first` on; instants before `until`."""

    since: date
    first: date
    last: date
    until: datetime


def entries(session: Session, reach: Reach, no_time: int) -> Iterator[Portion]:
    """Imported: (id, record, number, secondment, day, submitted, written, seconds, type, text, check-in, lat, lon,
    accuracy, photo, hash, sha256, taken, source, seq)."""
    row = ImportedEntry
    statement = columns(
        col(row.external_id),
        hex_id(col(row.record_id)),
        col(row.number),
        hex_id(col(row.secondment_id)),
        day_number(col(row.work_on)),
        milliseconds(col(row.submitted_at)),
        func.coalesce(milliseconds(col(row.written_at)), no_time),
        col(row.edit_seconds),
        func.coalesce(col(row.work_type), ""),
        col(row.content),
        func.coalesce(milliseconds(col(row.checkin_at)), no_time),
        col(row.lat),
        col(row.lon),
        col(row.accuracy_m),
        func.coalesce(col(row.photo_id), ""),
        func.coalesce(col(row.phash), NO_HASH),
        func.coalesce(col(row.sha256), ""),
        func.coalesce(milliseconds(col(row.taken_at)), no_time),
        col(row.source),
        col(row.seq),
    ).where(
        col(row.submitted_at) < reach.until,
        col(row.record_id).not_in(select(DailyRecord.id).where(col(DailyRecord.hidden).is_not(None))),
        in_reach(col(row.work_on), col(row.secondment_id), reach),
    )
    return stream(session, statement)


def records(session: Session, reach: Reach, no_time: int) -> Iterator[Portion]:
    """Live: (record, version, secondment, day, day type, content, submitted, written, seconds) as last submitted."""
    last, newest = _as_of(reach), RecordVersion.__table__.alias("newest")  # type: ignore[attr-defined]
    statement = (
        columns(
            hex_id(col(RecordVersion.record_id)),
            col(RecordVersion.number),
            hex_id(col(RecordVersion.secondment_id)),
            day_number(col(DailyRecord.work_on)),
            col(RecordVersion.content),
            milliseconds(col(RecordVersion.at)),
            func.coalesce(milliseconds(col(RecordVersion.client_created_at)), no_time),
            col(RecordVersion.edit_seconds),
        )
        .join(last, (last.c.record_id == RecordVersion.record_id) & (last.c.submitted == RecordVersion.number))
        .join(newest, (newest.c.record_id == last.c.record_id) & (newest.c.number == last.c.newest))
        .join(DailyRecord, col(DailyRecord.id) == RecordVersion.record_id)
        .where(newest.c.status != RecordStatus.DRAFT, col(DailyRecord.hidden).is_(None))
    )
    return stream(session, statement)


def _as_of(reach: Reach) -> Subquery:
    """Of each live record its newest version, and the newest that was submitted, by the end of the reach."""
    submitted = case((col(RecordVersion.action) == SUBMIT, RecordVersion.number))
    return (
        columns(
            col(RecordVersion.record_id),
            func.max(submitted).label("submitted"),
            func.max(RecordVersion.number).label("newest"),
        )
        .where(col(RecordVersion.at) < reach.until, col(RecordVersion.record_id).in_(_live(reach)))
        .group_by(col(RecordVersion.record_id))
        .subquery()
    )


def _live(reach: Reach) -> Any:
    mine = (
        col(DailyRecord.imported).is_(False),
        in_reach(col(DailyRecord.work_on), col(DailyRecord.secondment_id), reach),
    )
    return columns(col(DailyRecord.id)).where(*mine)


def returned(session: Session, reach: Reach, no_time: int) -> Iterator[Portion]:
    """Of records that came back: (record, action, instant, written, seconds) of submissions and returns, in order."""
    sent_back = columns(col(RecordVersion.record_id)).where(
        col(RecordVersion.action) == RETURN,
        col(RecordVersion.at) < reach.until,
        col(RecordVersion.record_id).in_(_live(reach)),
    )
    statement = columns(
        hex_id(col(RecordVersion.record_id)),
        col(RecordVersion.action),
        milliseconds(col(RecordVersion.at)),
        func.coalesce(milliseconds(col(RecordVersion.client_created_at)), no_time),
        col(RecordVersion.edit_seconds),
    ).where(
        col(RecordVersion.record_id).in_(sent_back),
        col(RecordVersion.action).in_((SUBMIT, RETURN)),
        col(RecordVersion.at) < reach.until,
    )
    return stream(session, statement.order_by(col(RecordVersion.record_id), col(RecordVersion.number)))


def check_ins(session: Session, reach: Reach) -> Iterator[Portion]:
    """(secondment, day, kind, instant, lat, lon, accuracy) of check-ins that stand, oldest first."""
    statement = columns(
        hex_id(col(CheckIn.secondment_id)),
        day_number(col(CheckIn.civil_on)),
        col(CheckIn.kind),
        milliseconds(col(CheckIn.happened_at)),
        col(CheckIn.lat),
        col(CheckIn.lon),
        col(CheckIn.accuracy_m),
    ).where(
        col(CheckIn.withdrawn_at).is_(None),
        col(CheckIn.received_at) < reach.until,
        in_reach(col(CheckIn.civil_on), col(CheckIn.secondment_id), reach),
    )
    return stream(session, statement.order_by(col(CheckIn.happened_at), col(CheckIn.id)))


def photos(session: Session, reach: Reach, no_time: int) -> Iterator[Portion]:
    """(id, hash, sha256, taken) of the photos of live records that nobody holds back."""
    statement = columns(
        hex_id(col(Attachment.id)),
        col(Attachment.phash),
        col(Attachment.sha256),
        func.coalesce(milliseconds(col(Attachment.taken_at)), no_time),
    ).where(col(Attachment.held).is_(False), col(Attachment.record_id).in_(_live(reach)))
    return stream(session, statement)


def decisions(session: Session, reach: Reach) -> Iterator[Portion]:
    """Live: (id, record, person, approved, instant) of decisions that were taken on a screen."""
    statement = (
        columns(
            hex_id(col(RecordVersion.id)),
            hex_id(col(RecordVersion.record_id)),
            hex_id(col(RecordVersion.actor_id)),
            case((col(RecordVersion.action) == APPROVE, 1), else_=0),
            milliseconds(col(RecordVersion.at)),
        )
        .join(DailyRecord, col(DailyRecord.id) == RecordVersion.record_id)
        .where(
            col(RecordVersion.action).in_((APPROVE, RETURN)),
            col(RecordVersion.actor_id).is_not(None),
            col(RecordVersion.at) < reach.until,
            col(RecordVersion.record_id).in_(_live(reach)),
            not_((col(DailyRecord.paper_review_id).is_not(None)) & (col(DailyRecord.decided_at) == RecordVersion.at)),
        )
    )
    return stream(session, statement)


def approvals(session: Session, reach: Reach) -> Iterator[Portion]:
    """Imported: (id, entry's seq, person, approved, instant, seconds viewed)."""
    statement = (
        columns(
            col(ImportedApproval.external_id),
            col(ImportedApproval.entry_seq),
            hex_id(col(ImportedApproval.supervisor_id)),
            case((col(ImportedApproval.decision) == "approved", 1), else_=0),
            milliseconds(col(ImportedApproval.decided_at)),
            col(ImportedApproval.view_seconds),
        )
        .join(ImportedEntry, col(ImportedEntry.seq) == ImportedApproval.entry_seq)
        .where(
            col(ImportedApproval.decided_at) < reach.until,
            in_reach(col(ImportedEntry.work_on), col(ImportedEntry.secondment_id), reach),
        )
    )
    return stream(session, statement)


def in_reach(on: Any, secondment: Any, reach: Reach) -> ColumnElement[bool]:
    """Days of everybody since `since`, and of terms that are judged every day from their first on."""
    judged = select(Secondment.id).where(col(Secondment.start_on) <= reach.last, col(Secondment.end_on) >= reach.first)
    found: ColumnElement[bool] = and_(on <= reach.last, or_(on >= reach.since, secondment.in_(judged)))
    return found


def stream(session: Session, statement: Executable) -> Iterator[Portion]:
    """Portions of rows, as they come."""
    return session.execute(statement, execution_options={"yield_per": AT_ONCE}).partitions()
