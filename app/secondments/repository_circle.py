"""What relations to many secondments are decided from, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.core.portions import portions
from app.secondments.models import CLOSED_STATES, Group, GroupMember, MonthLeftOut, MonthLock, Secondment
from app.secondments.scope import belongs_on

CHUNK = 5000


def leaders_of(session: Session, secondment_ids: Collection[UUID], today: date) -> dict[UUID, set[UUID]]:
    """Who leads a group of each of these secondments today."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for some in portions(sorted(secondment_ids), CHUNK):
        statement = select(GroupMember.secondment_id, Group.leader_id).join(Group)
        where = col(GroupMember.secondment_id).in_(some), belongs_on(today)
        for secondment_id, leader_id in session.exec(statement.where(*where)).all():
            found[secondment_id].add(leader_id)
    return found


def running_groups(session: Session, today: date) -> list[tuple[UUID, UUID, str, UUID]]:
    """(group, leader, name, a member's programme) of every group that has a member today, by the groups' starts."""
    statement = (
        select(Group.id, Group.leader_id, Group.name, Secondment.programme_id)
        .join(GroupMember, col(GroupMember.group_id) == col(Group.id))
        .join(Secondment, col(Secondment.id) == col(GroupMember.secondment_id))
        .where(belongs_on(today))
        .order_by(col(Group.start_on), col(Group.id))
    )
    return list(session.exec(statement).all())


def paths_of(session: Session, unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """The tree paths of some units."""
    found: dict[UUID, str] = {}
    for some in portions(sorted(unit_ids), CHUNK):
        found |= dict(session.exec(select(Unit.id, Unit.path).where(col(Unit.id).in_(some))).all())
    return found


def closed_among(session: Session, pairs: Collection[tuple[UUID, str]]) -> set[tuple[UUID, str]]:
    """Which of these (programme, month) are closed."""
    wanted = set(pairs)
    statement = select(MonthLock.programme_id, MonthLock.month).where(
        col(MonthLock.month).in_({month for _, month in wanted}), col(MonthLock.state).in_(CLOSED_STATES)
    )
    return {(row[0], row[1]) for row in session.exec(statement).all()} & wanted


def left_out(session: Session, secondment_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """The (secondment, month) of these that were closed without their days and not paid since."""
    found: set[tuple[UUID, str]] = set()
    for some in portions(sorted(secondment_ids), CHUNK):
        statement = select(MonthLeftOut.secondment_id, MonthLeftOut.month)
        rows = session.exec(statement.where(col(MonthLeftOut.secondment_id).in_(some))).all()
        found |= {(row[0], row[1]) for row in rows}
    return found
