"""A person's own inbox and reminder settings."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.errors import NotFound
from app.core.work import Work
from app.reminders import repository
from app.reminders.models import InboxMessage
from app.reminders.policy_channels import own_id
from app.reminders.schemas import (
    CHANNELS,
    InboxLine,
    InboxMessageView,
    InboxRead,
    Phrase,
    ReminderSettingsView,
)

Say = Callable[[str, Mapping[str, Any]], str]


def list_messages(
    work: Work, *, unread: bool, limit: int, cursor: str | None
) -> tuple[list[InboxMessage], str | None, int]:
    """The actor's own messages, newest first, the next cursor, and how many are unread in all."""
    person_id = own_id(work.actor)
    rows, following = repository.page_messages(work.session, person_id, unread, limit, cursor)
    return rows, following, repository.count_unread(work.session, person_id)


def count_unread(work: Work) -> int:
    """How many messages the actor has not read, for a badge; 0 for whoever is no person."""
    person_id = work.actor.person_id
    return repository.count_unread(work.session, person_id) if person_id else 0


def read_message(work: Work, message_id: UUID) -> InboxMessage:
    """Mark one's own message as read, once; NotFound for anybody else's."""
    row = repository.find_own(work.session, own_id(work.actor), message_id)
    if row is None:
        raise NotFound
    if row.read_at is None:
        row.read_at = work.now
        work.session.add(row)
        work.session.flush()
    return row


def read_messages(work: Work, until: datetime) -> InboxRead:
    """Mark one's own messages up to an instant as read: those that were on the page, not what came since."""
    person_id = own_id(work.actor)
    read = repository.read_until(work.session, person_id, until, work.now)
    return InboxRead(read=read, unread=repository.count_unread(work.session, person_id))


def get_settings(work: Work) -> ReminderSettingsView:
    """The actor's choice, the usual one while none was made."""
    row = repository.find_settings(work.session, own_id(work.actor))
    if row is None:
        return ReminderSettingsView(version=0, muted=False, channels=list(CHANNELS))
    return ReminderSettingsView.model_validate(row)


def view_message(row: InboxMessage, say: Say) -> InboxMessageView:
    """A message in the reader's language; `say` words a stored phrase."""
    lines = [Phrase.model_validate(line) for line in row.lines]
    return InboxMessageView(
        id=row.id,
        kind=row.kind,
        title=say(row.title, row.params),
        lines=[InboxLine(text=say(line.text, line.params), href=line.href) for line in lines],
        link=row.link,
        created_at=row.created_at,
        read_at=row.read_at,
    )


def leave_message(
    work: Work,
    person_id: UUID,
    key: str,
    kind: str,
    title: Phrase,
    lines: list[Phrase],
    link: str | None = None,
) -> bool:
    """Put a message into a person's inbox, once for its key; True when it is new. Never personal text.

    It stays in the house: the workday digest alone is queued for channels (`service_deliveries.queue`).
    """
    message = InboxMessage(
        person_id=person_id,
        key=key,
        kind=kind,
        title=title.text,
        params=title.params,
        lines=[line.model_dump(mode="json") for line in lines],
        link=link,
        created_at=work.now,
    )
    return repository.add_message(work.session, message)
