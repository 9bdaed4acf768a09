"""Who may open a scan that a month's confirmation or a leave rests on: whoever may see the paper's subject."""

from uuid import UUID

from app.attendance import policy, repository_scans
from app.attendance.service_leave_views import powers_of
from app.core.errors import NotFound
from app.core.work import Work
from app.secondments.access import get_access


def may_read_scan(work: Work, attachment_id: UUID) -> bool:
    """Whether the actor may open a scan because of a confirmation or a leave that rests on it."""
    months = repository_scans.secondments_of_scan(work.session, attachment_id)
    if any(_sees_month(work, secondment_id) for secondment_id in months):
        return True
    leaves = repository_scans.leaves_of_scan(work.session, attachment_id)
    return any(may.reads_text for may in powers_of(work, leaves).values())


def _sees_month(work: Work, secondment_id: UUID) -> bool:
    try:
        return policy.may_read_scan(get_access(work, secondment_id).relations)
    except NotFound:
        return False
