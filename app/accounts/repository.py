"""Every select over people, units, roles, sessions and clients."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.accounts.models import ApiClient, BrowserSession, Person, PersonStatus, Unit
from app.accounts.repository_grants import grants_of
from app.core.actor import Grant


def get_person(session: Session, person_id: UUID, *, lock: bool = False) -> Person | None:
    """A person by id; with `lock` held and read anew until the commit."""
    return session.get(Person, person_id, with_for_update=lock or None, populate_existing=lock)


def find_person_by_login(session: Session, login: str) -> Person | None:
    """A person by login, case-insensitively (logins are stored in lower case)."""
    return session.exec(select(Person).where(Person.login == login.strip().lower())).first()


def get_unit(session: Session, unit_id: UUID) -> Unit | None:
    """A unit by id."""
    return session.get(Unit, unit_id)


def list_actors(session: Session, person_ids: Sequence[UUID], on: date) -> dict[UUID, tuple[Any, list[Grant]]]:
    """Active people with what an actor needs of them, each with the grants held on a date; plain rows, no entities."""
    wanted = [Person.id, Person.name, Person.auth_version, Person.must_change_password, Person.locale, Person.care]
    here = or_(col(Person.left_on).is_(None), col(Person.left_on) >= on)
    active = (col(Person.id).in_(person_ids), col(Person.status) == PersonStatus.ACTIVE, here)
    rows = session.connection().execute(columns(*map(col, wanted)).where(*active)).all()
    held = grants_of(session, [row.id for row in rows], on)
    return {row.id: (row, held.get(row.id, [])) for row in rows}


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
