"""Every select over leave and its steps."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from app.attendance.models_leave import Leave, LeaveStatus, LeaveStep
from app.attendance.policy_leave import AWAY, STANDING
from app.attendance.schemas_leave import LeaveFilter
from app.core.actor import Actor, Role
from app.core.paging import Key, page_of
from app.core.portions import portions
from app.secondments.models import Programme, Secondment
from app.secondments.policy import Relation
from app.secondments.scope import visible_days, visible_secondment_ids

FOLLOWING_ROLES = (Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON, Role.ORGADMIN)
"""Roles that know of a leave in every state, beside the cadre's own."""
_SAYS = {
    Role.SUPERVISOR: Relation.SUPERVISOR,
    Role.GROUP_LEADER: Relation.GROUP_LEADER,
    Role.LIAISON: Relation.LIAISON,
    Role.ORGADMIN: Relation.ORGADMIN,
}


def get_leave(session: Session, leave_id: UUID, *, lock: bool = False) -> Leave | None:
    """A leave by id; locked for change on demand, and then as it stands now."""
    statement = select(Leave).where(col(Leave.id) == leave_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def list_away(session: Session, ids: Sequence[UUID], first: date, last: date) -> dict[UUID, list[Leave]]:
    """The leave in force of these secondments with a day from `first` to `last`; a statement a thousand."""
    found: dict[UUID, list[Leave]] = defaultdict(list)
    for chunk in portions(ids):
        statement = select(Leave).where(
            col(Leave.secondment_id).in_(chunk),
            col(Leave.start_on) <= last,
            col(Leave.end_on) >= first,
            col(Leave.status).in_(AWAY),
        )
        for row in session.exec(statement.order_by(col(Leave.start_on), col(Leave.id))).all():
            found[row.secondment_id].append(row)
    return found


def list_standing(session: Session, cadre_id: UUID, first: date, last: date) -> list[Leave]:
    """One cadre's leave that waits or counts, with a day from `first` to `last`, of whatever secondment."""
    statement = select(Leave).where(
        col(Leave.cadre_id) == cadre_id,
        col(Leave.start_on) <= last,
        col(Leave.end_on) >= first,
        col(Leave.status).in_(STANDING),
    )
    return list(session.exec(statement.order_by(col(Leave.start_on), col(Leave.id))).all())


def find_step(session: Session, leave_id: UUID, from_version: int) -> LeaveStep | None:
    """The step that one version carries."""
    statement = select(LeaveStep).where(
        col(LeaveStep.leave_id) == leave_id, col(LeaveStep.from_version) == from_version
    )
    return session.exec(statement).first()


def list_referrers(session: Session, leave_ids: Collection[UUID]) -> dict[UUID, UUID | None]:
    """Who passed these leaves on to the Organization Department."""
    statement = select(LeaveStep.leave_id, LeaveStep.actor_id).where(
        col(LeaveStep.leave_id).in_(leave_ids), LeaveStep.kind == "refer"
    )
    return dict(session.exec(statement).all()) if leave_ids else {}


def list_steps(session: Session, leave_ids: Collection[UUID]) -> dict[UUID, list[LeaveStep]]:
    """The steps of some leaves, oldest first."""
    found: dict[UUID, list[LeaveStep]] = defaultdict(list)
    statement = select(LeaveStep).where(col(LeaveStep.leave_id).in_(leave_ids)).order_by(col(LeaveStep.from_version))
    for row in session.exec(statement).all() if leave_ids else ():
        found[row.leave_id].append(row)
    return found


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """`policy_leave.knows` of what the actor may know of, as a condition on `Leave`."""
    follows = visible_secondment_ids(actor.only(*FOLLOWING_ROLES), today)
    known = visible_secondment_ids(actor, today)
    return or_(
        col(Leave.secondment_id).in_(follows), (col(Leave.status).in_(AWAY)) & (col(Leave.secondment_id).in_(known))
    )


def list_leaves(session: Session, actor: Actor, today: date, wanted: LeaveFilter) -> tuple[list[Leave], str | None]:
    """Newest first day first; as a mirror by the instant of change."""
    statement = select(Leave).where(visible_to(actor, today), *_conditions(wanted))
    if wanted.changed_since is not None:
        statement = statement.where(col(Leave.updated_at) >= wanted.changed_since)
        keys: list[Key] = [(col(Leave.updated_at), datetime, False), (col(Leave.id), UUID, False)]
    else:
        keys = [(col(Leave.start_on), date, True), (col(Leave.id), UUID, True)]
    return page_of(session, statement, keys, wanted.limit, wanted.cursor)


def _conditions(wanted: LeaveFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.secondment_id is not None:
        yield col(Leave.secondment_id) == wanted.secondment_id
    if wanted.cadre_id is not None:
        yield col(Leave.cadre_id) == wanted.cadre_id
    if wanted.unit_id is not None:
        yield col(Leave.unit_id) == wanted.unit_id
    if wanted.status is not None:
        yield col(Leave.status) == wanted.status
    if wanted.first_on is not None:
        yield col(Leave.end_on) >= wanted.first_on
    if wanted.last_on is not None:
        yield col(Leave.start_on) <= wanted.last_on


def list_waiting(session: Session, actor: Actor, today: date, limit: int) -> list[Leave]:
    """What may ask something of the actor: leave to decide on and returns to confirm, the first to begin first."""
    waits = or_(
        col(Leave.status).in_((LeaveStatus.SUBMITTED, LeaveStatus.REFERRED)),
        (col(Leave.status) == LeaveStatus.APPROVED) & col(Leave.ended_on).is_not(None),
    )
    follows = visible_secondment_ids(actor.only(*FOLLOWING_ROLES), today)
    statement = select(Leave).where(waits, col(Leave.cadre_id) != actor.id, col(Leave.secondment_id).in_(follows))
    return list(session.exec(statement.order_by(col(Leave.start_on), col(Leave.id)).limit(limit)).all())


def list_overdue(session: Session, last_before: date) -> list[Leave]:
    """Leave over before a date that nobody ended and nobody was told of."""
    statement = select(Leave).where(
        col(Leave.status) == LeaveStatus.APPROVED,
        col(Leave.end_on) < last_before,
        col(Leave.ended_on).is_(None),
        col(Leave.overdue_told_on).is_(None),
    )
    return list(session.exec(statement.order_by(col(Leave.id))).all())


def mark_told(session: Session, leave_ids: Collection[UUID], on: date) -> None:
    """Note that the overdue were told; no change of the leave itself, so its version stays."""
    statement = update(Leave).where(col(Leave.id).in_(leave_ids)).values(overdue_told_on=on)
    session.execute(statement.execution_options(synchronize_session=False))


def relations_among(
    session: Session, actor: Actor, leave_ids: Collection[UUID], today: date
) -> dict[UUID, set[Relation]]:
    """What the actor's say over others is on the first day of some leaves at once: a statement a role that is held."""
    found: dict[UUID, set[Relation]] = defaultdict(set)
    if not leave_ids or actor.kind != "person":
        return found
    others = select(Leave.id).where(col(Leave.id).in_(leave_ids), col(Leave.cadre_id) != actor.id)
    for role, relation in _SAYS.items():
        if actor.has(role):
            days = visible_days(actor.only(role), today, col(Leave.secondment_id), col(Leave.start_on))
            for key in session.exec(others.where(days)).all():
                found[key].add(relation)
    return found


def secondment_units(session: Session, secondment_id: UUID) -> tuple[UUID, UUID | None]:
    """(unit that runs the programme, sending unit) of a secondment."""
    statement = (
        select(Programme.unit_id, Secondment.sending_unit_id)
        .join(Secondment, col(Secondment.programme_id) == Programme.id)
        .where(col(Secondment.id) == secondment_id)
    )
    return session.exec(statement).one()
