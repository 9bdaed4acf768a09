"""A reviewer's own decisions of today: what may still be undone until midnight."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import clock
from app.core.work import Work
from app.records import repository_decisions
from app.records.models import RecordStatus
from app.secondments.service_cards import SecondmentCard, describe

MOST = 60


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: whose day, how it was decided, and the version that an undo names."""

    record_id: UUID
    secondment: SecondmentCard
    work_on: date
    status: RecordStatus
    version: int
    comment: str | None


def decided_today(work: Work) -> list[Decision]:
    """The actor's own decisions since Beijing's midnight that still stand, newest first; at most 60."""
    if work.actor.person_id is None:
        return []
    since = clock.beijing_midnight(work.today)
    rows = repository_decisions.list_decided(work.session, work.actor.person_id, since, MOST)
    cards = describe(work, [row.secondment_id for row in rows])
    return [
        Decision(row.id, cards[row.secondment_id], row.work_on, row.status, row.version, row.decision_comment)
        for row in rows
    ]
