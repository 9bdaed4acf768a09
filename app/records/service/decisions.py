"""A reviewer's own decisions of today: what may still be undone until midnight."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.core import clock
from app.core.work import Work
from app.records import repository_decisions
from app.records.models import RecordStatus
from app.records.schemas import RecordView
from app.records.service.views import views_of
from app.secondments.service_cards import SecondmentCard, describe

MOST = 60


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: whose day, what was read, how and when it was decided; an undo names `record.version`."""

    secondment: SecondmentCard
    record: RecordView
    at: datetime

    @property
    def record_id(self) -> UUID:
        """The record's."""
        return self.record.id

    @property
    def work_on(self) -> date:
        """The day that was decided on."""
        return self.record.work_on

    @property
    def status(self) -> RecordStatus:
        """How it was decided."""
        return self.record.status


def decided_today(work: Work) -> list[Decision]:
    """The actor's own decisions since Beijing's midnight that still stand, newest first; at most 60.

    The text is what was submitted, never a mend that its author has not sent yet.
    """
    if work.actor.person_id is None:
        return []
    since = clock.beijing_midnight(work.today)
    rows = repository_decisions.list_decided(work.session, work.actor.person_id, since, MOST)
    cards = describe(work, [row.secondment_id for row in rows])
    views = views_of(work, rows, {row.id for row in rows})
    return [
        Decision(cards[view.secondment_id], view, view.decided_at)
        for view in views
        if isinstance(view, RecordView) and view.decided_at is not None
    ]
