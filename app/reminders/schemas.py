"""What the inbox, the reminder settings and the gaps take and show."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from app.core.schema import Instant, Schema, View

Channel = Literal["inbox"]
CHANNELS: tuple[Channel, ...] = ("inbox",)


class InboxLine(View):
    """One line of a message and where it leads."""

    text: str
    href: str | None = None


class InboxMessageView(View):
    """A message in the reader's language."""

    id: UUID
    kind: str
    title: str
    lines: list[InboxLine]
    link: str | None
    created_at: datetime
    read_at: datetime | None


class InboxPage(View):
    """A page of messages, newest first, and how many are unread in all."""

    items: list[InboxMessageView]
    next_cursor: str | None = None
    unread: int


class ReadAllIn(Schema):
    """Up to which instant: that of the newest message on the page that was read."""

    until: Instant


class InboxRead(View):
    """How many were marked, and how many are still unread."""

    read: int
    unread: int


class ReminderSettingsIn(Schema):
    """One's own choice: no digest at all, or by which channels."""

    muted: bool
    channels: list[Channel] = Field(default_factory=lambda: list(CHANNELS), max_length=len(CHANNELS))


class ReminderSettingsView(View):
    """The choice in force; `version` 0 while it was never made."""

    version: int
    muted: bool
    channels: list[str]


class GapView(View):
    """Days without a record, put as a question; never a verdict, never a count to rank by."""

    id: UUID
    version: int
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_name: str
    programme_name: str
    month: str
    days: list[date]
    status: Literal["open", "closed"]
    question: str
    closed_at: datetime | None


class Phrase(View):
    """A message id with its parameters, as stored."""

    text: str
    params: dict[str, Any] = Field(default_factory=dict)
    href: str | None = None
