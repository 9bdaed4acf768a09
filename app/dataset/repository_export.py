"""What an export reads: imported history in the order in which it came, then Jishi's own rows; in portions."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as rows
from sqlmodel import Session, col

from app.accounts.models import Person, Unit
from app.allowances.models import AllowanceLine
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState
from app.attendance.models import CheckIn, DayOverride
from app.attendance.models_leave import Leave, LeaveStep
from app.dataset.formats import Kind
from app.records.models import Attachment, DailyRecord, RecordStatus, RecordVersion
from app.records.models_imported import ImportedApproval, ImportedEntry, ImportedRow
from app.secondments.models import Programme, Secondment, SecondmentStatus, SecondmentSupervisor

AT_ONCE = 2000
Found = Any
"""A row of a select, its columns by name."""
_OWN = col(Secondment.programme_id).in_(rows(col(Programme.id)).where(~col(Programme.imported)))
_TERMS = rows(col(Secondment.id)).where(_OWN, col(Secondment.status) != SecondmentStatus.DRAFT)


def hold_snapshot(session: Session) -> None:
    """Everything that follows is read as it stands now; SQLite's transactions are so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def imported_rows(session: Session, kind: Kind) -> Iterator[Found]:
    """(seq, row) of a kind as it came."""
    columns = rows(col(ImportedRow.seq), col(ImportedRow.row)).where(col(ImportedRow.kind) == kind.value)
    return _pages(session, columns, col(ImportedRow.seq))


def imported_entries(session: Session) -> Iterator[Found]:
    """(seq, cadre's id, the model's columns) of entries whose text is not hidden."""
    names = [name for name in ImportedEntry.model_fields if name not in ("seq", "digest", "number", "latest", "source")]
    columns = (
        rows(col(ImportedEntry.seq), *(getattr(ImportedEntry, name) for name in names))
        .join(DailyRecord, col(DailyRecord.id) == col(ImportedEntry.record_id))
        .where(col(DailyRecord.hidden).is_(None))
    )
    return _pages(session, columns, col(ImportedEntry.seq))


def imported_approvals(session: Session) -> Iterator[Found]:
    """(seq, entry's id, the model's columns) of decisions on entries whose text is not hidden."""
    names = ("external_id", "supervisor_id", "decision", "decided_at", "view_seconds", "comment", "given")
    columns = (
        rows(
            col(ImportedApproval.seq),
            col(ImportedEntry.external_id).label("entry_id"),
            *(getattr(ImportedApproval, name) for name in names),
        )
        .join(ImportedEntry, col(ImportedEntry.seq) == col(ImportedApproval.entry_seq))
        .join(DailyRecord, col(DailyRecord.id) == col(ImportedEntry.record_id))
        .where(col(DailyRecord.hidden).is_(None))
    )
    return _pages(session, columns, col(ImportedApproval.seq))


def imported_names(session: Session, kind: Kind) -> Iterator[Found]:
    """(person, id) of the people whom an import brought."""
    return iter(
        session.execute(
            rows(col(ImportedRow.target_id), col(ImportedRow.external_id)).where(col(ImportedRow.kind) == kind.value)
        )
    )


def units(session: Session) -> Iterator[Found]:
    """(unit, name, kind, path, lat, lon) of all."""
    columns = (col(Unit.id), col(Unit.name), col(Unit.kind), col(Unit.path), col(Unit.lat), col(Unit.lon))
    return iter(session.execute(rows(*columns)))


def own_cadres(session: Session) -> Iterator[Found]:
    """(id, name, home unit) of everybody who has a secondment of Jishi's own."""
    columns = rows(col(Person.id), col(Person.name), col(Person.home_unit_id))
    terms = rows(col(Secondment.cadre_id)).where(col(Secondment.id).in_(_TERMS))
    return _pages(session, columns.where(col(Person.id).in_(terms)), col(Person.id))


def own_supervisors(session: Session) -> Iterator[Found]:
    """(id, name, home unit) of everybody who is reminded of a secondment or decided on a record."""
    columns = rows(col(Person.id), col(Person.name), col(Person.home_unit_id))
    named = rows(col(SecondmentSupervisor.person_id)).where(col(SecondmentSupervisor.secondment_id).in_(_TERMS))
    decided = rows(col(DailyRecord.decided_by_id)).where(
        ~col(DailyRecord.imported), col(DailyRecord.decided_by_id).is_not(None)
    )
    wanted = col(Person.id).in_(named) | col(Person.id).in_(decided)
    return _pages(session, columns.where(wanted), col(Person.id))


def own_secondments(session: Session) -> Iterator[Found]:
    """(id, cadre, unit, first day, last day, day of recall, status, one supervisor)."""
    reminded = (
        rows(col(SecondmentSupervisor.person_id))
        .where(col(SecondmentSupervisor.secondment_id) == col(Secondment.id))
        .order_by(col(SecondmentSupervisor.person_id))
        .limit(1)
        .scalar_subquery()
    )
    columns = rows(
        col(Secondment.id),
        col(Secondment.cadre_id),
        col(Secondment.receiving_unit_id),
        col(Secondment.start_on),
        col(Secondment.end_on),
        col(Secondment.recalled_on),
        col(Secondment.status),
        reminded.label("supervisor_id"),
    )
    return _pages(session, columns.where(col(Secondment.id).in_(_TERMS)), col(Secondment.id))


def own_leave(session: Session) -> Iterator[Found]:
    """(id, cadre, type, status, first day, last day, last day really away, approved at)."""
    approved = (
        rows(func.max(col(LeaveStep.at), type_=LeaveStep.__table__.c.at.type))  # type: ignore[attr-defined]
        .where(col(LeaveStep.leave_id) == col(Leave.id), col(LeaveStep.kind) == "approve")
        .scalar_subquery()
    )
    columns = rows(
        col(Leave.id),
        col(Leave.cadre_id),
        col(Leave.type),
        col(Leave.status),
        col(Leave.start_on),
        col(Leave.end_on),
        col(Leave.ended_on),
        approved.label("approved_at"),
    )
    return _pages(session, columns.where(col(Leave.secondment_id).in_(_TERMS)), col(Leave.id))


def own_trips(session: Session) -> Iterator[Found]:
    """(id, cadre, day, since when) of the days that a supervisor set down as an official trip."""
    columns = (
        rows(col(DayOverride.id), col(Secondment.cadre_id), col(DayOverride.day_on), col(DayOverride.created_at))
        .join(Secondment, col(Secondment.id) == col(DayOverride.secondment_id))
        .where(
            col(DayOverride.state) == "official_trip",
            col(DayOverride.withdrawn_at).is_(None),
            col(DayOverride.secondment_id).in_(_TERMS),
        )
    )
    return _pages(session, columns, col(DayOverride.id))


def own_claims(session: Session) -> Iterator[Found]:
    """(id, cadre, month, sum, filed at) of allowance statements that were handed in."""
    columns = rows(
        col(Claim.id),
        col(Claim.cadre_id),
        col(Claim.month),
        col(Claim.statement)["subsidy_fen"].as_integer().label("claimed_fen"),
        col(Claim.pay_fen),
        col(Claim.submitted_at),
    ).where(col(Claim.kind) == ClaimKind.ALLOWANCE, *_HANDED_IN)
    return _pages(session, columns, col(Claim.id))


def paid_days(session: Session, cadres: set[UUID], first: date, last: date) -> Iterator[Found]:
    """(cadre, day) of the days that were paid, or will be, between two dates."""
    columns = rows(col(AllowanceLine.cadre_id), col(AllowanceLine.day_on)).where(
        col(AllowanceLine.cadre_id).in_(cadres),
        col(AllowanceLine.day_on) >= first,
        col(AllowanceLine.day_on) <= last,
        col(AllowanceLine.halves) > 0,
    )
    return iter(session.execute(columns.order_by(col(AllowanceLine.day_on))))


def own_journeys(session: Session) -> Iterator[Found]:
    """(leg, cadre, day, from, to, departure, arrival, sum, filed at) of the journeys that were handed in."""
    columns = (
        rows(
            col(ClaimLeg.id),
            col(Claim.cadre_id),
            col(ClaimLeg.day_on),
            col(ClaimLeg.from_place),
            col(ClaimLeg.to_place),
            col(ClaimLeg.depart_at),
            col(ClaimLeg.arrive_at),
            col(ClaimLeg.amount_fen),
            col(Claim.submitted_at),
        )
        .join(Claim, col(Claim.id) == col(ClaimLeg.claim_id))
        .where(col(Claim.kind) == ClaimKind.TRANSPORT, *_HANDED_IN)
    )
    return _pages(session, columns, col(ClaimLeg.id))


_HANDED_IN: tuple[ColumnElement[bool], ...] = (
    col(Claim.state).not_in((ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.REJECTED)),
    col(Claim.submitted_at).is_not(None),
)
_TOLD = (
    ~col(DailyRecord.imported),
    col(DailyRecord.status) != RecordStatus.DRAFT,
    col(DailyRecord.hidden).is_(None),
    col(DailyRecord.submitted_at).is_not(None),
    col(DailyRecord.secondment_id).in_(_TERMS),
)


def own_entries(session: Session) -> Iterator[Found]:
    """Jishi's own submitted records; `content` is what was submitted last."""
    newest = (
        rows(func.max(col(RecordVersion.number)))
        .where(col(RecordVersion.record_id) == col(DailyRecord.id), col(RecordVersion.action) == "submit")
        .correlate(DailyRecord)
        .scalar_subquery()
    )
    columns = (
        rows(
            col(DailyRecord.id),
            col(DailyRecord.cadre_id),
            col(DailyRecord.secondment_id),
            col(DailyRecord.work_on),
            col(DailyRecord.submitted_at),
            col(RecordVersion.content),
            col(RecordVersion.client_created_at),
            col(RecordVersion.edit_seconds),
        )
        .join(
            RecordVersion, (col(RecordVersion.record_id) == col(DailyRecord.id)) & (col(RecordVersion.number) == newest)
        )
        .where(*_TOLD, col(RecordVersion.number) == newest)
    )
    return _pages(session, columns, col(DailyRecord.id))


def own_decisions(session: Session) -> Iterator[Found]:
    """(record, decided by, status, decided at, comment)."""
    columns = rows(
        col(DailyRecord.id),
        col(DailyRecord.decided_by_id),
        col(DailyRecord.status),
        col(DailyRecord.decided_at),
        col(DailyRecord.decision_comment),
    ).where(
        *_TOLD,
        col(DailyRecord.decided_by_id).is_not(None),
        col(DailyRecord.status).in_((RecordStatus.APPROVED, RecordStatus.RETURNED)),
    )
    return _pages(session, columns, col(DailyRecord.id))


def check_ins_of(session: Session, terms: set[UUID], first: date, last: date) -> Iterator[Found]:
    """The check-ins of some secondments between two days, in the order in which they came."""
    columns = rows(
        col(CheckIn.secondment_id),
        col(CheckIn.civil_on),
        col(CheckIn.received_at),
        col(CheckIn.lat),
        col(CheckIn.lon),
        col(CheckIn.accuracy_m),
    ).where(
        col(CheckIn.secondment_id).in_(terms),
        col(CheckIn.civil_on) >= first,
        col(CheckIn.civil_on) <= last,
        col(CheckIn.withdrawn_at).is_(None),
    )
    return iter(session.execute(columns.order_by(col(CheckIn.received_at), col(CheckIn.id))))


def photos_of(session: Session, ids: set[UUID]) -> Iterator[Found]:
    """(id, phash, sha256, taken at) of photos that are not held."""
    columns = rows(col(Attachment.id), col(Attachment.phash), col(Attachment.source_sha256), col(Attachment.taken_at))
    return iter(session.execute(columns.where(col(Attachment.id).in_(ids), ~col(Attachment.held))))


def _pages(session: Session, statement: Any, key: Any) -> Iterator[Found]:
    """All rows by their key, some thousands at a time, so that none is held for long."""
    last: Any = None
    while True:
        page = statement if last is None else statement.where(key > last)
        found = session.execute(page.order_by(key).limit(AT_ONCE)).all()
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1][0]
