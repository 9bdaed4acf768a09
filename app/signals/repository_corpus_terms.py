"""The selects behind a corpus about people and terms: who is where, on leave, under way; NOT filtered by actor."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.allowances.models_claims import Claim, ClaimKind, ClaimLeg, ClaimState
from app.attendance.models_leave import Leave, LeaveStatus
from app.core.plain_sql import day_number, milliseconds
from app.records.models_imported import ImportedRow
from app.secondments.models import Posting, Programme, Secondment, SecondmentStatus, SecondmentSupervisor
from app.signals.models_queue import AcceptedPhrase
from app.signals.repository_corpus import Portion, Reach, stream

NOT_YET = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


def terms(session: Session, reach: Reach) -> Iterator[Portion]:
    """(secondment, cadre, external id, arrival or first day, first day, last day, imported, programme, receiving unit,
    sending unit) of terms that have begun."""
    statement = (
        columns(
            col(Secondment.id),
            col(Secondment.cadre_id),
            col(Secondment.external_id),
            day_number(func.coalesce(col(Secondment.arrived_on), col(Secondment.start_on))),
            day_number(col(Secondment.start_on)),
            day_number(col(Secondment.end_on)),
            col(Programme.imported),
            col(Secondment.programme_id),
            col(Secondment.receiving_unit_id),
            col(Secondment.sending_unit_id),
        )
        .join(Programme, col(Programme.id) == Secondment.programme_id)
        .where(_begun(reach))
    )
    return stream(session, statement)


def hosts(session: Session, reach: Reach) -> Iterator[Portion]:
    """(secondment, first day, unit) of every posting of these terms, oldest first."""
    statement = columns(
        col(Posting.secondment_id), day_number(col(Posting.start_on)), col(Posting.receiving_unit_id)
    ).where(col(Posting.secondment_id).in_(terms_within(reach)))
    return stream(session, statement.order_by(col(Posting.secondment_id), col(Posting.start_on)))


def supervisors(session: Session, reach: Reach) -> Iterator[Portion]:
    """(secondment, person) of those who are reminded."""
    statement = columns(col(SecondmentSupervisor.secondment_id), col(SecondmentSupervisor.person_id))
    return stream(session, statement.where(col(SecondmentSupervisor.secondment_id).in_(terms_within(reach))))


def people(session: Session) -> Iterator[Portion]:
    """(person, external id, name, home unit) of everybody."""
    statement = columns(col(Person.id), col(Person.external_id), col(Person.name), col(Person.home_unit_id))
    return stream(session, statement)


def units(session: Session) -> Iterator[Portion]:
    """(unit, name, tree path, lat, lon)."""
    return stream(session, columns(col(Unit.id), col(Unit.name), col(Unit.path), col(Unit.lat), col(Unit.lon)))


def imported_rows(session: Session, kind: str) -> Iterator[Portion]:
    """(external id, what it became, the row as it came) of one of the dataset's files."""
    statement = columns(col(ImportedRow.external_id), col(ImportedRow.target_id), col(ImportedRow.row))
    return stream(session, statement.where(col(ImportedRow.kind) == kind).order_by(col(ImportedRow.external_id)))


def leaves(session: Session, reach: Reach) -> Iterator[Portion]:
    """Live: the approved leaves of these terms (secondment, first day and half, last day and half, ended likewise)."""
    statement = (
        columns(
            col(Leave.secondment_id),
            day_number(col(Leave.start_on)),
            col(Leave.start_half),
            case(
                (
                    (col(Leave.status) == LeaveStatus.CLOSED) & col(Leave.ended_on).is_not(None),
                    day_number(Leave.ended_on),
                ),
                else_=day_number(col(Leave.end_on)),
            ),
            case((_is_ended(), col(Leave.ended_half)), else_=col(Leave.end_half)),
            col(Leave.type),
        )
        .join(Secondment, col(Secondment.id) == Leave.secondment_id)
        .join(Programme, col(Programme.id) == Secondment.programme_id)
        .where(
            col(Leave.status).in_((LeaveStatus.APPROVED, LeaveStatus.CLOSED)),
            col(Programme.imported).is_(False),
            col(Leave.secondment_id).in_(terms_within(reach)),
        )
    )
    return stream(session, statement)


def journeys(session: Session, reach: Reach, no_time: int) -> Iterator[Portion]:
    """Live: (claim, secondment, day, depart, arrive) of the legs of journeys that were claimed."""
    standing = (ClaimState.DRAFT, ClaimState.REJECTED)
    statement = (
        columns(
            col(Claim.id),
            col(Claim.secondment_id),
            day_number(col(ClaimLeg.day_on)),
            func.coalesce(milliseconds(col(ClaimLeg.depart_at)), no_time),
            func.coalesce(milliseconds(col(ClaimLeg.arrive_at)), no_time),
            col(ClaimLeg.position),
        )
        .join(Claim, col(Claim.id) == ClaimLeg.claim_id)
        .where(
            col(Claim.kind) == ClaimKind.TRANSPORT,
            col(Claim.state).not_in(standing),
            col(Claim.submitted_at) < reach.until,
            col(Claim.secondment_id).in_(terms_within(reach)),
        )
    )
    return stream(session, statement)


def accepted(session: Session, until: datetime) -> Iterator[Portion]:
    """(cadre, phrase) of what reviewers had accepted and nobody took back."""
    statement = columns(col(AcceptedPhrase.cadre_id), col(AcceptedPhrase.phrase)).where(
        or_(col(AcceptedPhrase.taken_back_at).is_(None), col(AcceptedPhrase.taken_back_at) >= until),
    )
    return stream(session, statement.order_by(col(AcceptedPhrase.cadre_id), col(AcceptedPhrase.phrase)))


def _is_ended() -> ColumnElement[bool]:
    """The unit has confirmed when the leave really ended."""
    return and_(col(Leave.status) == LeaveStatus.CLOSED, col(Leave.ended_on).is_not(None))


def terms_within(reach: Reach) -> Any:
    """The terms that have a day in the reach."""
    return select(Secondment.id).where(_begun(reach))


def _begun(reach: Reach) -> ColumnElement[bool]:
    never_came = and_(col(Secondment.recalled_on).is_not(None), col(Secondment.arrived_on).is_(None))
    within = and_(col(Secondment.start_on) <= reach.last, col(Secondment.end_on) >= reach.since)
    return and_(col(Secondment.status).not_in(NOT_YET), ~never_came, within)
