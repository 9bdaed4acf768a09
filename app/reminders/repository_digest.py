"""Every statement of the digest: who is left to tell, what was said before, what is unread, writing many at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, func
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from app.accounts.models import Unit
from app.core.jobs import JobRun
from app.reminders.models import InboxMessage, ReminderSettings
from app.secondments.models import Programme, ProgrammePolicy

_MESSAGES: Table = InboxMessage.__table__  # type: ignore[attr-defined]


def programme_paths(session: Session) -> dict[UUID, str]:
    """The tree path of the unit that runs each programme with rules."""
    ruled = select(ProgrammePolicy.programme_id)
    statement = select(Programme.id, Unit.path).join(Unit, col(Unit.id) == Programme.unit_id)
    return dict(session.exec(statement.where(col(Programme.id).in_(ruled))).all())


def last_done(session: Session, job: str, since: datetime, before: datetime) -> datetime | None:
    """The newest slot of a job that was carried out, from one instant to before another."""
    statement = select(func.max(JobRun.slot_at)).where(
        col(JobRun.job) == job, col(JobRun.slot_at) >= since, col(JobRun.slot_at) < before, JobRun.outcome == "done"
    )
    return session.exec(statement).one()


def muted(session: Session, people: Collection[UUID]) -> set[UUID]:
    """Those of the people who want no digest."""
    statement = select(ReminderSettings.person_id).where(
        col(ReminderSettings.person_id).in_(list(people)), col(ReminderSettings.muted).is_(True)
    )
    return set(session.exec(statement).all())


def told(session: Session, keys: Collection[str]) -> set[str]:
    """Which of these messages are there."""
    return set(session.exec(select(InboxMessage.key).where(col(InboxMessage.key).in_(list(keys)))).all())


def said_once(session: Session, kind: str, people: Collection[UUID], since: datetime) -> dict[UUID, set[str]]:
    """What these people's digests since an instant said as to be said a single time."""
    statement = select(InboxMessage.person_id, InboxMessage.params).where(
        col(InboxMessage.person_id).in_(list(people)), InboxMessage.kind == kind, col(InboxMessage.created_at) >= since
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for person_id, params in session.exec(statement).all():
        found[person_id].update(params.get("once", ()))
    return found


def count_news(
    session: Session, people: Collection[UUID], digest: str, besides: Collection[str]
) -> dict[UUID, dict[str, int]]:
    """How many unread messages each has had since the last digest, by kind."""
    last = (
        select(InboxMessage.person_id, func.max(InboxMessage.created_at).label("at"))
        .where(col(InboxMessage.person_id).in_(list(people)), InboxMessage.kind == digest)
        .group_by(col(InboxMessage.person_id))
        .subquery()
    )
    statement = (
        select(InboxMessage.person_id, InboxMessage.kind, func.count())
        .join(last, last.c.person_id == col(InboxMessage.person_id), isouter=True)
        .where(
            col(InboxMessage.person_id).in_(list(people)),
            col(InboxMessage.read_at).is_(None),
            col(InboxMessage.kind).not_in([digest, *besides]),
            (last.c.at.is_(None)) | (col(InboxMessage.created_at) > last.c.at),
        )
        .group_by(col(InboxMessage.person_id), col(InboxMessage.kind))
    )
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    for person_id, kind, count in session.exec(statement).all():
        found[person_id][kind] = count
    return found


def add_messages(session: Session, messages: Sequence[InboxMessage]) -> set[UUID]:
    """Store those whose key is not there yet, some hundreds at a time; answers the ids of the new ones."""
    if not messages:
        return set()
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    values: list[dict[str, Any]] = [message.model_dump() for message in messages]
    statement = insert(_MESSAGES).on_conflict_do_nothing(index_elements=["key"]).returning(_MESSAGES.c.id)
    return {row[0] for row in session.connection().execute(statement, values)}
