"""The reviewer's queue: which submitted records of which secondments, light rows first, full text for one page."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, extract, func
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.core.actor import Actor, Role
from app.core.portions import portions
from app.records.models import DailyRecord, RecordStatus
from app.secondments.models import Secondment
from app.secondments.scope import hosted_days, managed_by, of_others


class Waiting(NamedTuple):
    """One submitted record in its reviewer's queue."""

    id: UUID
    secondment_id: UUID
    work_on: date
    unit_id: UUID
    submitted_at: datetime | None


class Managed(NamedTuple):
    """A secondment of somebody else over which the actor has a say, from one day to another; None is without end."""

    secondment_id: UUID
    programme_id: UUID
    first_on: date | None = None
    last_on: date | None = None

    def covers(self, on: date) -> bool:
        """Whether the say reaches a day."""
        return (self.first_on is None or self.first_on <= on) and (self.last_on is None or on <= self.last_on)


def managed_as_host(session: Session, actor: Actor, today: date) -> list[Managed]:
    """The days that the actor's units host (or that they are the liaison for), of secondments of others."""
    statement = hosted_days(actor, today).where(*of_others(actor))
    return [Managed(*row) for row in session.execute(statement)]


def managed_as_leader(session: Session, actor: Actor, today: date) -> list[Managed]:
    """The secondments of others in groups that the actor leads today."""
    leading = managed_by(actor.only(Role.GROUP_LEADER), today)
    return [Managed(*row) for row in session.exec(select(Secondment.id, Secondment.programme_id).where(leading))]


def list_waiting(session: Session, secondment_ids: Collection[UUID]) -> list[Waiting]:
    """The submitted records of the given secondments, by day; imported history waits for nobody, nor what is hidden."""
    columns = [DailyRecord.id, DailyRecord.secondment_id, DailyRecord.work_on, DailyRecord.unit_id]
    statement = rows_of(*map(col, [*columns, DailyRecord.submitted_at])).where(
        col(DailyRecord.status) == RecordStatus.SUBMITTED,
        col(DailyRecord.imported).is_(False),
        col(DailyRecord.hidden).is_(None),
    )
    found: list[Waiting] = []
    for some in portions(secondment_ids, 500):
        rows = session.execute(statement.where(col(DailyRecord.secondment_id).in_(some))).all()
        found += [Waiting(*row) for row in rows]
    return found


def list_by_ids(session: Session, ids: Collection[UUID]) -> list[DailyRecord]:
    """Full records by id, oldest day first."""
    statement = select(DailyRecord).where(col(DailyRecord.id).in_(ids))
    return list(session.exec(statement.order_by(col(DailyRecord.work_on))).all()) if ids else []


class LongWaiting(NamedTuple):
    """The submitted records of one unit, programme and month that came before an instant, the earliest of them."""

    unit_id: UUID
    programme_id: UUID
    year: int
    month: int
    submitted_at: datetime


def list_long(session: Session, before: datetime, *conditions: ColumnElement[bool]) -> list[LongWaiting]:
    """The months with submitted records that came before an instant, each unit's and programme's once.

    `conditions` are on `Secondment`.
    """
    on = col(DailyRecord.work_on)
    month = (col(DailyRecord.unit_id), col(Secondment.programme_id), extract("year", on), extract("month", on))
    statement = (
        rows_of(*month, func.min(col(DailyRecord.submitted_at)))
        .join(Secondment, col(Secondment.id) == col(DailyRecord.secondment_id))
        .where(
            col(DailyRecord.status) == RecordStatus.SUBMITTED,
            col(DailyRecord.imported).is_(False),
            col(DailyRecord.hidden).is_(None),
            col(DailyRecord.submitted_at) < before,
            *conditions,
        )
        .group_by(*month)
    )
    found = session.execute(statement).all()
    return [LongWaiting(unit, programme, int(year), int(number), at) for unit, programme, year, number, at in found]
