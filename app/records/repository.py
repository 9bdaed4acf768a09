"""Every select over daily records, versions, addenda, unlocked days and attachments."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.core.paging import Key, page_of
from app.core.portions import portions
from app.records.models import Addendum, Attachment, DailyRecord, DayUnlock, RecordStatus, RecordVersion
from app.records.schemas import RecordFilter
from app.secondments.models import ProgrammePolicy, ReviewedBy, Secondment
from app.secondments.scope import visible_days, visible_secondment_ids

DRAFT, SUBMITTING = "draft", "submit"
WRITES = (DRAFT, SUBMITTING)
_TEXT_ROLES = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.SENDER)


def find_day(session: Session, secondment_id: UUID, work_on: date, *, lock: bool = False) -> DailyRecord | None:
    """The record of a day; with `lock` nobody else changes it until the commit."""
    statement = select(DailyRecord).where(DailyRecord.secondment_id == secondment_id, DailyRecord.work_on == work_on)
    if lock:
        statement = statement.with_for_update()
    return session.exec(statement.execution_options(populate_existing=lock)).first()


def list_days(session: Session, secondment_id: UUID, first_on: date, last_on: date) -> list[DailyRecord]:
    """The records from `first_on` to `last_on`, both included, in order."""
    statement = select(DailyRecord).where(
        DailyRecord.secondment_id == secondment_id, DailyRecord.work_on >= first_on, DailyRecord.work_on <= last_on
    )
    return list(session.exec(statement.order_by(col(DailyRecord.work_on))).all())


def list_statuses(
    session: Session, secondment_ids: Collection[UUID], first_on: date, last_on: date
) -> Iterator[tuple[UUID, date, RecordStatus]]:
    """(secondment, day, status) of the records from `first_on` to `last_on`."""
    statement = select(col(DailyRecord.secondment_id), col(DailyRecord.work_on), col(DailyRecord.status)).where(
        DailyRecord.work_on >= first_on, DailyRecord.work_on <= last_on
    )
    for some in portions(secondment_ids, 500):
        yield from session.exec(statement.where(col(DailyRecord.secondment_id).in_(some)))


def list_returned(session: Session, secondment_ids: Collection[UUID], first_on: date) -> Iterator[tuple[UUID, date]]:
    """(secondment, day) of the records from `first_on` on that came back, by day."""
    statement = (
        select(col(DailyRecord.secondment_id), col(DailyRecord.work_on))
        .where(DailyRecord.work_on >= first_on, DailyRecord.status == RecordStatus.RETURNED)
        .order_by(col(DailyRecord.work_on))
    )
    for some in portions(secondment_ids, 500):
        yield from session.exec(statement.where(col(DailyRecord.secondment_id).in_(some)))


def find_record(session: Session, record_id: UUID, *, lock: bool = False) -> DailyRecord | None:
    """A record by id; with `lock` nobody else changes it until the commit."""
    statement = select(DailyRecord).where(DailyRecord.id == record_id)
    if lock:
        statement = statement.with_for_update()
    return session.exec(statement.execution_options(populate_existing=lock)).first()


def find_write(session: Session, secondment_id: UUID, client_id: UUID) -> RecordVersion | None:
    """The version that a write of this `client_id` made."""
    return session.exec(
        select(RecordVersion).where(RecordVersion.secondment_id == secondment_id, RecordVersion.client_id == client_id)
    ).first()


def list_versions(session: Session, record_id: UUID) -> list[RecordVersion]:
    """A record's versions from the first to the newest."""
    statement = select(RecordVersion).where(RecordVersion.record_id == record_id)
    return list(session.exec(statement.order_by(col(RecordVersion.number))).all())


def last_submitted(session: Session, record_ids: Collection[UUID]) -> dict[UUID, RecordVersion]:
    """Of each record the newest version that its author submitted."""
    if not record_ids:
        return {}
    newest = (
        select(RecordVersion.record_id, func.max(RecordVersion.number).label("number"))
        .where(col(RecordVersion.record_id).in_(record_ids), RecordVersion.action == SUBMITTING)
        .group_by(col(RecordVersion.record_id))
        .subquery()
    )
    statement = select(RecordVersion).join(
        newest, and_(newest.c.record_id == RecordVersion.record_id, newest.c.number == RecordVersion.number)
    )
    return {version.record_id: version for version in session.exec(statement).all()}


def list_addenda(session: Session, record_ids: Collection[UUID]) -> list[Addendum]:
    """The addenda of the given records in the order of writing."""
    if not record_ids:
        return []
    statement = select(Addendum).where(col(Addendum.record_id).in_(record_ids))
    return list(session.exec(statement.order_by(col(Addendum.at), col(Addendum.id))).all())


def find_addendum(session: Session, addendum_id: UUID) -> Addendum | None:
    """An addendum by id."""
    return session.get(Addendum, addendum_id)


def find_unlock(session: Session, secondment_id: UUID, work_on: date) -> DayUnlock | None:
    """The permission to write a day outside the window."""
    return session.exec(
        select(DayUnlock).where(DayUnlock.secondment_id == secondment_id, DayUnlock.work_on == work_on)
    ).first()


def list_attachments(session: Session, ids: Sequence[UUID]) -> dict[UUID, Attachment]:
    """Attachments by id."""
    if not ids:
        return {}
    rows = session.exec(select(Attachment).where(col(Attachment.id).in_(ids))).all()
    return {row.id: row for row in rows}


def find_attachment(session: Session, attachment_id: UUID) -> Attachment | None:
    """An attachment by id."""
    return session.get(Attachment, attachment_id)


def page_records(
    session: Session, actor: Actor, today: date, wanted: RecordFilter, limit: int, cursor: str | None
) -> tuple[list[DailyRecord], str | None]:
    """One page of what the actor may know of: newest day first, or in order of change for a mirror."""
    statement = select(DailyRecord).where(_known_to(actor, today, wanted), *_conditions(wanted))
    keys: list[Key]
    if wanted.changed_since is not None:
        keys = [(col(DailyRecord.updated_at), datetime, False), (col(DailyRecord.id), UUID, False)]
    else:
        keys = [(col(DailyRecord.work_on), date, True), (col(DailyRecord.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def _known_to(actor: Actor, today: date, wanted: RecordFilter) -> ColumnElement[bool]:
    """`policy.can_see` as SQL: own records, and submitted ones of visible secondments."""
    own = col(DailyRecord.cadre_id) == actor.id
    if actor.kind == "person" and wanted.cadre_id == actor.id:
        return own
    submitted = and_(col(DailyRecord.status) != RecordStatus.DRAFT, _visible(actor, today))
    return or_(own, submitted) if actor.kind == "person" else submitted


def _visible(actor: Actor, today: date) -> ColumnElement[bool]:
    """The actor may know of the record's secondment, and of its day."""
    return and_(
        col(DailyRecord.secondment_id).in_(visible_secondment_ids(actor, today)),
        visible_days(actor, today, col(DailyRecord.secondment_id), col(DailyRecord.work_on)),
    )


def _conditions(wanted: RecordFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.secondment_id is not None:
        found.append(col(DailyRecord.secondment_id) == wanted.secondment_id)
    if wanted.cadre_id is not None:
        found.append(col(DailyRecord.cadre_id) == wanted.cadre_id)
    if wanted.unit_id is not None:
        found.append(col(DailyRecord.unit_id).in_(_units_below(wanted.unit_id)))
    if wanted.first_on is not None:
        found.append(col(DailyRecord.work_on) >= wanted.first_on)
    if wanted.last_on is not None:
        found.append(col(DailyRecord.work_on) <= wanted.last_on)
    if wanted.status is not None:
        found.append(col(DailyRecord.status) == wanted.status)
    if wanted.changed_since is not None:
        found.append(col(DailyRecord.updated_at) >= wanted.changed_since)
    return found


def _units_below(unit_id: UUID) -> SelectOfScalar[UUID]:
    top = select(Unit.path).where(col(Unit.id) == unit_id).scalar_subquery()
    return select(Unit.id).where(col(Unit.path).startswith(top))


def readable_records(session: Session, actor: Actor, today: date, ids: Collection[UUID]) -> set[UUID]:
    """Of the given records those whose text the actor may read: `policy.can_read_text` as SQL."""
    if actor.kind != "person" or not ids:
        return set()
    readers = _visible(actor.only(*_TEXT_ROLES), today)
    if actor.has(Role.LIAISON):
        readers = or_(readers, and_(_visible(actor.only(Role.LIAISON), today), reviewed_by(ReviewedBy.LIAISON, today)))
    statement = select(DailyRecord.id).join(Secondment).where(col(DailyRecord.id).in_(ids), readers)
    return set(session.exec(statement).all())


def reviewed_by(wanted: ReviewedBy, today: date) -> ColumnElement[bool]:
    """The programme's policy in force today says that `wanted` reviews; a condition on `Secondment`."""
    in_force = (
        select(ProgrammePolicy.reviewed_by)
        .where(col(ProgrammePolicy.programme_id) == Secondment.programme_id, col(ProgrammePolicy.valid_from) <= today)
        .order_by(col(ProgrammePolicy.valid_from).desc())
        .limit(1)
        .correlate(Secondment)
        .scalar_subquery()
    )
    return in_force == wanted
