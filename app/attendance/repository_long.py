"""Units whose month waits for a confirmation, and leave that waits."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.attendance.models import MonthConfirmation
from app.attendance.models_leave import Leave, LeaveStatus
from app.core import clock
from app.core.actor import Actor, Role
from app.secondments.models import CLOSED_STATES, MonthLock, Posting, Secondment, SecondmentStatus
from app.secondments.scope import hosted_days, of_others

NOT_SERVING = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


def hosted_by(actor: Actor, today: date) -> ColumnElement[bool]:
    """The postings of others over which the actor is a supervisor."""
    own = hosted_days(actor.only(Role.SUPERVISOR), today).where(*of_others(actor))
    return col(Posting.id).in_(own.with_only_columns(col(Posting.id)))


def units_unconfirmed(session: Session, month: str, *conditions: ColumnElement[bool]) -> list[tuple[UUID, str]]:
    """(id, name) of the units that host somebody in a month whose days they have not confirmed, by name."""
    first, last = clock.month_bounds(month)
    said = exists().where(
        col(MonthConfirmation.secondment_id) == col(Posting.secondment_id),
        col(MonthConfirmation.unit_id) == col(Posting.receiving_unit_id),
        col(MonthConfirmation.month) == month,
        col(MonthConfirmation.reopened_at).is_(None),
    )
    closed = exists().where(
        col(MonthLock.programme_id) == col(Secondment.programme_id),
        col(MonthLock.month) == month,
        col(MonthLock.state).in_(CLOSED_STATES),
    )
    statement = (
        select(Unit.id, Unit.name)
        .join(Posting, col(Posting.receiving_unit_id) == col(Unit.id))
        .join(Secondment, col(Secondment.id) == col(Posting.secondment_id))
        .where(
            col(Posting.start_on) <= last,
            or_(col(Posting.end_on).is_(None), col(Posting.end_on) >= first),
            col(Secondment.start_on) <= last,
            col(Secondment.end_on) >= first,
            col(Secondment.status).not_in(NOT_SERVING),
            or_(col(Secondment.recalled_on).is_(None), col(Secondment.recalled_on) >= first),
            ~said,
            ~closed,
            *conditions,
        )
        .distinct()
        .order_by(col(Unit.name), col(Unit.id))
    )
    return list(session.exec(statement).all())


def units_with_leave(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[UUID, date]]:
    """(unit, the day it was filed) of every leave that waits for a unit's word; `conditions` are on `Secondment`."""
    statement = (
        select(Leave.unit_id, Leave.created_at)
        .join(Secondment, col(Secondment.id) == col(Leave.secondment_id))
        .where(col(Leave.status) == LeaveStatus.SUBMITTED, *conditions)
    )
    return [(unit_id, clock.civil_date(at)) for unit_id, at in session.exec(statement).all()]
