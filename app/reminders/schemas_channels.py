"""What addresses, channels and the delivery log take and show; never a whole address, never a secret."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.reminders.models_channels import Channel, DeliveryState
from app.reminders.schemas import ReminderSettingsView

MOST_A_MINUTE = 6000


class AddressIn(Schema):
    """Where one is reached: a phone number, a mailbox, or a user id of the county's WeCom or DingTalk."""

    address: str = Field(min_length=1, max_length=254)


class AddressView(View):
    """One's own address by a channel, masked."""

    channel: Channel
    version: int
    masked: str
    updated_at: datetime


class OwnRemindersView(ReminderSettingsView):
    """One's choice, what the county offers, and where one is reached."""

    available: list[Channel]
    addresses: list[AddressView]


class TrialView(View):
    """What came of a test: `accepted` means that the channel took it, not that it was read."""

    channel: Channel
    outcome: Literal["accepted", "refused", "later", "unknown"]
    code: str
    said: str
    """In plain words, in the reader's language."""


class ChannelIn(Schema):
    """A channel's switch and how many messages a minute may leave by it."""

    enabled: bool
    per_minute: int = Field(ge=1, le=MOST_A_MINUTE)


class ChannelHealth(View):
    """What became of the last day's deliveries by a channel; never whose."""

    waiting: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0


class ChannelView(View):
    """A channel: whether the operator has set it up, whether it is switched on, and how it fares."""

    channel: Channel
    version: int
    configured: bool
    missing: list[str]
    enabled: bool
    per_minute: int
    paused_until: datetime | None
    pause_code: str | None
    last_day: ChannelHealth


class ChannelList(View):
    """Every channel there is."""

    items: list[ChannelView]


class AttemptView(View):
    """One sending; without an outcome it is under way."""

    no: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    code: str | None


class DeliveryView(View):
    """One message's way out by one channel: to whom by name, never by address, never its content."""

    id: UUID
    version: int
    person_id: UUID
    person_name: str
    channel: Channel
    state: DeliveryState
    attempts: int
    code: str | None
    created_at: datetime
    settled_at: datetime | None
    can_resend: bool


class DeliveryDetail(DeliveryView):
    """With each sending, oldest first."""

    sendings: list[AttemptView]


class ResendIn(Schema):
    """The delivery as it was read: whoever decides has seen how it stands."""

    version: int = Field(ge=1, le=1_000_000)
