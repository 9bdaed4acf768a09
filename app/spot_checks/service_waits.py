"""Spot-check notes that cadres have to answer, of many people at once; NOT filtered by actor."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from app.core.work import Work
from app.spot_checks import repository_waits as repository


def notes_to_answer(work: Work, cadre_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The notes of each that wait for a reply, the oldest visit first; those without are left out."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for cadre_id, spot_check_id in repository.unanswered(work.session, cadre_ids):
        found[cadre_id].append(spot_check_id)
    return found
