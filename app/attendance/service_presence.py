"""When somebody checked in on post: for money that is claimed for a journey meanwhile. Instants alone, no place."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from app.attendance import repository_check_ins as repository
from app.core.work import Work


def on_post_between(
    work: Work, secondment_ids: Collection[UUID], first: date, last: date
) -> dict[UUID, list[tuple[date, datetime]]]:
    """(Civil day, instant) of the on-post check-ins of these secondments, in order; NOT filtered by actor."""
    return repository.list_on_post(work.session, secondment_ids, first, last)
