"""Which days of many secondments have a record, as one integer a month: answered from the indexes alone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Integer, Row, cast, extract, func, literal_column, select
from sqlmodel import Session, col

from app.records.models import DailyRecord


def month_bits(
    session: Session,
    ids: Iterable[UUID],
    first_on: date,
    last_on: date,
    *,
    drafts: bool,
    before: datetime | None = None,
) -> Sequence[Row[UUID, int, int]]:
    """(secondment, month 1 to 12, its recorded days as bits), with the drafts or the drafts alone; less than a year.

    With `before`: only what had been handed in by then (what came back and was mended counts by its newest text).
    """
    month, bits = _of_sqlite() if session.get_bind().dialect.name == "sqlite" else _of_postgresql()
    statement = select(col(DailyRecord.secondment_id), month, bits).where(
        col(DailyRecord.secondment_id).in_(list(ids)), col(DailyRecord.work_on).between(first_on, last_on)
    )
    if drafts:
        statement = statement.where(literal_column("status = 'draft'"))
    if before is not None:
        statement = statement.where(col(DailyRecord.submitted_at) < before)
    return session.execute(statement.group_by(col(DailyRecord.secondment_id), month)).all()


def _of_sqlite() -> tuple[ColumnElement[int], ColumnElement[int]]:
    month = cast(func.substr(col(DailyRecord.work_on), 6, 2), Integer)
    day = cast(func.substr(col(DailyRecord.work_on), 9, 2), Integer)
    return month, func.sum(literal_column("1").bitwise_lshift(day - 1))


def _of_postgresql() -> tuple[ColumnElement[int], ColumnElement[int]]:
    day = cast(extract("day", col(DailyRecord.work_on)), Integer)
    month = cast(extract("month", col(DailyRecord.work_on)), Integer)
    return month, func.bit_or(cast(literal_column("1"), BigInteger).bitwise_lshift(day - 1))
