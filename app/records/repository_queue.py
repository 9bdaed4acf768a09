"""The reviewer's queue: which submitted records of which secondments, light rows first, full text for one page."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.actor import Actor, Role
from app.records.models import DailyRecord, RecordStatus
from app.records.repository import batched
from app.secondments.models import Secondment
from app.secondments.scope import managed_by


class Waiting(NamedTuple):
    """One submitted record in its reviewer's queue."""

    id: UUID
    secondment_id: UUID
    work_on: date


def managed_programmes(session: Session, actor: Actor, role: Role, today: date) -> dict[UUID, UUID]:
    """Secondments of others over which `role` gives the actor a say today, each with its programme."""
    statement = select(Secondment.id, Secondment.programme_id).where(managed_by(actor.only(role), today))
    return dict(session.exec(statement).all())


def list_waiting(session: Session, secondment_ids: Collection[UUID]) -> list[Waiting]:
    """The submitted records of the given secondments, by day; imported history waits for nobody."""
    statement = select(col(DailyRecord.id), col(DailyRecord.secondment_id), col(DailyRecord.work_on)).where(
        DailyRecord.status == RecordStatus.SUBMITTED, col(DailyRecord.imported).is_(False)
    )
    found: list[Waiting] = []
    for some in batched(secondment_ids, 500):
        rows = session.exec(statement.where(col(DailyRecord.secondment_id).in_(some))).all()
        found += [Waiting(*row) for row in rows]
    return found


def list_by_ids(session: Session, ids: Collection[UUID]) -> list[DailyRecord]:
    """Full records by id, oldest day first."""
    statement = select(DailyRecord).where(col(DailyRecord.id).in_(ids))
    return list(session.exec(statement.order_by(col(DailyRecord.work_on))).all()) if ids else []
