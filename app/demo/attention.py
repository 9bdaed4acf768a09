"""Something for the Organization Department to ask about: a unit whose supervisor has read nothing for over a week."""

from collections.abc import Sequence

from sqlmodel import col, delete, select

from app.core.work import Work
from app.demo.programmes import Programmes
from app.records.models import DailyRecord, RecordStatus, RecordVersion
from app.secondments.models import Secondment
from app.workdays.service import get_calendar

WORKDAYS = 9


def leave_unread(work: Work, programmes: Programmes, rows: Sequence[Secondment]) -> None:
    """Whatever the first host of an exchange was to review in its last workdays still waits, as if never decided on."""
    unit_id = next(row.receiving_unit_id for row in rows if row.programme_id == programmes["exchange"].id)
    since = get_calendar(work, work.today, work.today).workdays_back(work.today, WORKDAYS)
    decided = select(DailyRecord).where(
        DailyRecord.unit_id == unit_id, DailyRecord.work_on >= since, DailyRecord.status == RecordStatus.APPROVED
    )
    records = list(work.session.exec(decided))
    keys = [record.id for record in records]
    work.session.execute(
        delete(RecordVersion).where(col(RecordVersion.record_id).in_(keys), col(RecordVersion.number) == 2)
    )
    for record in records:
        record.status, record.decided_at, record.decided_by_id = RecordStatus.SUBMITTED, None, None
        record.decision_comment, record.updated_at = None, record.created_at
    work.session.flush()
