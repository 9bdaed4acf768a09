"""Late facts of terms and postings: whose secondment was touched after months of its programme had been closed."""

from datetime import datetime
from uuid import UUID

from app.core.work import Work
from app.secondments import repository_late


def touched_since(work: Work, programme_id: UUID, since: datetime) -> dict[UUID, datetime]:
    """When each secondment of a programme was last touched, of those touched after `since`.

    New, begun, moved, extended, suspended or cut: every step touches the secondment or one of its postings. NOT
    filtered by actor.
    """
    found: dict[UUID, datetime] = {}
    for secondment_id, at in repository_late.list_touched(work.session, programme_id, since):
        found[secondment_id] = max(found.get(secondment_id, at), at)
    return found
