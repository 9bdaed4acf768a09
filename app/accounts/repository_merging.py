"""Every select and bulk change of merging one unit into another."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, or_, update
from sqlmodel import Session, col, select

from app.accounts.models import ApiClient, Person, RoleAssignment, Unit
from app.accounts.models_delegations import Delegation


def running_children(session: Session, unit_id: UUID) -> list[Unit]:
    """The units directly below that are in use, in id order, held until the commit."""
    statement = select(Unit).where(Unit.parent_id == unit_id, col(Unit.closed_on).is_(None))
    statement = statement.order_by(col(Unit.id)).with_for_update()
    return list(session.exec(statement.execution_options(populate_existing=True)).all())


def roles_from(session: Session, unit_id: UUID, on: date) -> list[RoleAssignment]:
    """The roles over a unit that are held on a day or after it."""
    lasting = or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= on)
    statement = select(RoleAssignment).where(RoleAssignment.unit_id == unit_id, lasting)
    return list(session.exec(statement.order_by(col(RoleAssignment.id)).with_for_update()).all())


def held_for_good(session: Session, unit_id: UUID, on: date) -> set[tuple[UUID, str]]:
    """(person, role) of the roles over a unit that are held on a day and have no end."""
    statement = select(RoleAssignment.person_id, RoleAssignment.role).where(
        RoleAssignment.unit_id == unit_id, RoleAssignment.valid_from <= on, col(RoleAssignment.valid_to).is_(None)
    )
    return {(person_id, str(role)) for person_id, role in session.exec(statement).all()}


def move_homes(session: Session, unit_id: UUID, into_id: UUID, now: datetime) -> int:
    """Let everybody at home in a unit be at home in another; answers how many."""
    statement = update(Person).where(col(Person.home_unit_id) == unit_id)
    changed = statement.values(home_unit_id=into_id, version=Person.version + 1, updated_at=now)
    return session.exec(changed.execution_options(synchronize_session="fetch")).rowcount


def touch_people(session: Session, person_ids: Iterable[UUID], now: datetime) -> None:
    """A person's roles are part of the resource: the version moves with them."""
    statement = update(Person).where(col(Person.id).in_(set(person_ids)))
    changed = statement.values(version=Person.version + 1, updated_at=now)
    session.exec(changed.execution_options(synchronize_session="fetch"))


def move_delegations(session: Session, unit_id: UUID, into_id: UUID, on: date, now: datetime) -> int:
    """Let whoever stands in at a unit on a day or later do so at another; answers how many."""
    running = and_(
        col(Delegation.unit_id) == unit_id, col(Delegation.withdrawn_at).is_(None), col(Delegation.end_on) >= on
    )
    changed = update(Delegation).where(running).values(unit_id=into_id, version=Delegation.version + 1, updated_at=now)
    return session.exec(changed.execution_options(synchronize_session="fetch")).rowcount


def move_clients(session: Session, unit_id: UUID, into_id: UUID, now: datetime) -> int:
    """Let the programs of a unit in use belong to another; answers how many."""
    running = and_(col(ApiClient.unit_id) == unit_id, col(ApiClient.disabled_at).is_(None))
    changed = update(ApiClient).where(running).values(unit_id=into_id, version=ApiClient.version + 1, updated_at=now)
    return session.exec(changed.execution_options(synchronize_session="fetch")).rowcount
