"""What people may do on a date: their own roles, and what others delegated to them."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, Uuid, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit
from app.accounts.models_delegations import Delegation
from app.core.actor import Grant, Role


def grants_of(session: Session, person_ids: Sequence[UUID], on: date) -> dict[UUID, list[Grant]]:
    """The grants of each person on a date, own roles first, each in the order in which they were given; one statement.

    Those without any are left out.
    """
    both = union_all(_own(person_ids, on), _delegated(person_ids, on)).subquery()
    found: dict[UUID, list[Grant]] = {}
    for row in session.connection().execute(select(both).order_by(both.c.turn, both.c.created_at, both.c.id)):
        grant = Grant(Role(row.role), *row[2:8])
        found.setdefault(row.person_id, []).append(grant)
    return found


def _own(person_ids: Sequence[UUID], on: date) -> Select[Any]:
    given = RoleAssignment
    columns: list[Any] = [
        given.person_id,
        cast(given.role, String()).label("role"),
        given.unit_id,
        Unit.path,
        given.group_id,
    ]
    columns += [given.valid_from, given.valid_to]
    nobody = cast(null(), Uuid()).label("delegated_by")
    keys: list[Any] = [col(given.created_at).label("created_at"), col(given.id).label("id"), literal(0).label("turn")]
    return (
        select(*columns, nobody, *keys)
        .join(Unit, col(Unit.id) == given.unit_id, isouter=True)
        .where(col(given.person_id).in_(person_ids), in_force(on))
    )


def _delegated(person_ids: Sequence[UUID], on: date) -> Select[Any]:
    given = Delegation
    role = literal(Role.SUPERVISOR.value, String()).label("role")
    columns: list[Any] = [col(given.to_id), role, col(given.unit_id), col(Unit.path), cast(null(), Uuid())]
    columns += [col(given.start_on), col(given.end_on), col(given.from_id)]
    columns += [col(given.created_at), col(given.id), literal(1)]
    return (
        select(*columns)
        .join(Unit, col(Unit.id) == given.unit_id)
        .where(
            col(given.to_id).in_(person_ids),
            col(given.withdrawn_at).is_(None),
            col(given.start_on) <= on,
            col(given.end_on) >= on,
            giver_holds(on),
        )
    )


def in_force(on: date) -> Any:
    """A role assignment counts on a date."""
    ends = col(RoleAssignment.valid_to)
    return (col(RoleAssignment.valid_from) <= on) & or_(ends.is_(None), ends >= on)


def giver_holds(on: date) -> Any:
    """The giver of a `Delegation` over a joined `Unit` is a supervisor of it by a role of their own, on a date."""
    place = aliased(Unit)
    own = (
        exists()
        .where(col(RoleAssignment.person_id) == col(Delegation.from_id), col(RoleAssignment.role) == Role.SUPERVISOR)
        .where(in_force(on), col(place.id) == col(RoleAssignment.unit_id))
        .where(func.substr(col(Unit.path), 1, func.length(col(place.path))) == col(place.path))
    )
    stays = or_(col(Person.left_on).is_(None), col(Person.left_on) >= on)
    here = exists().where(col(Person.id) == col(Delegation.from_id), col(Person.status) == PersonStatus.ACTIVE, stays)
    return own & here
