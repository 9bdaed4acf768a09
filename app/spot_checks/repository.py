"""Every select over spot checks."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from app.core.actor import Actor, Role
from app.core.paging import page_of
from app.secondments.models import Secondment
from app.secondments.scope import visible_secondment_ids
from app.secondments.scope import visible_to as known_secondments
from app.spot_checks.models import SpotCheck, SpotCheckStatus

READING_ROLES = (Role.CADRE, Role.SUPERVISOR, Role.GROUP_LEADER, Role.ORGADMIN)


def get_spot_check(session: Session, spot_check_id: UUID, *, lock: bool = False) -> SpotCheck | None:
    """A spot check by id, locked for change on demand."""
    statement = select(SpotCheck).where(col(SpotCheck.id) == spot_check_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """The same rule as `policy.can_read` of what the actor may know of, as a condition on `SpotCheck`.

    One's own notes go with the power over the cadre: their list says no more than they do one by one.
    """
    readable = visible_secondment_ids(actor.only(*READING_ROLES), today)
    known = visible_secondment_ids(actor, today)
    written = and_(col(SpotCheck.author_id) == actor.person_id, col(SpotCheck.secondment_id).in_(known))
    return or_(written, col(SpotCheck.secondment_id).in_(readable))


def of_office(session: Session, actor: Actor, today: date, secondment_ids: Collection[UUID]) -> set[UUID]:
    """Of the given secondments of others those that the actor knows as their Organization Department."""
    if not actor.has(Role.ORGADMIN) or not secondment_ids:
        return set()
    statement = select(Secondment.id).where(
        col(Secondment.id).in_(secondment_ids),
        col(Secondment.cadre_id) != actor.person_id,
        known_secondments(actor.only(Role.ORGADMIN), today),
    )
    return set(session.exec(statement).all())


def list_spot_checks(
    session: Session,
    actor: Actor,
    today: date,
    *,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    status: SpotCheckStatus | None = None,
    limit: int,
    cursor: str | None,
) -> tuple[list[SpotCheck], str | None]:
    """Newest visit first."""
    statement = select(SpotCheck).where(visible_to(actor, today))
    if secondment_id is not None:
        statement = statement.where(col(SpotCheck.secondment_id) == secondment_id)
    if unit_id is not None:
        statement = statement.where(col(SpotCheck.unit_id) == unit_id)
    if status is not None:
        statement = statement.where(col(SpotCheck.status) == status)
    keys = [(col(SpotCheck.visited_at), datetime, True), (col(SpotCheck.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def list_about(session: Session, person_id: UUID) -> list[SpotCheck]:
    """Every check of a person, oldest first, for their own copy."""
    statement = select(SpotCheck).where(SpotCheck.cadre_id == person_id)
    return list(session.exec(statement.order_by(col(SpotCheck.visited_at), col(SpotCheck.id))).all())
