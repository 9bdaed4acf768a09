"""The submitted records that wait for anybody: light rows of every programme that decides on each."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.records.models import DailyRecord, RecordStatus
from app.records.models_care import OPEN_STATES, RecordHold, TextHold
from app.records.repository_queue import Waiting
from app.secondments.models import ProgrammePolicy, Review, Secondment, SecondmentStatus


class WaitingOf(NamedTuple):
    """A waiting record with the programme that it belongs to."""

    waiting: Waiting
    programme_id: UUID


def list_all_waiting(session: Session) -> list[WaitingOf]:
    """Of all secondments; a programme that never decided on single records has none, nor has imported history."""
    deciding = select(ProgrammePolicy.programme_id).where(col(ProgrammePolicy.review) != Review.MONTHLY)
    columns = [DailyRecord.id, DailyRecord.secondment_id, DailyRecord.work_on, DailyRecord.unit_id]
    statement = (
        rows_of(*map(col, [*columns, DailyRecord.submitted_at]), col(Secondment.programme_id))
        .join(Secondment, col(Secondment.id) == col(DailyRecord.secondment_id))
        .where(
            col(DailyRecord.status) == RecordStatus.SUBMITTED,
            col(DailyRecord.imported).is_(False),
            col(DailyRecord.hidden).is_(None),
            col(Secondment.status) != SecondmentStatus.DRAFT,
            col(Secondment.programme_id).in_(deciding),
        )
    )
    return [WaitingOf(Waiting(*row[:5]), row[5]) for row in session.execute(statement).all()]


def list_open_holds(session: Session) -> list[UUID]:
    """The secondment of every hidden record or other text that waits for a decision, one entry each."""
    records = select(RecordHold.secondment_id).where(col(RecordHold.state).in_(OPEN_STATES))
    texts = select(TextHold.secondment_id).where(col(TextHold.state).in_(OPEN_STATES))
    return [*session.exec(records).all(), *session.exec(texts).all()]
