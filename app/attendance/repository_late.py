"""What was said of a programme's days after some instant: corrections, leave, confirmations."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.attendance.models import DayOverride, MonthConfirmation
from app.attendance.models_leave import Leave
from app.core import clock
from app.secondments.models import Secondment

Touched = Iterator[tuple[UUID, date, date, datetime]]
"""(secondment, first day, last day, instant)"""


def list_touched(session: Session, programme_id: UUID, since: datetime) -> Touched:
    """The days that corrections given or withdrawn, leave in whatever state, and confirmations are about."""
    own = select(Secondment.id).where(col(Secondment.programme_id) == programme_id)
    days = select(DayOverride.secondment_id, col(DayOverride.day_on), col(DayOverride.updated_at)).where(
        col(DayOverride.updated_at) > since, col(DayOverride.secondment_id).in_(own)
    )
    for key, on, at in session.exec(days).all():
        yield key, on, on, at
    leaves = select(Leave.secondment_id, col(Leave.start_on), col(Leave.end_on), col(Leave.updated_at)).where(
        col(Leave.updated_at) > since, col(Leave.secondment_id).in_(own)
    )
    yield from session.exec(leaves).all()
    words = select(MonthConfirmation.secondment_id, MonthConfirmation.month, MonthConfirmation.updated_at).where(
        col(MonthConfirmation.updated_at) > since, col(MonthConfirmation.secondment_id).in_(own)
    )
    for key, month, at in session.exec(words).all():
        yield key, *clock.month_bounds(month), at
