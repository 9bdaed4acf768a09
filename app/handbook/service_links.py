"""The handbook is reached from the secondment's page."""

from collections.abc import Iterable
from uuid import UUID

from app.core.i18n import N_
from app.core.work import Work
from app.handbook import policy
from app.secondments.access import get_access, rules_of
from app.secondments.models import ReviewedBy, SecondmentStatus
from app.secondments.ports import Link, show_links

_NOT_YET = (SecondmentStatus.DRAFT, SecondmentStatus.APPROVED)


def show_handbooks() -> None:
    """Doing it twice is doing it once."""
    show_links(_links)


def _links(work: Work, secondment_id: UUID) -> Iterable[Link]:
    access = get_access(work, secondment_id)
    rule = rules_of(work, [access.secondment.programme_id]).policy_on(access.secondment.programme_id, work.today)
    may = policy.can_make(access.relations, rule.reviewed_by if rule else ReviewedBy.RECEIVING)
    if may and access.secondment.status not in _NOT_YET:
        yield Link(f"/secondments/{secondment_id}/handbook", N_("纪实手册"), "book")
