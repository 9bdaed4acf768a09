"""Every select over signals."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false, func, or_
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.core.actor import Actor, Role
from app.core.paging import Key, page_of
from app.core.portions import portions
from app.secondments.models import ProgrammePolicy, ReviewedBy, Secondment
from app.secondments.scope import run_below, under, visible_days, visible_secondment_ids
from app.signals.models import Signal, SignalKind, SignalState
from app.signals.policy import ASKING, LIVE, TOLD_AT_ONCE

CHUNK = 500
INSERTED_AT_ONCE = 50
T = TypeVar("T")
_SIGNALS: Table = Signal.__table__  # type: ignore[attr-defined]
_REVIEWER = {Role.GROUP_LEADER: ReviewedBy.GROUP_LEADER, Role.LIAISON: ReviewedBy.LIAISON}


def get_signal(session: Session, signal_id: UUID, *, lock: bool = False) -> Signal | None:
    """A signal by id; locked for change on demand, and then as it stands now."""
    statement = select(Signal).where(col(Signal.id) == signal_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).first()


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """One's own as far as they were told; of others what one reviews or oversees. Never for money or sending units."""
    if actor.kind != "person":
        return false()
    own = and_(col(Signal.person_id) == actor.id, told())
    others = or_(and_(told(), _of_others(actor, today)), and_(_seen(), _of_region(actor)))
    return or_(own, and_(col(Signal.person_id) != actor.id, others))


def told() -> ColumnElement[bool]:
    """`policy.is_told`."""
    known = or_(col(Signal.told_at).is_not(None), col(Signal.kind).in_(TOLD_AT_ONCE))
    return and_(known, col(Signal.quiet).is_(False))


def _seen() -> ColumnElement[bool]:
    """`policy.is_seen`."""
    return and_(col(Signal.seen_at).is_not(None), col(Signal.quiet).is_(False))


def _of_region(actor: Actor) -> ColumnElement[bool]:
    """`policy.decides_for_region` and `policy.can_oversee`: what was seen in the queue and asked of nobody."""
    if not (paths := actor.paths(Role.ORGADMIN)):
        return false()
    overseen = and_(col(Signal.secondment_id).is_(None), col(Signal.unit_id).in_(under(paths)))
    return or_(overseen, col(Signal.secondment_id).in_(select(Secondment.id).where(run_below(paths))))


def _of_others(actor: Actor, today: date) -> ColumnElement[bool]:
    """The same rule as `policy.can_know`, with the unit that hosts the last day."""
    found: list[ColumnElement[bool]] = [false()]
    if actor.has(Role.SUPERVISOR, Role.ORGADMIN):
        found.append(_known(actor.only(Role.SUPERVISOR, Role.ORGADMIN), today))
    for role, reviewed_by in _REVIEWER.items():
        if actor.has(role):
            found.append(and_(_known(actor.only(role), today), _reviewed_by(reviewed_by)))
    if paths := actor.paths(Role.ORGADMIN):
        found.append(and_(col(Signal.secondment_id).is_(None), col(Signal.unit_id).in_(under(paths))))
    return or_(*found)


def _known(actor: Actor, today: date) -> ColumnElement[bool]:
    others = select(Secondment.id).where(col(Secondment.cadre_id) != actor.id)
    return and_(
        col(Signal.secondment_id).in_(visible_secondment_ids(actor, today)),
        col(Signal.secondment_id).in_(others),
        visible_days(actor, today, col(Signal.secondment_id), col(Signal.last_on)),  # type: ignore[arg-type]
    )


def _reviewed_by(reviewed_by: ReviewedBy) -> ColumnElement[bool]:
    """The programme's policy on the last day says that these review."""
    in_force = (
        select(ProgrammePolicy.reviewed_by)
        .join(Secondment, col(Secondment.programme_id) == ProgrammePolicy.programme_id)
        .where(col(Secondment.id) == Signal.secondment_id, col(ProgrammePolicy.valid_from) <= Signal.last_on)
        .order_by(col(ProgrammePolicy.valid_from).desc())
        .limit(1)
        .correlate(Signal)
        .scalar_subquery()
    )
    return in_force == reviewed_by


def page_signals(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, cursor: str | None
) -> tuple[list[Signal], str | None]:
    """Signals that meet all conditions, the newest put first."""
    keys: list[Key] = [(col(Signal.opened_on), date, True), (col(Signal.id), UUID, True)]
    return page_of(session, select(Signal).where(*conditions), keys, limit, cursor)


def in_state(states: Collection[SignalState]) -> ColumnElement[bool]:
    """In one of these states."""
    return col(Signal.state).in_(states)


def of_kind(kind: SignalKind) -> ColumnElement[bool]:
    """Of one kind."""
    return col(Signal.kind) == kind


def of_window(window: str) -> ColumnElement[bool]:
    """Of one month."""
    return col(Signal.window) == window


def of_secondment(secondment_id: UUID) -> ColumnElement[bool]:
    """About one secondment."""
    return col(Signal.secondment_id) == secondment_id


def of_unit(unit_id: UUID) -> ColumnElement[bool]:
    """Of a unit and those below it."""
    top = select(Unit.path).where(col(Unit.id) == unit_id).scalar_subquery()
    return col(Signal.unit_id).in_(select(Unit.id).where(col(Unit.path).startswith(top)))


def path_of_unit(session: Session, unit_id: UUID) -> str:
    """A unit's place in the tree."""
    return session.exec(select(Unit.path).where(Unit.id == unit_id)).one()


def asked_of(session: Session, person_id: UUID) -> list[Signal]:
    """What is still asked of a person who was told of it, the newest put first."""
    statement = select(Signal).where(Signal.person_id == person_id, told(), col(Signal.state).in_(ASKING))
    return list(session.exec(statement.order_by(col(Signal.opened_on).desc(), col(Signal.id).desc())).all())


def count_answered(session: Session, actor: Actor, today: date) -> int:
    """How many answers of others wait for a decision that the actor may take."""
    waiting = select(func.count()).select_from(Signal).where(Signal.state == SignalState.ANSWERED)
    return session.exec(waiting.where(col(Signal.person_id) != actor.id, told(), _of_others(actor, today))).one()


def list_of(
    session: Session, kind: SignalKind, subject_ids: Collection[UUID], windows: Collection[str]
) -> dict[tuple[UUID, str], Signal]:
    """The signals of one kind by subject and window."""
    found: dict[tuple[UUID, str], Signal] = {}
    for part in portions(subject_ids, CHUNK):
        statement = select(Signal).where(
            Signal.kind == kind, col(Signal.subject_id).in_(part), col(Signal.window).in_(windows)
        )
        found |= {(row.subject_id, row.window): row for row in session.exec(statement)}
    return found


def insert_all(session: Session, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Store complete new signals except where a kind, subject and window has one; answers the ids of those stored."""
    made = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = made(_SIGNALS).on_conflict_do_nothing(index_elements=["kind", "subject_id", "window"])
    stored: set[UUID] = set()
    for part in portions(rows, INSERTED_AT_ONCE):
        found = session.connection().execute(statement.values(part).returning(_SIGNALS.c.id))
        stored.update(found.scalars())
    return stored


def live_before(session: Session, kind: SignalKind, window: str) -> list[tuple[str, UUID]]:
    """(window, subject) of the live signals of one kind about windows before this one, in that order."""
    statement = select(Signal.window, Signal.subject_id).where(
        Signal.kind == kind, col(Signal.state).in_(LIVE), col(Signal.window) < window
    )
    return list(session.exec(statement.order_by(col(Signal.window), col(Signal.subject_id))).all())


def run_out(session: Session, on: date, limit: int) -> list[Signal]:
    """Signals that still ask on the day on which they end, some at a time; locked. What asked nobody never ends."""
    due = select(Signal).where(col(Signal.state).in_(ASKING), col(Signal.expires_on) <= on, told())
    return list(session.exec(due.order_by(col(Signal.id)).limit(limit).with_for_update()).all())


def live_of(session: Session, secondment_id: UUID, kind: SignalKind, first_on: date, last_on: date) -> list[Signal]:
    """The live signals of one kind about a secondment that touch some dates."""
    statement = select(Signal).where(
        Signal.secondment_id == secondment_id,
        Signal.kind == kind,
        col(Signal.state).in_(LIVE),
        col(Signal.first_on) <= last_on,
        col(Signal.last_on) >= first_on,
    )
    return list(session.exec(statement).all())


def untold(session: Session, kinds: Collection[SignalKind], since: date) -> list[Signal]:
    """Open signals of these kinds that nobody has been told of, none that ended before `since`; oldest first."""
    statement = select(Signal).where(
        Signal.state == SignalState.OPEN,
        col(Signal.kind).in_(kinds),
        col(Signal.last_on) >= since,
        col(Signal.quiet).is_(False),
    )
    return list(session.exec(statement.order_by(col(Signal.opened_on), col(Signal.id))).all())


def by_ids(session: Session, ids: Collection[UUID], *, lock: bool = False) -> list[Signal]:
    """Signals by their ids, in the order of their ids, so that two who lock them never wait for each other."""
    found: list[Signal] = []
    for part in portions(sorted(set(ids), key=str), CHUNK):
        statement = select(Signal).where(col(Signal.id).in_(part)).order_by(col(Signal.id))
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        found += session.exec(statement).all()
    return found


def own_signals(session: Session, person_id: UUID) -> list[Signal]:
    """Every signal that a person was told of, oldest first, for their own copy."""
    statement = select(Signal).where(Signal.person_id == person_id, told())
    return list(session.exec(statement.order_by(col(Signal.first_on), col(Signal.id))).all())
