"""Every select over quarantined records, their photos, and files on their way out."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, delete, select

from app.core.actor import Actor, Role
from app.core.db import WorkSession
from app.core.paging import page_of
from app.records.models import Addendum, Attachment
from app.records.models_care import OPEN_STATES, FileDeletion, HoldState, RecordHold, TextHold
from app.records.models_paper import PaperReview
from app.secondments.models import Secondment
from app.secondments.scope import visible_secondment_ids

Hold = TypeVar("Hold", RecordHold, TextHold)


def find_newest_hold(session: Session, record_id: UUID) -> RecordHold | None:
    """The hold of a record that was made last, whatever became of it."""
    statement = select(RecordHold).where(RecordHold.record_id == record_id)
    newest = statement.order_by(col(RecordHold.held_at).desc(), col(RecordHold.id).desc())
    return session.exec(newest.execution_options(populate_existing=True)).first()


def find_hold(session: Session, hold_id: UUID) -> RecordHold | None:
    """A hold by id."""
    return session.get(RecordHold, hold_id)


def page_holds(
    session: Session,
    model: type[Hold],
    actor: Actor,
    today: date,
    states: Collection[HoldState],
    limit: int,
    cursor: str | None,
) -> tuple[list[Hold], str | None]:
    """One page of the holds that the actor decides on as Organization Department, newest first; never their own."""
    others = select(Secondment.id).where(col(Secondment.cadre_id) != actor.person_id)
    statement = select(model).where(
        col(model.secondment_id).in_(visible_secondment_ids(actor.only(Role.ORGADMIN), today)),
        col(model.secondment_id).in_(others),
        col(model.state).in_(states),
    )
    return page_of(session, statement, [(col(model.id), UUID, True)], limit, cursor)


def list_images(session: Session, record_id: UUID) -> list[Attachment]:
    """Every photo that any version of a record named, and the scans of papers that it was reviewed on, by upload."""
    scans = select(PaperReview.attachment_id).where(PaperReview.record_id == record_id)
    statement = select(Attachment).where(or_(col(Attachment.record_id) == record_id, col(Attachment.id).in_(scans)))
    return list(session.exec(statement.order_by(col(Attachment.created_at), col(Attachment.id))).all())


def held_elsewhere(session: Session, record_id: UUID) -> set[UUID]:
    """Scans on which another record stands that is still hidden."""
    open_holds = select(RecordHold.record_id).where(
        col(RecordHold.state).in_(OPEN_STATES), RecordHold.record_id != record_id
    )
    return set(session.exec(select(PaperReview.attachment_id).where(col(PaperReview.record_id).in_(open_holds))).all())


def count_elsewhere(session: Session, record_id: UUID, digests: Collection[str]) -> int:
    """How many other records hold one of these pictures as well."""
    statement = select(func.count(func.distinct(Attachment.record_id))).where(
        col(Attachment.sha256).in_(digests), col(Attachment.record_id) != record_id
    )
    return session.exec(statement).one() if digests else 0


def list_doubles(session: Session, owner_id: UUID, digests: Collection[str]) -> list[Attachment]:
    """The owner's uploads of the same pictures that no record names."""
    statement = select(Attachment).where(
        Attachment.owner_id == owner_id, col(Attachment.sha256).in_(digests), col(Attachment.record_id).is_(None)
    )
    return list(session.exec(statement).all()) if digests else []


def remove_addenda(session: Session, record_id: UUID) -> None:
    """Take a record's supplements out; their rows are kept in the hold."""
    session.exec(delete(Addendum).where(col(Addendum.record_id) == record_id))


def list_deletions(session: Session, limit: int) -> list[FileDeletion]:
    """Files on their way out, oldest first; nobody else works on them until the commit."""
    statement = select(FileDeletion).order_by(col(FileDeletion.at), col(FileDeletion.id)).limit(limit)
    return list(session.exec(statement.with_for_update(skip_locked=True)).all())


def is_named(session: Session, sha256: str) -> bool:
    """Whether any upload still has these bytes."""
    return session.exec(select(Attachment.id).where(Attachment.sha256 == sha256).limit(1)).first() is not None


def hold_bytes(session: WorkSession, sha256: str) -> None:
    """Until the commit nobody else names or deletes these bytes (PostgreSQL; SQLite has one writer)."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(bytes.fromhex(sha256[:16]), "big", signed=True)
        session.exec(select(func.pg_advisory_xact_lock(key)))


def was_purged_since(session: Session, instant: datetime) -> bool:
    """Whether any record or other text was purged at or after an instant."""
    records = select(RecordHold.id).where(RecordHold.state == HoldState.PURGED, col(RecordHold.decided_at) >= instant)
    texts = select(TextHold.id).where(TextHold.state == HoldState.PURGED, col(TextHold.decided_at) >= instant)
    return any(session.exec(one.limit(1)).first() is not None for one in (records, texts))
