"""The select behind the weights of questions in draws of spot checks."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.portions import portions
from app.signals.models import Outcome, Signal, SignalState

LIVE = (SignalState.TOLD, SignalState.ANSWERED)


def weighing(session: Session, secondment_ids: Collection[UUID]) -> list[tuple[UUID, bool]]:
    """(secondment, whether it was put down for a visit) of what its person was told of and is not over."""
    found: list[tuple[UUID, bool]] = []
    for some in portions(sorted(secondment_ids), 500):
        live = select(Signal.secondment_id, Signal.outcome).where(
            col(Signal.secondment_id).in_(some),
            (col(Signal.state).in_(LIVE) | (col(Signal.outcome) == Outcome.SPOT_CHECK)),
            col(Signal.was_real).is_(None),
        )
        found += [(key, outcome is Outcome.SPOT_CHECK) for key, outcome in session.exec(live).all() if key is not None]
    return found
