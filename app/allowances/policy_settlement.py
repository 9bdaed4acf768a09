"""Who enters, decides on and knows of adjustments. Pure predicates."""

from uuid import UUID

from app.allowances.models_settlement import AdjustmentState
from app.secondments.policy import Relation

_PAY = frozenset({Relation.FINANCE, Relation.ORGADMIN})
WORKING_PAPERS = frozenset({AdjustmentState.SUBMITTED, AdjustmentState.REJECTED})
"""What finance has not settled among themselves is no concern of the cadre's."""


def can_adjust(held: frozenset[Relation]) -> bool:
    """Finance over the programme; the Organization Department only reads."""
    return Relation.FINANCE in held


def is_own(held: frozenset[Relation]) -> bool:
    """Nobody adjusts their own pay."""
    return Relation.AUTHOR in held


def knows_of(held: frozenset[Relation], state: AdjustmentState) -> bool:
    """Those who pay and the Organization Department; the cadre what has been decided."""
    return state not in WORKING_PAPERS if is_own(held) else bool(held & _PAY)


def can_decide(
    held: frozenset[Relation], state: AdjustmentState, maker_id: UUID | None, person_id: UUID | None
) -> bool:
    """A second person of finance, once, and never on their own pay."""
    waits = state is AdjustmentState.SUBMITTED
    return waits and can_adjust(held) and not is_own(held) and person_id is not None and person_id != maker_id
