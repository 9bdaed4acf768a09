"""Every select over departures and consents."""

from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, func, select

from app.accounts.models import Person, PersonStatus, RoleAssignment
from app.accounts.models_care import Consent, ConsentKind, Departure
from app.accounts.models_delegations import Delegation


def find_departure(session: Session, person_id: UUID) -> Departure | None:
    """A person's newest departure."""
    statement = select(Departure).where(Departure.person_id == person_id)
    return session.exec(statement.order_by(col(Departure.created_at).desc(), col(Departure.id).desc())).first()


def roles_beyond(session: Session, person_id: UUID, last_on: date) -> list[RoleAssignment]:
    """The roles that a person would hold after a day."""
    rows = session.exec(select(RoleAssignment).where(RoleAssignment.person_id == person_id).with_for_update()).all()
    return [row for row in rows if row.valid_to is None or row.valid_to > last_on]


def lock_left(session: Session, today: date) -> list[Person]:
    """Those whose last day is over and whose account is still on, held until the commit."""
    statement = select(Person).where(col(Person.left_on) < today, Person.status == PersonStatus.ACTIVE)
    return list(session.exec(statement.order_by(col(Person.id)).with_for_update()).all())


def newest_consents(session: Session, person_id: UUID) -> dict[ConsentKind, Consent]:
    """A person's newest consent of each kind."""
    statement = select(Consent).where(Consent.person_id == person_id)
    rows = session.exec(statement.order_by(col(Consent.asked_at), col(Consent.id))).all()
    return {row.kind: row for row in rows}


def list_consents(session: Session, person_id: UUID) -> list[Consent]:
    """Every consent that a person ever gave, declined or took back, oldest first."""
    statement = select(Consent).where(Consent.person_id == person_id)
    return list(session.exec(statement.order_by(col(Consent.asked_at), col(Consent.id))).all())


def count_delegations(session: Session, person_id: UUID, on: date) -> int:
    """How many delegations from or to somebody last beyond a day."""
    concerned = or_(col(Delegation.from_id) == person_id, col(Delegation.to_id) == person_id)
    lasting = and_(concerned, col(Delegation.end_on) > on, col(Delegation.withdrawn_at).is_(None))
    return session.exec(select(func.count()).select_from(Delegation).where(lasting)).one()
