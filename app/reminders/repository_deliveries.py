"""Selects over channels' switches, addresses, deliveries and attempts."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from app.reminders.models import ReminderSettings
from app.reminders.models_channels import Channel, ChannelAddress, ChannelSettings


def open_ways(session: Session, people: Collection[UUID]) -> dict[UUID, list[Channel]]:
    """Which channels the county has switched on, and each person has chosen and given an address for."""
    statement = (
        select(ChannelAddress.person_id, ChannelAddress.channel, ReminderSettings.channels)
        .join(ChannelSettings, col(ChannelSettings.channel) == col(ChannelAddress.channel))
        .join(ReminderSettings, col(ReminderSettings.person_id) == col(ChannelAddress.person_id))
        .where(
            col(ChannelAddress.person_id).in_(people),
            col(ChannelSettings.enabled).is_(True),
            col(ReminderSettings.muted).is_(False),
        )
        .order_by(col(ChannelAddress.person_id), col(ChannelAddress.channel))
    )
    ways: dict[UUID, list[Channel]] = {}
    for person_id, channel, chosen in session.exec(statement):
        if channel in chosen:
            ways.setdefault(person_id, []).append(Channel(channel))
    return ways
