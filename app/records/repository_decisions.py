"""The select behind a reviewer's own decisions of today."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.records.models import DailyRecord, RecordStatus

DECIDED = (RecordStatus.APPROVED, RecordStatus.RETURNED)


def list_decided(session: Session, decider_id: UUID, since: datetime, limit: int) -> list[DailyRecord]:
    """What somebody decided since an instant and still stands, newest first."""
    return list(
        session.exec(
            select(DailyRecord)
            .where(
                col(DailyRecord.decided_by_id) == decider_id,
                col(DailyRecord.decided_at) >= since,
                col(DailyRecord.status).in_(DECIDED),
            )
            .order_by(col(DailyRecord.decided_at).desc(), col(DailyRecord.work_on).desc())
            .limit(limit)
        )
    )
