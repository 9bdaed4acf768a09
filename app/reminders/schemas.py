"""What the inbox and the reminder settings take and show."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, field_validator

from app.core.i18n import N_
from app.core.schema import FieldValueError, Instant, Schema, View

Way = Literal["inbox", "wecom", "sms", "email", "dingtalk"]
CHANNELS: tuple[Way, ...] = ("inbox",)
"""How a person is reached who never chose: the inbox alone, which is written always."""


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
    """One's own choice: no digest at all, or by which channels; those in force stay when none are named."""

    muted: bool
    channels: list[Way] | None = Field(default=None, max_length=5)

    @field_validator("channels")
    @classmethod
    def _each_once(cls, value: list[Way] | None) -> list[Way] | None:
        if value is not None and len(set(value)) < len(value):
            raise FieldValueError(N_("每个途径只写一次。"), "doubled")
        return value


class ReminderSettingsView(View):
    """The choice in force; `version` 0 while it was never made."""

    version: int
    muted: bool
    channels: list[str]


class Phrase(View):
    """A message id with its parameters, as stored."""

    text: str
    params: dict[str, Any] = Field(default_factory=dict)
    href: str | None = None
