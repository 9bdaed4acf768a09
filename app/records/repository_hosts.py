"""Moving records to the unit that hosts their day, after a transfer that was written late."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlmodel import Session, col

from app.records.models import DailyRecord
from app.secondments.scope import host_of


def rehost(session: Session, secondment_id: UUID, from_on: date, now: datetime) -> int:
    """Let each record from a day on name the unit that hosts its day; answers how many changed. No text is touched."""
    host = host_of(col(DailyRecord.secondment_id), col(DailyRecord.work_on))
    statement = (
        update(DailyRecord)
        .where(
            col(DailyRecord.secondment_id) == secondment_id,
            col(DailyRecord.work_on) >= from_on,
            col(DailyRecord.unit_id) != host,
        )
        .values(unit_id=host, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101 - an update has no rows but a count
    return result.rowcount
