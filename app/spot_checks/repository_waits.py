"""The select behind the spot-check notes that cadres have to answer."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.core.portions import portions
from app.spot_checks.models import SpotCheck, SpotCheckStatus

CHUNK = 5000


def unanswered(session: Session, cadre_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
    """(cadre, spot check) of what was seen on a visit and not answered, the oldest visit first."""
    found: list[tuple[UUID, UUID]] = []
    for some in portions(sorted(cadre_ids), CHUNK):
        statement = select(SpotCheck.cadre_id, SpotCheck.id).where(
            col(SpotCheck.cadre_id).in_(some),
            col(SpotCheck.status).in_((SpotCheckStatus.VISITED, SpotCheckStatus.FINDINGS)),
            col(SpotCheck.reply).is_(None),
        )
        found += session.exec(statement.order_by(col(SpotCheck.visited_at), col(SpotCheck.id))).all()
    return found
