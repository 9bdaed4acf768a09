"""Late facts of days: which closed months of which secondments something was said about afterwards."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from app.attendance import repository_late
from app.core import clock
from app.core.work import Work


def touched_months(work: Work, programme_id: UUID, since: Mapping[str, datetime]) -> set[tuple[UUID, str]]:
    """(secondment, month) of the months in `since` about whose days something was said after that month's instant.

    Corrections given and withdrawn, leave filed, decided, cancelled or ended, confirmations given and taken back. NOT
    filtered by actor; it may name what changed nothing.
    """
    found: set[tuple[UUID, str]] = set()
    if not since:
        return found
    for key, first, last, at in repository_late.list_touched(work.session, programme_id, min(since.values())):
        month, until = clock.month_of(first), clock.month_of(last)
        while month <= until:
            if month in since and at > since[month]:
                found.add((key, month))
            month = clock.next_month(month)
    return found
