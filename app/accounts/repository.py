"""Every select over people, units, roles, sessions and clients."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import ApiClient, BrowserSession, Person, PersonStatus, RoleAssignment, Unit


def get_person(session: Session, person_id: UUID, *, lock: bool = False) -> Person | None:
    """A person by id; with `lock` held and read anew until the commit."""
    return session.get(Person, person_id, with_for_update=lock or None, populate_existing=lock)


def find_person_by_login(session: Session, login: str) -> Person | None:
    """A person by login, case-insensitively (logins are stored in lower case)."""
    return session.exec(select(Person).where(Person.login == login.strip().lower())).first()


def get_unit(session: Session, unit_id: UUID) -> Unit | None:
    """A unit by id."""
    return session.get(Unit, unit_id)


def list_grants(session: Session, person_id: UUID, on: date) -> list[tuple[RoleAssignment, str | None]]:
    """The roles that a person holds on a date, each with its unit's tree path."""
    statement = (
        select(RoleAssignment, Unit.path)
        .join(Unit, col(Unit.id) == RoleAssignment.unit_id, isouter=True)
        .where(
            RoleAssignment.person_id == person_id,
            RoleAssignment.valid_from <= on,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= on),
        )
        .order_by(col(RoleAssignment.created_at))
    )
    return [(grant, path) for grant, path in session.exec(statement).all()]


def list_actors(session: Session, person_ids: Sequence[UUID], on: date) -> dict[UUID, tuple[Any, list[Any]]]:
    """Active people with what an actor needs of them, each with the grants held on a date; plain rows, no entities."""
    wanted = [Person.id, Person.name, Person.auth_version, Person.must_change_password, Person.locale, Person.care]
    active = (col(Person.id).in_(person_ids), col(Person.status) == PersonStatus.ACTIVE)
    connection = session.connection()
    found = {row.id: (row, list[Any]()) for row in connection.execute(columns(*map(col, wanted)).where(*active))}
    given = [RoleAssignment.person_id, RoleAssignment.role, RoleAssignment.unit_id, Unit.path]
    given += [RoleAssignment.group_id, RoleAssignment.valid_from, RoleAssignment.valid_to]
    held = (
        col(RoleAssignment.person_id).in_(person_ids),
        col(RoleAssignment.valid_from) <= on,
        or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= on),
    )
    grants = columns(*map(col, given)).join(Unit, col(Unit.id) == RoleAssignment.unit_id, isouter=True)
    for row in connection.execute(grants.where(*held).order_by(col(RoleAssignment.created_at))):
        if row.person_id in found:
            found[row.person_id][1].append(row[1:])
    return found


def find_browser_session(session: Session, token_hash: str) -> BrowserSession | None:
    """A signed-in browser by its cookie's hash."""
    return session.exec(select(BrowserSession).where(BrowserSession.token_hash == token_hash)).first()


def get_client(session: Session, client_id: UUID, *, lock: bool = False) -> ApiClient | None:
    """An API client by id; with `lock` held and read anew until the commit."""
    return session.get(ApiClient, client_id, with_for_update=lock or None, populate_existing=lock)


def names_by_id(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    """People's names by id."""
    return dict(session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids))).all())


def unit_names_by_id(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    """Units' names by id."""
    return dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(ids))).all())


def any_person(session: Session) -> bool:
    """Whether there is anybody at all."""
    return session.exec(select(Person.id).limit(1)).first() is not None
