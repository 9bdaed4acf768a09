"""What cadres have still to do or to read about their money, of many people at once; NOT filtered by actor."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from app.allowances import repository_waits as repository
from app.allowances.models_claims import ClaimState
from app.core.work import Work


def claims_to_finish(work: Work, cadre_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, ClaimState]]]:
    """(claim, state) of what came back to each or was never sent, the oldest first; those without are left out."""
    found: dict[UUID, list[tuple[UUID, ClaimState]]] = defaultdict(list)
    for claim_id, cadre_id, _, state in repository.claims_to_finish(work.session, cadre_ids):
        found[cadre_id].append((claim_id, state))
    return found


def answered_objections(work: Work, cadre_ids: Collection[UUID], since: datetime) -> dict[UUID, list[tuple[UUID, str]]]:
    """(objection, month) of what was answered to each since an instant; those without are left out."""
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for row in repository.objections_answered(work.session, cadre_ids, since):
        found[row.cadre_id].append((row.id, row.month))
    return found
