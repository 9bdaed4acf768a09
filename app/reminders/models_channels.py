"""Ways out of the house 途径: a county's switches, people's addresses, deliveries 送达 and their attempts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Enum, ForeignKey, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, optional_instant
from app.core.db import Entity
from app.core.ids import new_id

_WAITING = text("state = 'waiting'")
_OPEN = text("outcome IS NULL")


class Channel(StrEnum):
    """企业微信, 短信, 电子邮件, 钉钉. The inbox is none of them: it is written always, first, and once."""

    WECOM = "wecom"
    SMS = "sms"
    EMAIL = "email"
    DINGTALK = "dingtalk"


class DeliveryState(StrEnum):
    """Where a delivery stands.

    `sent`: the channel took it. `failed`: it never will (a dead letter). `unknown`: it may have; only an administrator
    sends it again. `dropped`: not sent, for its day is over or nobody wants it any more.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    DROPPED = "dropped"


class ChannelSettings(Entity, table=True):
    """One channel's switch and its limit; off while there is no row. Hosts and secrets stand in the environment."""

    __tablename__ = "channel_settings"
    __table_args__ = (
        UniqueConstraint("channel"),
        CheckConstraint("per_minute BETWEEN 1 AND 6000", name="per_minute"),
    )

    channel: Channel = choice(Channel)
    enabled: bool = False
    per_minute: int = 120


class ChannelPause(SQLModel, table=True):
    """Until when a channel asked to be left alone, and the code of why; kept here so that a new leader heeds it."""

    __tablename__ = "channel_pauses"

    channel: Channel = Field(
        sa_column=Column(
            Enum(Channel, native_enum=False, length=24, values_callable=lambda kind: [one.value for one in kind]),
            primary_key=True,
        )
    )
    until_at: datetime = instant()
    code: str = Field(max_length=48)


class ChannelAddress(Entity, table=True):
    """Where a person is reached by one channel: sealed, entered by themselves, masked on every page."""

    __tablename__ = "channel_addresses"
    __table_args__ = (UniqueConstraint("person_id", "channel"),)

    person_id: UUID = Field(foreign_key="people.id")
    channel: Channel = choice(Channel)
    sealed: str = Field(max_length=600)


class Delivery(Entity, table=True):
    """One inbox message's way out by one channel, written in the message's own transaction.

    `items` is all that is told; `attempts` counts every sending, `failures` those that were certainly not taken since
    it was queued or sent again; `code` says what came of the last one.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "channel"),
        Index("ix_deliveries_due", "channel", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_deliveries_state_created", "state", "created_at"),
        CheckConstraint("items >= 1", name="items"),
        CheckConstraint("failures <= attempts", name="failures"),
    )

    message_id: UUID = Field(sa_column=Column(ForeignKey("inbox_messages.id", ondelete="CASCADE"), nullable=False))
    person_id: UUID = Field(foreign_key="people.id", index=True)
    channel: Channel = choice(Channel)
    state: DeliveryState = choice(DeliveryState, DeliveryState.WAITING)
    items: int = 1
    attempts: int = 0
    failures: int = 0
    next_at: datetime = instant()
    expires_at: datetime = instant(index=True)
    settled_at: datetime | None = optional_instant()
    code: str | None = Field(default=None, max_length=48)


class DeliveryAttempt(SQLModel, table=True):
    """One sending, committed before it begins; without an outcome it is under way, or whoever led died at it."""

    __tablename__ = "delivery_attempts"
    __table_args__ = (
        UniqueConstraint("delivery_id", "no"),
        Index("uq_delivery_attempts_open", "delivery_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_delivery_attempts_channel_started", "channel", "started_at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    delivery_id: UUID = Field(sa_column=Column(ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False))
    no: int
    channel: Channel = choice(Channel)
    epoch: int = 0
    started_at: datetime = instant()
    finished_at: datetime | None = optional_instant()
    outcome: str | None = Field(default=None, max_length=16)
    code: str | None = Field(default=None, max_length=48)
