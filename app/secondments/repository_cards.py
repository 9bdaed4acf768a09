"""Secondments with the names that lists show, in three statements however many there are."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.secondments.models import (
    Posting,
    Programme,
    Secondment,
    SecondmentEvent,
    SecondmentStatus,
    SecondmentSupervisor,
)
from app.secondments.repository import list_postings
from app.secondments.scope import own_programme

CardRow = tuple[Secondment, str, str | None, str, str, str | None, Programme]
"""(secondment, cadre's name, person number, receiving unit's name and tree path, sending unit's name, programme)"""

NOT_YET = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


def begun() -> ColumnElement[bool]:
    """The cadre has taken up the post: neither waiting for it nor recalled before it."""
    never_came = and_(col(Secondment.recalled_on).is_not(None), col(Secondment.arrived_on).is_(None))
    return and_(col(Secondment.status).not_in(NOT_YET), ~never_came)


def own() -> ColumnElement[bool]:
    """Of a programme of Jishi's own: of imported history nobody is asked for anything, and nothing is paid."""
    return col(Secondment.programme_id).in_(select(Programme.id).where(own_programme()))


def overlapping(first: date, last: date) -> ColumnElement[bool]:
    """The term and the days from `first` to `last`, both included, have a day in common."""
    return and_(col(Secondment.start_on) <= last, col(Secondment.end_on) >= first)


def list_cards(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[CardRow]:
    """Every secondment that fits, by programme, then person number, name and start."""
    sending = aliased(Unit)
    columns = (Secondment, Person.name, Person.person_no, Unit.name, Unit.path, sending.name, Programme)
    statement = (
        select(*columns)  # type: ignore[call-overload]  # typed up to four columns
        .join(Person, col(Person.id) == Secondment.cadre_id)
        .join(Unit, col(Unit.id) == Secondment.receiving_unit_id)
        .join(sending, col(sending.id) == Secondment.sending_unit_id, isouter=True)
        .join(Programme, col(Programme.id) == Secondment.programme_id)
        .where(*conditions)
        .order_by(Programme.name, Programme.id, Person.person_no, Person.name, Secondment.start_on, Secondment.id)
    )
    return [tuple(row) for row in session.exec(statement).all()]


def list_pauses(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[tuple[UUID, str, date]]:
    """(secondment, suspend or resume, effective on) of every secondment that fits, oldest first."""
    fitting = select(Secondment.id).where(*conditions)
    statement = (
        select(SecondmentEvent.secondment_id, SecondmentEvent.kind, col(SecondmentEvent.effective_on))
        .where(
            col(SecondmentEvent.kind).in_(("suspend", "resume")),
            col(SecondmentEvent.secondment_id).in_(fitting),
        )
        .order_by(col(SecondmentEvent.at), col(SecondmentEvent.from_version))
    )
    return [(secondment_id, kind, on) for secondment_id, kind, on in session.exec(statement).all()]


def of_ids(ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Exactly these."""
    return col(Secondment.id).in_(list(ids))


def of_cadre(person_id: UUID) -> ColumnElement[bool]:
    """One cadre's own, drafts excepted."""
    return and_(col(Secondment.cadre_id) == person_id, col(Secondment.status) != SecondmentStatus.DRAFT)


def of_cadres(person_ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Of any of these people."""
    return col(Secondment.cadre_id).in_(list(person_ids))


def in_states(states: Iterable[SecondmentStatus]) -> ColumnElement[bool]:
    """In one of these states."""
    return col(Secondment.status).in_(list(states))


def list_cadres(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[UUID]:
    """The cadres of every secondment that fits, each once."""
    return list(session.exec(select(Secondment.cadre_id).where(*conditions).distinct()).all())


def of_programme(programme_id: UUID) -> ColumnElement[bool]:
    """One programme's."""
    return col(Secondment.programme_id) == programme_id


def hosted_by(unit_ids: Iterable[UUID], first: date, last: date) -> ColumnElement[bool]:
    """Those of whom one of these units hosts a day from `first` to `last`, both included."""
    hosted = select(Posting.secondment_id).where(
        col(Posting.receiving_unit_id).in_(list(unit_ids)),
        col(Posting.start_on) <= last,
        or_(col(Posting.end_on).is_(None), col(Posting.end_on) >= first),
    )
    return col(Secondment.id).in_(hosted)


def list_postings_of(session: Session, conditions: Sequence[ColumnElement[bool]]) -> list[tuple[Posting, Unit]]:
    """The postings of every secondment that fits, with their units, in the order of their dates."""
    return list_postings(session, [col(Posting.secondment_id).in_(select(Secondment.id).where(*conditions))])


def list_named(session: Session, secondment_ids: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """(secondment, person) of who is reminded."""
    statement = select(SecondmentSupervisor.secondment_id, SecondmentSupervisor.person_id)
    return list(session.exec(statement.where(col(SecondmentSupervisor.secondment_id).in_(secondment_ids))).all())
