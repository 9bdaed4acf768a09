"""Every select over delegations, and who may be asked to stand in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit, UnitKind
from app.accounts.models_delegations import Delegation
from app.accounts.repository_grants import giver_holds, in_force
from app.accounts.repository_units import under
from app.core.actor import Actor, Role
from app.core.paging import page_of


class DelegationRow(NamedTuple):
    """A delegation with its unit and whether the giver's own role lasts."""

    delegation: Delegation
    unit: Unit
    holds: bool


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Given or received, or at a unit over which the actor is a supervisor or the Organization Department."""
    paths = (*actor.own().paths(Role.SUPERVISOR), *actor.paths(Role.ORGADMIN))
    return or_(
        col(Delegation.from_id) == actor.person_id,
        col(Delegation.to_id) == actor.person_id,
        col(Delegation.unit_id).in_(under(paths)),
    )


def find_delegation(session: Session, delegation_id: UUID, *, lock: bool = False) -> Delegation | None:
    """A delegation by id."""
    return session.get(Delegation, delegation_id, with_for_update=lock or None, populate_existing=lock)


def find_visible(session: Session, actor: Actor, delegation_id: UUID, *, lock: bool = False) -> Delegation | None:
    """A delegation by id if the actor may know of it."""
    statement = select(Delegation).where(col(Delegation.id) == delegation_id, visible_to(actor))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_page(
    session: Session, actor: Actor, unit_id: UUID | None, limit: int, cursor: str | None
) -> tuple[list[Delegation], str | None]:
    """A page of the visible delegations, the latest begin first."""
    statement = select(Delegation).where(visible_to(actor))
    if unit_id is not None:
        statement = statement.where(col(Delegation.unit_id) == unit_id)
    keys = [(col(Delegation.start_on), date, True), (col(Delegation.id), UUID, False)]
    return page_of(session, statement, keys, limit, cursor)


def describe(session: Session, ids: Iterable[UUID], today: date) -> dict[UUID, DelegationRow]:
    """Delegations by id with what their views need, in one statement."""
    statement = select(Delegation, Unit, giver_holds(today)).join(Unit).where(col(Delegation.id).in_(set(ids)))
    return {row[0].id: DelegationRow(*row) for row in session.exec(statement).all()}


def overlapping(session: Session, like: Delegation) -> bool:
    """Whether the same person already stands in for the same giver there on one of these days."""
    statement = select(Delegation.id).where(
        col(Delegation.from_id) == like.from_id,
        col(Delegation.to_id) == like.to_id,
        col(Delegation.unit_id) == like.unit_id,
        col(Delegation.withdrawn_at).is_(None),
        col(Delegation.start_on) <= like.end_on,
        col(Delegation.end_on) >= like.start_on,
    )
    return session.exec(statement.limit(1)).first() is not None


def list_turning(session: Session, today: date, back: timedelta) -> list[DelegationRow]:
    """Those that run, and those that ended within `back` before today; not withdrawn ones."""
    statement = (
        select(Delegation, Unit, giver_holds(today))
        .join(Unit)
        .where(
            col(Delegation.withdrawn_at).is_(None),
            col(Delegation.start_on) <= today,
            col(Delegation.end_on) >= today - back,
        )
        .order_by(col(Delegation.id))
    )
    return [DelegationRow(*row) for row in session.exec(statement).all()]


def region_path(session: Session, unit: Unit) -> str:
    """The tree path of the region that a unit lies in: its nearest region, else the top of its tree."""
    above = select(Unit.path).where(
        func.substr(unit.path, 1, func.length(col(Unit.path))) == col(Unit.path), col(Unit.kind) == UnitKind.REGION
    )
    nearest = session.exec(above.order_by(func.length(col(Unit.path)).desc()).limit(1)).first()
    return nearest or f"/{unit.path.split('/')[1]}/"


def belongs_to(region: str) -> ColumnElement[bool]:
    """An active person at home in the region, or with a role there."""
    places = under([region])
    holders = select(RoleAssignment.person_id).where(col(RoleAssignment.unit_id).in_(places))
    return and_(
        col(Person.status) == PersonStatus.ACTIVE,
        col(Person.left_on).is_(None),
        or_(col(Person.home_unit_id).in_(places), col(Person.id).in_(holders)),
    )


def find_in_region(session: Session, person_id: UUID, region: str) -> Person | None:
    """An active person of the region by id."""
    return session.exec(select(Person).where(col(Person.id) == person_id, belongs_to(region))).first()


def list_stand_ins(
    session: Session, region: str, unit_path: str, today: date, most: int
) -> list[tuple[UUID, str, str]]:
    """(id, name, home unit) of whom one would ask: colleagues of the unit, and the region's supervisors."""
    supervisors = select(RoleAssignment.person_id).where(
        col(RoleAssignment.role) == Role.SUPERVISOR,
        in_force(today),
        col(RoleAssignment.unit_id).in_(under([region])),
    )
    home = aliased(Unit)
    statement = (
        select(Person.id, Person.name, func.coalesce(home.name, ""))
        .join(home, col(home.id) == col(Person.home_unit_id), isouter=True)
        .where(
            belongs_to(region), or_(col(Person.home_unit_id).in_(under([unit_path])), col(Person.id).in_(supervisors))
        )
        .order_by(col(Person.name), col(Person.id))
        .limit(most)
    )
    return list(session.exec(statement).all())


def holds_supervision(session: Session, person_id: UUID, unit: Unit, on: date) -> bool:
    """Whether a person is a supervisor of the unit by a role of their own, on a date."""
    statement = (
        select(RoleAssignment.id)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id)
        .where(
            col(RoleAssignment.person_id) == person_id,
            col(RoleAssignment.role) == Role.SUPERVISOR,
            in_force(on),
            func.substr(unit.path, 1, func.length(col(Unit.path))) == col(Unit.path),
        )
    )
    return session.exec(statement.limit(1)).first() is not None
