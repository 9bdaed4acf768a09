"""Every select over inbox messages and reminder settings."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, Table, func
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select, update

from app.accounts.models import Person, PersonStatus
from app.core.paging import page_of
from app.reminders.models import InboxMessage, ReminderSettings

_MESSAGES: Table = InboxMessage.__table__  # type: ignore[attr-defined]


def add_message(session: Session, message: InboxMessage) -> bool:
    """Store a message unless its key is there already; True when it is new."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(_MESSAGES).values(**message.model_dump()).on_conflict_do_nothing(index_elements=["key"])
    return session.connection().execute(statement.returning(_MESSAGES.c.id)).first() is not None


def find_by_key(session: Session, key: str) -> InboxMessage | None:
    """A message by its key, held for change."""
    return session.exec(select(InboxMessage).where(InboxMessage.key == key).with_for_update()).first()


def find_own(session: Session, person_id: UUID, message_id: UUID) -> InboxMessage | None:
    """A message of one person, held for change."""
    statement = select(InboxMessage).where(InboxMessage.id == message_id, InboxMessage.person_id == person_id)
    return session.exec(statement.with_for_update()).first()


def page_messages(
    session: Session, person_id: UUID, unread: bool, limit: int, cursor: str | None
) -> tuple[list[InboxMessage], str | None]:
    """One person's messages, newest first."""
    statement = select(InboxMessage).where(InboxMessage.person_id == person_id)
    if unread:
        statement = statement.where(col(InboxMessage.read_at).is_(None))
    keys = [(col(InboxMessage.created_at), datetime, True), (col(InboxMessage.id), UUID, True)]
    return page_of(session, statement, keys, limit, cursor)


def count_unread(session: Session, person_id: UUID) -> int:
    """How many of one person's messages are unread."""
    statement = select(func.count()).select_from(InboxMessage)
    return session.exec(statement.where(InboxMessage.person_id == person_id, col(InboxMessage.read_at).is_(None))).one()


def read_until(session: Session, person_id: UUID, until: datetime, now: datetime) -> int:
    """Mark one person's unread messages up to an instant as read; answers how many."""
    mine = update(InboxMessage).where(col(InboxMessage.person_id) == person_id, col(InboxMessage.read_at).is_(None))
    done = session.execute(mine.where(col(InboxMessage.created_at) <= until).values(read_at=now))
    assert isinstance(done, CursorResult)  # noqa: S101 - an UPDATE answers with its row count
    return done.rowcount


def find_settings(session: Session, person_id: UUID, *, lock: bool = False) -> ReminderSettings | None:
    """One person's choice."""
    statement = select(ReminderSettings).where(ReminderSettings.person_id == person_id)
    return session.exec(statement.with_for_update() if lock else statement).first()


def muted(session: Session) -> set[UUID]:
    """Everybody who wants no digest."""
    return set(session.exec(select(ReminderSettings.person_id).where(col(ReminderSettings.muted).is_(True))))


def active_people(session: Session, ids: Collection[UUID]) -> dict[UUID, Person]:
    """Those of the people whose account is in use."""
    statement = select(Person).where(col(Person.id).in_(ids), Person.status == PersonStatus.ACTIVE)
    return {person.id: person for person in session.exec(statement)}


def own_messages(session: Session, person_id: UUID) -> list[InboxMessage]:
    """Every message of a person, oldest first, for their own copy."""
    statement = select(InboxMessage).where(InboxMessage.person_id == person_id)
    return list(session.exec(statement.order_by(col(InboxMessage.created_at), col(InboxMessage.id))).all())
