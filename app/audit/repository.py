"""Every select over the trail and its seals."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, text
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.audit.models import AuditEvent, AuditSeal
from app.core.paging import page_of

_EVENTS: Table = AuditEvent.__table__  # type: ignore[attr-defined]

_WRITERS = text(
    "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted"
    " AND relation = 'audit_events'::regclass AND pid <> pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_ONE_SEALER = text("SELECT pg_advisory_xact_lock(5002, 1)")


def newest_seq(session: Session) -> int:
    """The highest committed sequence number, 0 for an empty trail."""
    return session.exec(select(func.max(AuditEvent.seq))).one() or 0


def running_writers(session: Session) -> frozenset[str]:
    """The other transactions that have begun to write the trail and not ended (PostgreSQL alone).

    An insert holds this lock from before it draws its sequence number until its transaction ends.
    """
    return frozenset(session.connection().execute(_WRITERS).scalars())


def become_only_sealer(session: Session) -> None:
    """Until the commit (PostgreSQL alone; SQLite has one writer)."""
    session.connection().execute(_ONE_SEALER)


def last_seal(session: Session) -> AuditSeal | None:
    """The newest seal."""
    return session.exec(select(AuditSeal).order_by(col(AuditSeal.number).desc()).limit(1)).first()


def count_seals(session: Session) -> int:
    """How many seals there are."""
    return session.exec(select(func.count()).select_from(AuditSeal)).one()


def list_seals(session: Session, after: int, limit: int) -> Sequence[AuditSeal]:
    """Seals above a number, in order."""
    return session.exec(
        select(AuditSeal).where(AuditSeal.number > after).order_by(col(AuditSeal.number)).limit(limit)
    ).all()


def find_seal(session: Session, number: int) -> AuditSeal | None:
    """A seal by number."""
    return session.get(AuditSeal, number)


def events_between(session: Session, after: int | None, last: int, limit: int | None = None) -> list[dict[str, Any]]:
    """Events above `after` up to `last` as plain mappings, in order; straight from the tables, never from memory."""
    statement = _EVENTS.select().where(_EVENTS.c.seq <= last).order_by(_EVENTS.c.seq).limit(limit)
    if after is not None:
        statement = statement.where(_EVENTS.c.seq > after)
    return [dict(row) for row in session.connection().execute(statement).mappings()]


def count_after(session: Session, seq: int) -> int:
    """How many events follow a sequence number."""
    return session.exec(select(func.count()).select_from(AuditEvent).where(col(AuditEvent.seq) > seq)).one()


def visible(units: SelectOfScalar[UUID] | None, technical: frozenset[str]) -> ColumnElement[bool]:
    """Events about the given units, and events of the technical domains."""
    options: list[ColumnElement[bool]] = [false()]
    if units is not None:
        options.append(col(AuditEvent.unit_id).in_(units))
    options += [col(AuditEvent.action).startswith(f"{domain}.") for domain in sorted(technical)]
    return or_(*options)


def of_action(action: str) -> ColumnElement[bool]:
    """`records.approve` exactly, or every action of the domain `records`."""
    if "." in action:
        return col(AuditEvent.action) == action
    return col(AuditEvent.action).startswith(f"{action}.", autoescape=True)


def since(instant: datetime) -> ColumnElement[bool]:
    """At or after an instant."""
    return col(AuditEvent.at) >= instant


def before(instant: datetime) -> ColumnElement[bool]:
    """Before an instant."""
    return col(AuditEvent.at) < instant


def by_actor(actor_id: UUID) -> ColumnElement[bool]:
    """What one person or client did."""
    return col(AuditEvent.actor_id) == actor_id


def about(subject_id: str) -> ColumnElement[bool]:
    """What happened to one subject."""
    return col(AuditEvent.subject_id) == subject_id


def page_events(
    session: Session, conditions: Sequence[ColumnElement[bool]], limit: int, cursor: str | None
) -> tuple[list[AuditEvent], str | None]:
    """Events that meet all conditions, newest first."""
    statement = select(AuditEvent).where(and_(*conditions))
    return page_of(session, statement, [(col(AuditEvent.seq), int, True)], limit, cursor)


def count_own(session: Session, actor_id: UUID, action: str, from_at: datetime) -> int:
    """How many events of one action somebody caused from an instant on."""
    wanted = (by_actor(actor_id), of_action(action), since(from_at))
    return session.exec(select(func.count()).select_from(AuditEvent).where(*wanted)).one()
