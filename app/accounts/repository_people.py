"""Every select over people, their role assignments and API clients."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, col, select

from app.accounts.acquaintance import acquainted_people
from app.accounts.models import ApiClient, Person, PersonStatus, RoleAssignment, Unit
from app.accounts.policy import COLLEAGUES
from app.accounts.repository_units import under
from app.accounts.schemas import PeopleQuery
from app.core.actor import Actor, Role
from app.core.paging import page_of


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """`policy.detail` above nothing, as a condition on `Person`; also those that the actor works with."""
    if actor.kind == "client":
        return _of((actor.client_unit_path,) if actor.client_unit_path else ())
    if actor.kind != "person":
        return false()
    if actor.has(Role.SYSADMIN):
        return true()
    paths = {path for role in (Role.ORGADMIN, *COLLEAGUES) for path in actor.paths(role)}
    return or_(
        col(Person.id) == actor.id,
        _of(sorted(paths)),
        *(col(Person.id).in_(ids) for ids in acquainted_people(actor, today)),
    )


def _of(paths: Iterable[str]) -> ColumnElement[bool]:
    """At home in these subtrees, or ever holding a role there."""
    tops = list(paths)
    if not tops:
        return false()
    holders = select(RoleAssignment.person_id).where(col(RoleAssignment.unit_id).in_(under(tops)))
    return or_(col(Person.home_unit_id).in_(under(tops)), col(Person.id).in_(holders))


def _knows_accounts(actor: Actor) -> ColumnElement[bool]:
    """Whose login and number the actor may search by."""
    if actor.kind == "client":
        return _of((actor.client_unit_path,) if actor.client_unit_path else ())
    if actor.has(Role.SYSADMIN):
        return true()
    return or_(col(Person.id) == actor.id, _of(actor.paths(Role.ORGADMIN)))


def find_visible(session: Session, actor: Actor, today: date, person_id: UUID, *, lock: bool = False) -> Person | None:
    """A person by id if the actor may know of them."""
    statement = select(Person).where(Person.id == person_id, visible_to(actor, today))
    if lock:
        statement = statement.with_for_update(of=Person).execution_options(populate_existing=True)
    return session.exec(statement).first()


def visible_among(session: Session, actor: Actor, today: date, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids whom the actor may know of."""
    statement = select(Person.id).where(col(Person.id).in_(set(person_ids)), visible_to(actor, today))
    return set(session.exec(statement).all())


def list_by_ids(session: Session, person_ids: Iterable[UUID]) -> list[Person]:
    """People by id, for callers that know why."""
    return list(session.exec(select(Person).where(col(Person.id).in_(set(person_ids)))).all())


def list_people(
    session: Session, actor: Actor, today: date, query: PeopleQuery, below: str | None
) -> tuple[list[Person], str | None]:
    """A page of the visible people by name, `below` a tree path perhaps.

    The number, login, roles and status are searched only where the actor may know them.
    """
    statement = select(Person).where(visible_to(actor, today))
    if q := query.q:
        by_account = or_(
            col(Person.login).icontains(q, autoescape=True), col(Person.person_no).icontains(q, autoescape=True)
        )
        found = col(Person.name).icontains(q, autoescape=True)
        statement = statement.where(or_(found, and_(_knows_accounts(actor), by_account)))
    if below is not None:
        statement = statement.where(_of([below]))
    if (role := query.role) is not None:
        holders = select(RoleAssignment.person_id).where(RoleAssignment.role == role, _in_force(today))
        statement = statement.where(_knows_accounts(actor), col(Person.id).in_(holders))
    if (status := query.status) is not None:
        statement = statement.where(_knows_accounts(actor), Person.status == status)
    if query.changed_since is not None:
        statement = statement.where(Person.updated_at >= query.changed_since)
    keys = [(col(Person.name), str, False), (col(Person.id), UUID, False)]
    return page_of(session, statement, keys, query.limit, query.cursor)


def _in_force(today: date) -> ColumnElement[bool]:
    return and_(
        col(RoleAssignment.valid_from) <= today,
        or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= today),
    )


RoleRow = tuple[RoleAssignment, str | None, str | None]
"""An assignment with its unit's tree path and name."""


def roles_of(session: Session, person_ids: Iterable[UUID]) -> dict[UUID, list[RoleRow]]:
    """Every role ever held by each person, oldest first."""
    statement = (
        select(RoleAssignment, Unit.path, Unit.name)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id, isouter=True)
        .where(col(RoleAssignment.person_id).in_(set(person_ids)))
        .order_by(col(RoleAssignment.valid_from), col(RoleAssignment.id))
    )
    found: dict[UUID, list[RoleRow]] = defaultdict(list)
    for assignment, path, name in session.exec(statement).all():
        found[assignment.person_id].append((assignment, path, name))
    return found


def holders_of(session: Session, role: Role, path: str, today: date) -> list[Person]:
    """The active people who hold a role over the unit at `path`: on it or on a unit above it."""
    above = select(RoleAssignment.person_id).join(Unit, col(Unit.id) == RoleAssignment.unit_id)
    above = above.where(RoleAssignment.role == role, _in_force(today), col(Unit.path).in_(_prefixes(path)))
    statement = select(Person).where(col(Person.id).in_(above), Person.status == PersonStatus.ACTIVE)
    return list(session.exec(statement.order_by(col(Person.name), col(Person.id))).all())


def all_holders(session: Session, role: Role, today: date) -> list[Person]:
    """The active people who hold a role over any unit."""
    held = select(RoleAssignment.person_id).where(RoleAssignment.role == role, _in_force(today))
    statement = select(Person).where(col(Person.id).in_(held), Person.status == PersonStatus.ACTIVE)
    return list(session.exec(statement.order_by(col(Person.name), col(Person.id))).all())


def _prefixes(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: n + 1]) + "/" for n in range(len(parts))]


def find_by_number(session: Session, person_no: str) -> Person | None:
    """A person by person number."""
    return session.exec(select(Person).where(Person.person_no == person_no)).first()


def find_assignment(session: Session, assignment_id: UUID) -> RoleAssignment | None:
    """A role assignment by id."""
    return session.get(RoleAssignment, assignment_id)


def list_clients(session: Session, limit: int, cursor: str | None) -> tuple[list[ApiClient], str | None]:
    """A page of the API clients by name."""
    keys = [(col(ApiClient.name), str, False), (col(ApiClient.id), UUID, False)]
    return page_of(session, select(ApiClient), keys, limit, cursor)
