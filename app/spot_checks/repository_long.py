"""The select behind spot checks that wait for long."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, or_
from sqlalchemy import select as rows_of
from sqlmodel import Session, col

from app.accounts.models import Person, Unit
from app.secondments.models import Secondment
from app.secondments.scope import run_below
from app.spot_checks.models import SpotCheck, SpotCheckStatus


class LongCheck(NamedTuple):
    """A note without an answer (`replied_at` None), or an answered one that nobody has closed; never its words."""

    id: UUID
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_id: UUID
    unit_name: str
    visited_at: datetime
    replied_at: datetime | None


def list_long(session: Session, paths: tuple[str, ...], before: datetime, limit: int) -> list[LongCheck]:
    """Those left as they were since before an instant, in programmes run below these paths; by unit, cadre, visit."""
    unanswered = and_(
        col(SpotCheck.status).in_((SpotCheckStatus.VISITED, SpotCheckStatus.FINDINGS)),
        col(SpotCheck.created_at) < before,
    )
    left = and_(col(SpotCheck.status) == SpotCheckStatus.REPLIED, col(SpotCheck.replied_at) < before)
    statement = (
        rows_of(
            col(SpotCheck.id),
            col(SpotCheck.secondment_id),
            col(SpotCheck.cadre_id),
            col(Person.name),
            col(SpotCheck.unit_id),
            col(Unit.name),
            col(SpotCheck.visited_at),
            col(SpotCheck.replied_at),
        )
        .join(Secondment, col(Secondment.id) == col(SpotCheck.secondment_id))
        .join(Person, col(Person.id) == col(SpotCheck.cadre_id))
        .join(Unit, col(Unit.id) == col(SpotCheck.unit_id))
        .where(run_below(paths), or_(unanswered, left))
        .order_by(col(Unit.name), col(Person.name), col(SpotCheck.visited_at), col(SpotCheck.id))
        .limit(limit)
    )
    return [LongCheck(*row) for row in session.execute(statement).all()]
