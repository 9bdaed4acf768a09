"""The selects behind a corpus about days away on duty: by a supervisor's word or the record's own; NOT filtered."""

from collections.abc import Iterator

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from app.attendance.models import DayOverride
from app.core.plain_sql import day_number, hex_id
from app.records.models import DailyRecord, DayType, RecordStatus
from app.signals.repository_corpus import Portion, Reach, in_reach, stream

ELSEWHERE = (DayType.OFFICIAL_TRIP, DayType.TRAINING)


def overrides(session: Session, reach: Reach) -> Iterator[Portion]:
    """(secondment, day, half, state) of what supervisors said of days, oldest first."""
    statement = columns(
        hex_id(col(DayOverride.secondment_id)),
        day_number(col(DayOverride.day_on)),
        col(DayOverride.half),
        col(DayOverride.state),
    ).where(
        or_(col(DayOverride.withdrawn_at).is_(None), col(DayOverride.withdrawn_at) >= reach.until),
        col(DayOverride.created_at) < reach.until,
        in_reach(col(DayOverride.day_on), col(DayOverride.secondment_id), reach),
    )
    return stream(session, statement.order_by(col(DayOverride.created_at), col(DayOverride.id)))


def declared(session: Session, reach: Reach) -> Iterator[Portion]:
    """(secondment, day) of live records that were handed in as of a day away on duty."""
    statement = columns(hex_id(col(DailyRecord.secondment_id)), day_number(col(DailyRecord.work_on))).where(
        col(DailyRecord.imported).is_(False),
        col(DailyRecord.day_type).in_(ELSEWHERE),
        col(DailyRecord.status) != RecordStatus.DRAFT,
        col(DailyRecord.submitted_at) < reach.until,
        in_reach(col(DailyRecord.work_on), col(DailyRecord.secondment_id), reach),
    )
    return stream(session, statement)
