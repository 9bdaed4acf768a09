"""Who is in which group, for several leaders at once."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.secondments.models import Group, GroupMember, Secondment
from app.secondments.scope import led_on


def list_led(session: Session, leader_ids: Collection[UUID], today: date) -> list[tuple[Group, GroupMember]]:
    """Every member over whom these leaders have a say today, by the group's name."""
    statement = (
        select(Group, GroupMember)
        .join(GroupMember, col(GroupMember.group_id) == Group.id)
        .join(Secondment, col(Secondment.id) == GroupMember.secondment_id)
        .where(col(Group.leader_id).in_(list(leader_ids)), led_on(today))
        .order_by(col(Group.name), col(Group.id))
    )
    return list(session.exec(statement).all())
