"""Who holds which roles on a date, everybody at once: for the system's own notices."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, PersonStatus, RoleAssignment
from app.accounts.models_delegations import Delegation
from app.accounts.repository_grants import in_force
from app.core.actor import Role
from app.core.portions import portions

CHUNK = 5000
"""Ids in one statement: SQLite takes some thirty thousand parameters."""


def holders(session: Session, roles: Collection[Role], on: date) -> set[UUID]:
    """Everybody to whom one of the roles was given for a date; supervisors' stand-ins among them."""
    given = select(RoleAssignment.person_id).where(col(RoleAssignment.role).in_(list(roles)), in_force(on))
    found = set(session.exec(given.distinct()).all())
    if Role.SUPERVISOR in roles:
        lent = select(Delegation.to_id).where(
            col(Delegation.withdrawn_at).is_(None), col(Delegation.start_on) <= on, col(Delegation.end_on) >= on
        )
        found |= set(session.exec(lent.distinct()).all())
    return found


def in_use(session: Session, person_ids: Collection[UUID], on: date) -> set[UUID]:
    """Those of the people whose account may be used on a date."""
    here = or_(col(Person.left_on).is_(None), col(Person.left_on) >= on)
    found: set[UUID] = set()
    for some in portions(sorted(person_ids), CHUNK):
        statement = select(Person.id).where(col(Person.id).in_(some), Person.status == PersonStatus.ACTIVE, here)
        found |= set(session.exec(statement).all())
    return found
