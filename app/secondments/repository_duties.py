"""Every select over what a person still answers for, and over what hangs on a unit."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, Unit
from app.secondments.models import Group, Posting, Programme, Secondment, SecondmentStatus, SecondmentSupervisor

OVER = (SecondmentStatus.COMPLETED, SecondmentStatus.RECALLED, SecondmentStatus.ARCHIVED)


def running_after(on: date) -> ColumnElement[bool]:
    """A secondment that is not over and goes on after a day."""
    return and_(col(Secondment.status).not_in(OVER), col(Secondment.end_on) > on)


Named = tuple[UUID, str, str, str]
"""A secondment with its cadre's name, its post and the path of its unit."""


def _named(session: Session, condition: ColumnElement[bool]) -> list[Named]:
    statement = (
        select(Secondment.id, Person.name, Secondment.post_title, Unit.path)
        .join(Person, col(Person.id) == Secondment.cadre_id)
        .join(Unit, col(Unit.id) == Secondment.receiving_unit_id)
        .where(condition)
        .order_by(col(Secondment.start_on), col(Secondment.id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.exec(statement).all()]


def own_running(session: Session, person_id: UUID, on: date) -> list[Named]:
    """The secondments that somebody serves after a day."""
    return _named(session, and_(col(Secondment.cadre_id) == person_id, running_after(on)))


def supervised_running(session: Session, person_id: UUID, paths: Collection[str], on: date) -> list[Named]:
    """The running secondments of others that somebody is named for, or that the units at `paths` host."""
    named = select(SecondmentSupervisor.secondment_id).where(SecondmentSupervisor.person_id == person_id)
    hosted = [col(Unit.path).startswith(path) for path in paths]
    mine = or_(col(Secondment.id).in_(named), *hosted)
    return _named(session, and_(mine, col(Secondment.cadre_id) != person_id, running_after(on)))


def led_groups(session: Session, person_id: UUID, on: date) -> list[tuple[UUID, str, UUID]]:
    """The groups that somebody leads after a day: id, name, unit."""
    statement = select(Group.id, Group.name, Group.unit_id).where(Group.leader_id == person_id, Group.end_on > on)
    return [(row[0], row[1], row[2]) for row in session.exec(statement.order_by(col(Group.start_on))).all()]


def groups_of_unit(session: Session, unit_id: UUID, on: date) -> list[Group]:
    """The groups of a unit that run on a day or later, held until the commit."""
    statement = select(Group).where(Group.unit_id == unit_id, Group.end_on >= on).order_by(col(Group.id))
    return list(session.exec(statement.with_for_update()).all())


def programmes_of_unit(session: Session, unit_id: UUID) -> list[Programme]:
    """The programmes of a unit in use, held until the commit."""
    statement = select(Programme).where(Programme.unit_id == unit_id, col(Programme.archived_at).is_(None))
    return list(session.exec(statement.order_by(col(Programme.id)).with_for_update()).all())


def sent_by(session: Session, unit_id: UUID, on: date) -> list[Secondment]:
    """The secondments that a unit sent and that run on a day or later, held until the commit."""
    running = and_(col(Secondment.status).not_in(OVER), col(Secondment.end_on) >= on)
    statement = select(Secondment).where(Secondment.sending_unit_id == unit_id, running)
    return list(session.exec(statement.order_by(col(Secondment.id)).with_for_update()).all())


def hosted_by(session: Session, unit_id: UUID, on: date) -> list[UUID]:
    """The secondments that are not over and of which a unit hosts days from `on` on, in id order."""
    running = and_(col(Secondment.status).not_in(OVER), col(Secondment.end_on) >= on)
    hosts = and_(
        col(Posting.receiving_unit_id) == unit_id, or_(col(Posting.end_on).is_(None), col(Posting.end_on) >= on)
    )
    statement = select(Secondment.id).join(Posting, col(Posting.secondment_id) == Secondment.id).where(running, hosts)
    return list(session.exec(statement.distinct().order_by(col(Secondment.id))).all())
