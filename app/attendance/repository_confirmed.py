"""How far the receiving units' words on a programme's month have come, counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.attendance.models import MonthConfirmation
from app.core import clock
from app.secondments.models import Posting, Secondment, SecondmentStatus

_NOT_YET = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A cadre whose host has not confirmed its days of the month."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    unit_name: str


def _serving(programme_ids: Sequence[UUID], month: str) -> list[ColumnElement[bool]]:
    """Who has a day in the month: the same people as `secondments.service_cards.list_in_month`."""
    first, last = clock.month_bounds(month)
    never_came = and_(col(Secondment.recalled_on).is_not(None), col(Secondment.arrived_on).is_(None))
    return [
        col(Secondment.programme_id).in_(programme_ids),
        col(Secondment.start_on) <= last,
        col(Secondment.end_on) >= first,
        col(Secondment.status).not_in(_NOT_YET),
        ~never_came,
    ]


def _hosting(month: str) -> list[ColumnElement[bool]]:
    """Postings that host a day of the month and whose unit's word on it does not stand."""
    first, last = clock.month_bounds(month)
    said = exists().where(
        col(MonthConfirmation.secondment_id) == col(Posting.secondment_id),
        col(MonthConfirmation.month) == month,
        col(MonthConfirmation.unit_id) == col(Posting.receiving_unit_id),
        col(MonthConfirmation.reopened_at).is_(None),
    )
    return [
        col(Posting.secondment_id) == col(Secondment.id),
        col(Posting.start_on) <= last,
        or_(col(Posting.end_on).is_(None), col(Posting.end_on) >= first),
        ~said,
    ]


def count_confirmed(session: Session, programme_ids: Sequence[UUID], month: str) -> dict[UUID, tuple[int, int]]:
    """(serving, still unconfirmed) of each programme that has anybody in the month."""
    waits = exists(select(Posting.id).where(*_hosting(month)))
    statement = (
        select(Secondment.programme_id, func.count(), func.sum(case((waits, 1), else_=0)))
        .where(*_serving(programme_ids, month))
        .group_by(col(Secondment.programme_id))
    )
    return {key: (serving, int(waiting)) for key, serving, waiting in session.exec(statement).all()}


def list_unconfirmed(session: Session, programme_id: UUID, month: str, limit: int) -> list[Unconfirmed]:
    """The first few who wait, with the unit that they wait for, by person number."""
    statement = (
        select(Secondment.id, Secondment.cadre_id, Person.name, Person.person_no, Unit.name)  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(Secondment.cadre_id))
        .join(Posting, and_(*_hosting(month)))
        .join(Unit, col(Unit.id) == col(Posting.receiving_unit_id))
        .where(*_serving([programme_id], month))
        .order_by(col(Person.person_no), col(Person.name), col(Secondment.id), col(Posting.start_on))
        .limit(limit)
    )
    return [Unconfirmed(*row) for row in session.exec(statement).all()]


def unconfirmed_of(session: Session, month: str, secondment_ids: Sequence[UUID]) -> set[UUID]:
    """Of these secondments the ones for whom a unit's word on the month lacks."""
    statement = select(Secondment.id).where(
        col(Secondment.id).in_(secondment_ids), exists(select(Posting.id).where(*_hosting(month)))
    )
    return set(session.exec(statement).all())
