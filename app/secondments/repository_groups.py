"""Groups, their members, and who may lead one."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from app.accounts.models import Person, PersonStatus, RoleAssignment
from app.core.actor import Actor, Role
from app.core.paging import page_of
from app.secondments.models import Group, GroupMember, Secondment
from app.secondments.scope import under, visible_to


def group_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The Organization Department's, the roster program's and the leader's own."""
    paths = actor.paths(Role.ORGADMIN)
    if actor.kind == "client" and actor.client_unit_path:
        paths = (actor.client_unit_path,)
    return or_(col(Group.unit_id).in_(under(paths)), col(Group.leader_id) == actor.person_id)


def find_group(session: Session, group_id: UUID, *conditions: ColumnElement[bool], lock: bool = False) -> Group | None:
    """A group by id that fits."""
    statement = select(Group).where(col(Group.id) == group_id, *conditions)
    return session.exec(statement.with_for_update() if lock else statement).first()


def list_groups(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, cursor: str | None
) -> tuple[list[Group], str | None]:
    """A page of groups, the latest start first."""
    keys = [(col(Group.start_on), date, True), (col(Group.id), UUID, False)]
    return page_of(session, select(Group).where(*conditions), keys, limit, cursor)


def list_members(session: Session, group_ids: Collection[UUID], actor: Actor, today: date) -> list[GroupMember]:
    """The members of each group that the actor may know of, those that are gone too, in one statement."""
    statement = (
        select(GroupMember)
        .join(Secondment, col(Secondment.id) == GroupMember.secondment_id)
        .where(col(GroupMember.group_id).in_(list(group_ids)), visible_to(actor, today))
        .order_by(col(GroupMember.secondment_id))
    )
    return list(session.exec(statement).all())


def find_member(session: Session, group_id: UUID, secondment_id: UUID) -> GroupMember | None:
    """A secondment's place in a group."""
    return session.get(GroupMember, (group_id, secondment_id))


def list_visible_ids(session: Session, secondment_ids: Collection[UUID], actor: Actor, today: date) -> set[UUID]:
    """Those of the ids that the actor may know of."""
    statement = select(Secondment.id).where(col(Secondment.id).in_(list(secondment_ids)), visible_to(actor, today))
    return set(session.exec(statement).all())


def own_among(session: Session, secondment_ids: Collection[UUID], person_id: UUID | None) -> set[UUID]:
    """Those of the ids in which the person serves."""
    statement = select(Secondment.id).where(
        col(Secondment.id).in_(list(secondment_ids)), col(Secondment.cadre_id) == person_id
    )
    return set(session.exec(statement).all())


def replace_members(session: Session, group: Group, wanted: Sequence[UUID], today: date) -> None:
    """Set who belongs to a group from today on: who stays keeps their dates, who goes belonged until yesterday."""
    begun = group.start_on < today
    standing = session.exec(select(GroupMember).where(col(GroupMember.group_id) == group.id)).all()
    known = {row.secondment_id: row for row in standing}
    for row in standing:
        gone = row.to_on is not None and row.to_on < today
        if row.secondment_id in wanted:
            if gone:
                row.from_on, row.to_on = today, None
        elif not gone:
            if (row.from_on or group.start_on) < today:
                row.to_on = today - timedelta(days=1)
            else:
                session.delete(row)
                continue
        session.add(row)
    for key in wanted:
        if key not in known:
            session.add(GroupMember(group_id=group.id, secondment_id=key, from_on=today if begun else None))
    session.flush()


def list_names(session: Session, person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of people."""
    statement = select(Person.id, Person.name).where(col(Person.id).in_(list(person_ids)))
    return dict(session.exec(statement).all())


def list_leaders(session: Session, first: date, last: date) -> dict[UUID, str]:
    """Who holds the group leader's role on a day between two dates, with names."""
    statement = (
        select(Person.id, Person.name)
        .join(RoleAssignment, col(RoleAssignment.person_id) == Person.id)
        .where(
            col(RoleAssignment.role) == Role.GROUP_LEADER,
            col(Person.status) == PersonStatus.ACTIVE,
            col(RoleAssignment.valid_from) <= last,
            or_(col(RoleAssignment.valid_to).is_(None), col(RoleAssignment.valid_to) >= first),
        )
        .order_by(Person.name)
    )
    return dict(session.exec(statement).all())
