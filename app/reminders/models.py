"""The inbox 消息 and each person's reminder settings 提醒设置."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import instant, json_list, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id


class InboxMessage(SQLModel, table=True):
    """One message 消息, exactly once for its (job, slot, subject): text is a message id with plain parameters."""

    __tablename__ = "inbox_messages"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_inbox_messages_person_at", "person_id", "created_at"),
        Index(
            "ix_inbox_messages_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id")
    key: str = Field(max_length=160)
    kind: str = Field(max_length=32)
    title: str = Field(max_length=200)
    params: dict[str, Any] = json_object()
    lines: list[dict[str, Any]] = json_list()
    link: str | None = Field(default=None, max_length=200)
    created_at: datetime = instant()
    read_at: datetime | None = optional_instant()


class ReminderSettings(Entity, table=True):
    """A person's own choice: muted or not, and by which channels."""

    __tablename__ = "reminder_settings"

    person_id: UUID = Field(foreign_key="people.id", unique=True)
    muted: bool = False
    channels: list[str] = json_list()
