"""The select behind a week of several cadres' records: states, never words."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlmodel import Session, col

from app.core.portions import portions
from app.records.models import DailyRecord, RecordStatus


class WeekRow(NamedTuple):
    """A record that was submitted: `difficult` when it tells of a difficulty, `waits` when it may be decided on."""

    secondment_id: UUID
    work_on: date
    status: RecordStatus
    resubmitted: bool
    difficult: bool
    waits: bool


def list_week(session: Session, secondment_ids: Collection[UUID], first_on: date, last_on: date) -> list[WeekRow]:
    """The records of these secondments from one day to another that are no drafts, by day."""
    shown = col(DailyRecord.hidden).is_(None)
    told = col(DailyRecord.difficulty).is_not(None) & shown & col(DailyRecord.mending).is_(False)
    waits = (col(DailyRecord.status) == RecordStatus.SUBMITTED) & shown & col(DailyRecord.imported).is_(False)
    statement = (
        rows_of(
            col(DailyRecord.secondment_id),
            col(DailyRecord.work_on),
            col(DailyRecord.status),
            col(DailyRecord.resubmitted),
            told,
            waits,
        )
        .where(
            col(DailyRecord.work_on) >= first_on,
            col(DailyRecord.work_on) <= last_on,
            col(DailyRecord.status) != RecordStatus.DRAFT,
        )
        .order_by(col(DailyRecord.work_on))
    )
    found: list[WeekRow] = []
    for some in portions(secondment_ids, 500):
        rows = session.execute(statement.where(col(DailyRecord.secondment_id).in_(some))).all()
        found += [WeekRow(*row) for row in rows]
    return found
