"""Every select over heads of units and who may be one."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit
from app.accounts.repository_grants import in_force
from app.core.actor import Role


def heads_of(session: Session, unit_ids: Collection[UUID], today: date) -> dict[UUID, UUID]:
    """The heads of these units, as far as they are supervisors of them today."""
    place = aliased(Unit)
    holds = exists().where(
        col(RoleAssignment.person_id) == col(Unit.head_id),
        col(RoleAssignment.role) == Role.SUPERVISOR,
        in_force(today),
        col(place.id) == col(RoleAssignment.unit_id),
        func.substr(col(Unit.path), 1, func.length(col(place.path))) == col(place.path),
    )
    statement = select(Unit.id, Unit.head_id).where(
        col(Unit.id).in_(list(unit_ids)), col(Unit.head_id).is_not(None), holds
    )
    return {unit_id: head_id for unit_id, head_id in session.exec(statement).all() if head_id is not None}


def list_able(session: Session, path: str, today: date) -> list[tuple[UUID, str]]:
    """(id, name) of the active supervisors of the unit at `path`."""
    holders = (
        select(RoleAssignment.person_id)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id)
        .where(
            col(RoleAssignment.role) == Role.SUPERVISOR,
            in_force(today),
            func.substr(path, 1, func.length(col(Unit.path))) == col(Unit.path),
        )
    )
    statement = select(Person.id, Person.name).where(
        col(Person.id).in_(holders), col(Person.status) == PersonStatus.ACTIVE
    )
    return list(session.exec(statement.order_by(col(Person.name), col(Person.id))).all())


def supervisors_at(session: Session, unit_ids: Collection[UUID], today: date) -> dict[UUID, list[UUID]]:
    """The holders of the role on each of these units itself."""
    unit_id: Any = col(RoleAssignment.unit_id)
    statement = (
        select(unit_id, RoleAssignment.person_id)
        .where(unit_id.in_(list(unit_ids)), col(RoleAssignment.role) == Role.SUPERVISOR, in_force(today))
        .order_by(col(RoleAssignment.person_id))
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for key, person_id in session.exec(statement).all():
        found[key].append(person_id)
    return found
