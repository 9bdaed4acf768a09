"""`relations` as SQL: which secondments an actor may know of. A test proves that the two agree for every role."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.secondments.models import (
    CLOSED_STATES,
    Group,
    GroupMember,
    MonthLock,
    Programme,
    Secondment,
    SecondmentStatus,
)
from app.secondments.policy import POWER_AFTER_END


def visible_secondment_ids(actor: Actor, today: date) -> SelectOfScalar[UUID]:
    """A select of the ids of all secondments visible to the actor, for `IN (...)` in any domain's repository."""
    return select(Secondment.id).where(visible_to(actor, today))


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """The same rule as `policy.relations`, as a condition on `Secondment`."""
    if actor.kind == "client":
        return _in_programme_of((actor.client_unit_path,) if actor.client_unit_path else ())
    if actor.kind != "person":
        return false()
    known = or_(
        col(Secondment.cadre_id) == actor.id,
        _in_programme_of(actor.paths(Role.FINANCE)),
        and_(_has_power(today), _managed_by(actor, today)),
    )
    return or_(
        _in_programme_of(actor.paths(Role.ORGADMIN)), and_(col(Secondment.status) != SecondmentStatus.DRAFT, known)
    )


def managed_by(actor: Actor, today: date) -> ColumnElement[bool]:
    """The part of `visible_to` that a person's say over others gives; alone it is answered from the indexes."""
    return and_(
        col(Secondment.status) != SecondmentStatus.DRAFT,
        col(Secondment.cadre_id) != actor.id,
        _has_power(today),
        _managed_by(actor, today),
    )


def under(paths: tuple[str, ...]) -> SelectOfScalar[UUID]:
    """The ids of the units at the given tree paths and below."""
    return select(Unit.id).where(or_(false(), *(col(Unit.path).startswith(path) for path in paths)))


def _in_programme_of(paths: tuple[str, ...]) -> ColumnElement[bool]:
    if not paths:
        return false()
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(paths)))
    return col(Secondment.programme_id).in_(programmes)


def _has_power(today: date) -> ColumnElement[bool]:
    closed = exists().where(
        col(MonthLock.programme_id) == Secondment.programme_id,
        col(MonthLock.month) == Secondment.end_month,
        col(MonthLock.state).in_(CLOSED_STATES),
    )
    recent = col(Secondment.end_on) >= today - timedelta(days=POWER_AFTER_END.days)
    return or_(col(Secondment.end_on) >= today, and_(recent, ~closed))


def _managed_by(actor: Actor, today: date) -> ColumnElement[bool]:
    options: list[ColumnElement[bool]] = [false()]
    if paths := actor.paths(Role.SUPERVISOR):
        options.append(col(Secondment.receiving_unit_id).in_(under(paths)))
    if paths := actor.paths(Role.SENDER):
        options.append(col(Secondment.sending_unit_id).in_(under(paths)))
    if actor.has(Role.GROUP_LEADER):
        led = (
            select(GroupMember.secondment_id)
            .join(Group)
            .where(col(Group.leader_id) == actor.id, col(Group.start_on) <= today, col(Group.end_on) >= today)
        )
        options.append(col(Secondment.id).in_(led))
    if paths := actor.paths(Role.LIAISON):
        options.append(and_(_in_programme_of(paths), _hosted_outside()))
    return or_(*options)


def _hosted_outside() -> ColumnElement[bool]:
    """The receiving unit is not below the unit that runs the programme."""
    home = select(Unit.path).join(Programme, col(Programme.unit_id) == Unit.id)
    home_path = home.where(col(Programme.id) == Secondment.programme_id).correlate(Secondment).scalar_subquery()
    host = select(Unit.path).where(col(Unit.id) == Secondment.receiving_unit_id)
    host_path = host.correlate(Secondment).scalar_subquery()
    return ~host_path.startswith(home_path)
