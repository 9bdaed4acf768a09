"""The selects behind draws: who can be drawn, and who belongs to which group in a span of days."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from app.secondments.models import Group, GroupMember, Posting, Programme, Secondment, SecondmentStatus
from app.secondments.scope import own_programme, under

PRESENT = (SecondmentStatus.ACTIVE, SecondmentStatus.SUSPENDED, SecondmentStatus.APPRAISING)


def present() -> ColumnElement[bool]:
    """Somebody who can be visited: in the post, and not known from imported history alone."""
    own = select(Programme.id).where(own_programme())
    return col(Secondment.status).in_(PRESENT) & col(Secondment.programme_id).in_(own)


def not_about(person_id: UUID | None) -> ColumnElement[bool]:
    """Not somebody's own."""
    return col(Secondment.cadre_id) != person_id


def hosted_below(path: str, first: date, last: date) -> ColumnElement[bool]:
    """The unit at a tree path, or one below it, hosts a day from `first` to `last`."""
    hosted = select(Posting.secondment_id).where(
        col(Posting.receiving_unit_id).in_(under((path,))),
        col(Posting.start_on) <= last,
        or_(col(Posting.end_on).is_(None), col(Posting.end_on) >= first),
    )
    return col(Secondment.id).in_(hosted)


def of_group(group_id: UUID, first: date, last: date) -> ColumnElement[bool]:
    """Members of a group on a day from `first` to `last`."""
    members = select(GroupMember.secondment_id).join(Group, col(Group.id) == GroupMember.group_id)
    return col(Secondment.id).in_(members.where(col(Group.id) == group_id, *_meeting(first, last)))


def list_circles(session: Session, first: date, last: date) -> list[tuple[UUID, UUID, UUID]]:
    """(group, leader, member cadre) of every membership with a day from `first` to `last`."""
    statement = (
        select(Group.id, Group.leader_id, Secondment.cadre_id)
        .join(GroupMember, col(GroupMember.group_id) == Group.id)
        .join(Secondment, col(Secondment.id) == GroupMember.secondment_id)
        .where(*_meeting(first, last))
    )
    return [(group_id, leader_id, cadre_id) for group_id, leader_id, cadre_id in session.exec(statement).all()]


def programme_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Programmes by id."""
    return dict(session.exec(select(Programme.id, Programme.name).where(col(Programme.id).in_(ids))).all())


def _meeting(first: date, last: date) -> Sequence[ColumnElement[bool]]:
    return (
        col(Group.start_on) <= last,
        col(Group.end_on) >= first,
        or_(col(GroupMember.from_on).is_(None), col(GroupMember.from_on) <= last),
        or_(col(GroupMember.to_on).is_(None), col(GroupMember.to_on) >= first),
    )
