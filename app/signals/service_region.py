"""Questions that are still unanswered, for the Organization Department's list and a group leader's week."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from app.core.portions import portions
from app.core.work import Work
from app.signals import repository_region
from app.signals.models import Signal, SignalKind
from app.signals.repository import CHUNK
from app.signals.repository_region import Asking

__all__ = ["Asking", "asking_about", "asking_in"]


def asking_in(work: Work, paths: tuple[str, ...], limit: int) -> tuple[list[Asking], bool]:
    """About days without a record, by unit and cadre; and whether there are more.

    Not filtered by actor; only of programmes that are run below these tree paths.
    """
    found = repository_region.list_asking(work.session, SignalKind.MISSING, paths, limit + 1)
    return found[:limit], len(found) > limit


def asking_about(work: Work, secondment_ids: Collection[UUID]) -> dict[UUID, list[Signal]]:
    """About days without a record of these secondments, by secondment, oldest first; not filtered by actor."""
    found: dict[UUID, list[Signal]] = defaultdict(list)
    for some in portions(sorted(secondment_ids), CHUNK):
        for row in repository_region.list_asking_of(work.session, SignalKind.MISSING, some):
            if row.secondment_id is not None:
                found[row.secondment_id].append(row)
    return found
