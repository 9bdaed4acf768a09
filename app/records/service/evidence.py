"""What records lend to attendance below them: which days hold a record, whose a scan is, what no text may hold."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from app.attendance.ports import PORTS
from app.core.work import Work
from app.records import repository
from app.records.guard import refuse_blocked
from app.records.models import RecordStatus


def lend_to_attendance() -> None:
    """Hand the answers to attendance, which may not ask for them itself; doing it twice is doing it once."""
    PORTS.recorded_days = recorded_days
    PORTS.owns_attachment = owns_attachment
    PORTS.refuse_blocked = refuse_blocked


def recorded_days(
    work: Work, secondment_ids: Collection[UUID], first: date, last: date
) -> Mapping[UUID, Collection[date]]:
    """The days of each secondment that hold more than a draft; shown beside the ledger, never part of it."""
    found: dict[UUID, set[date]] = {}
    for secondment_id, on, status in repository.list_statuses(work.session, secondment_ids, first, last):
        if status is not RecordStatus.DRAFT:
            found.setdefault(secondment_id, set()).add(on)
    return found


def owns_attachment(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor uploaded it."""
    row = repository.find_attachment(work.session, attachment_id)
    return row is not None and row.owner_id == work.actor.person_id


def owns_loose_photo(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor uploaded it and no record holds it: such a photo may rest on something else."""
    row = repository.find_attachment(work.session, attachment_id)
    return row is not None and row.owner_id == work.actor.person_id and row.record_id is None
