"""`relations` as SQL: which secondments, and which of their days, an actor may know of.

Tests prove that the two agree for every role.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, or_
from sqlalchemy import select as rows
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.secondments.models import (
    CLOSED_STATES,
    Group,
    GroupMember,
    MonthLeftOut,
    MonthLock,
    Posting,
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
    if actor.kind != "person":
        return _known_whole(actor, today)
    hosted = and_(col(Secondment.status) != SecondmentStatus.DRAFT, _hosted_by(actor, today))
    return or_(_known_whole(actor, today), hosted)


def visible_days(actor: Actor, today: date, secondment_id: Mapped[UUID], on: Mapped[date]) -> ColumnElement[bool]:
    """`policy.relations` with `on`, as a condition on the columns of any table that tells of days.

    Combine it with `IN (visible_secondment_ids)`, which the indexes answer.
    """
    whole = secondment_id.in_(select(Secondment.id).where(_known_whole(actor, today)))
    if actor.kind != "person" or not actor.has(Role.SUPERVISOR, Role.LIAISON):
        return whole
    days = hosted_days(actor, today).subquery()
    until = or_(days.c.end_on.is_(None), days.c.end_on >= on)
    return or_(whole, exists().where(days.c.secondment_id == secondment_id, days.c.start_on <= on, until))


def own_programme() -> ColumnElement[bool]:
    """A condition on `Programme`: Jishi's own. The archive of imported history starts, asks and decides nothing."""
    return col(Programme.imported).is_(False)


def host_of(secondment_id: Mapped[UUID], on: Mapped[date]) -> ScalarSelect[UUID]:
    """The unit of the posting that hosts the day of a row, for tables that note the unit of their day."""
    return (
        select(Posting.receiving_unit_id)
        .where(col(Posting.secondment_id) == secondment_id, col(Posting.start_on) <= on)
        .order_by(col(Posting.start_on).desc())
        .limit(1)
        .scalar_subquery()
    )


def _known_whole(actor: Actor, today: date) -> ColumnElement[bool]:
    """Known in all its days: to its programme's offices and clients, the cadre, the sending unit, a group's leader."""
    if actor.kind == "client":
        return run_below((actor.client_unit_path,) if actor.client_unit_path else ())
    if actor.kind != "person":
        return false()
    known = or_(
        col(Secondment.cadre_id) == actor.id,
        run_below(actor.paths(Role.FINANCE)),
        and_(_has_power(today), _undated(actor, today)),
    )
    return or_(run_below(actor.paths(Role.ORGADMIN)), and_(col(Secondment.status) != SecondmentStatus.DRAFT, known))


def managed_by(actor: Actor, today: date) -> ColumnElement[bool]:
    """The part of `visible_to` that a person's say over others gives; alone it is answered from the indexes."""
    return and_(
        col(Secondment.status) != SecondmentStatus.DRAFT,
        col(Secondment.cadre_id) != actor.id,
        or_(and_(_has_power(today), _undated(actor, today)), _hosted_by(actor, today)),
    )


def hosted_days(actor: Actor, today: date) -> Select[UUID, UUID, date, date | None]:
    """(secondment, programme, first day, last day or None) of the postings that give the actor a say as their unit.

    As supervisor of the unit, or as liaison for a host outside; drafts and the actor's own are not asked about here.
    """
    options: list[ColumnElement[bool]] = [false()]
    if paths := actor.own().paths(Role.SUPERVISOR):
        options.append(col(Posting.receiving_unit_id).in_(under(paths)))
    for giver_id, lent in actor.delegated_paths(Role.SUPERVISOR).items():
        options.append(and_(col(Posting.receiving_unit_id).in_(under(lent)), col(_TERM.cadre_id) != giver_id))
    if paths := actor.paths(Role.LIAISON):
        programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(paths)))
        options.append(and_(col(_TERM.programme_id).in_(programmes), _hosted_outside()))
    columns = (col(Posting.secondment_id), col(_TERM.programme_id), col(Posting.start_on), col(Posting.end_on))
    return (
        rows(*columns)
        .join_from(Posting, _TERM, col(_TERM.id) == col(Posting.secondment_id))
        .where(or_(*options), _has_power_over(today))
        .correlate(None)
    )


def of_others(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Narrows `hosted_days` to what one may decide on: neither drafts nor the actor's own."""
    return col(_TERM.status) != SecondmentStatus.DRAFT, col(_TERM.cadre_id) != actor.id


_TERM = aliased(Secondment)
"""The secondment of a posting, where the outer statement already speaks of `Secondment`."""


def _hosted_by(actor: Actor, today: date) -> ColumnElement[bool]:
    if not actor.has(Role.SUPERVISOR, Role.LIAISON):
        return false()
    return col(Secondment.id).in_(hosted_days(actor, today).with_only_columns(col(Posting.secondment_id)))


def under(paths: tuple[str, ...]) -> SelectOfScalar[UUID]:
    """The ids of the units at the given tree paths and below."""
    return select(Unit.id).where(or_(false(), *(col(Unit.path).startswith(path) for path in paths)))


def run_below(paths: tuple[str, ...]) -> ColumnElement[bool]:
    """Only secondments of programmes that are run by a unit at these tree paths or below."""
    if not paths:
        return false()
    programmes = select(Programme.id).where(col(Programme.unit_id).in_(under(paths)))
    return col(Secondment.programme_id).in_(programmes)


def _has_power(today: date, term: type[Secondment] = Secondment) -> ColumnElement[bool]:
    recent = col(term.end_on) >= today - timedelta(days=POWER_AFTER_END.days)
    return or_(col(term.end_on) >= today, and_(recent, ~_closed(term, col(term.end_month))))


def _has_power_over(today: date) -> ColumnElement[bool]:
    """`policy.has_power_over`, of `Posting` with its `_TERM`."""
    recent = col(Posting.end_on) >= today - timedelta(days=POWER_AFTER_END.days)
    return or_(
        and_(col(Posting.end_on).is_(None), _has_power(today, _TERM)),
        col(Posting.end_on) >= today,
        and_(recent, ~_closed(_TERM, col(Posting.end_month))),
    )


def _closed(term: type[Secondment], month: Mapped[Any]) -> ColumnElement[bool]:
    """The month is closed, and not without this secondment's days."""
    closed = exists().where(
        col(MonthLock.programme_id) == term.programme_id,
        col(MonthLock.month) == month,
        col(MonthLock.state).in_(CLOSED_STATES),
    )
    left_out = exists().where(col(MonthLeftOut.secondment_id) == term.id, col(MonthLeftOut.month) == month)
    return and_(closed, ~left_out)


def _undated(actor: Actor, today: date) -> ColumnElement[bool]:
    """A say over the whole secondment, whoever hosts it."""
    options: list[ColumnElement[bool]] = [false()]
    if paths := actor.paths(Role.SENDER):
        options.append(col(Secondment.sending_unit_id).in_(under(paths)))
    if actor.has(Role.GROUP_LEADER):
        led = select(GroupMember.secondment_id).join(Group).where(col(Group.leader_id) == actor.id, belongs_on(today))
        options.append(col(Secondment.id).in_(led))
    return or_(*options)


def belongs_on(today: date) -> ColumnElement[bool]:
    """A `GroupMember` belongs to its running `Group` on a date."""
    return and_(
        col(Group.start_on) <= today,
        col(Group.end_on) >= today,
        or_(col(GroupMember.from_on).is_(None), col(GroupMember.from_on) <= today),
        or_(col(GroupMember.to_on).is_(None), col(GroupMember.to_on) >= today),
    )


def led_on(today: date) -> ColumnElement[bool]:
    """The leader of a running `Group` has a say over the `Secondment` of its `GroupMember`; never over their own."""
    return and_(
        col(Secondment.status) != SecondmentStatus.DRAFT,
        col(Secondment.cadre_id) != col(Group.leader_id),
        belongs_on(today),
        _has_power(today),
    )


def _hosted_outside() -> ColumnElement[bool]:
    """The posting's unit is not below the unit that runs the programme."""
    home = select(Unit.path).join(Programme, col(Programme.unit_id) == Unit.id)
    home_path = home.where(col(Programme.id) == _TERM.programme_id).correlate(_TERM).scalar_subquery()
    host = select(Unit.path).where(col(Unit.id) == Posting.receiving_unit_id)
    host_path = host.correlate(Posting).scalar_subquery()
    return ~host_path.startswith(home_path)
