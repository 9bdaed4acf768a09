"""Whose login slips are printed: the people at home in a unit, and the codes that still wait for them."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from app.accounts.models import Person, PersonStatus, ResetCode
from app.accounts.repository_units import under


def list_people_at(session: Session, path: str, today: date, most: int) -> list[Person]:
    """The active people at home at a unit or below, by name; not those who have left."""
    statement = select(Person).where(
        col(Person.home_unit_id).in_(under([path])),
        Person.status == PersonStatus.ACTIVE,
        or_(col(Person.left_on).is_(None), col(Person.left_on) >= today),
    )
    return list(session.exec(statement.order_by(col(Person.name), col(Person.id)).limit(most)).all())


def codes_waiting(session: Session, person_ids: Collection[UUID], now: datetime) -> dict[UUID, datetime]:
    """Until when each one's unused code counts."""
    statement = (
        select(ResetCode.person_id, func.max(ResetCode.expires_at))
        .where(
            col(ResetCode.person_id).in_(list(person_ids)), col(ResetCode.used_at).is_(None), ResetCode.expires_at > now
        )
        .group_by(col(ResetCode.person_id))
    )
    return dict(session.exec(statement).all())
