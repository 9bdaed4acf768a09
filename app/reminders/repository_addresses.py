"""Every select over people's own addresses and the channels' switches, as settings pages show them."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.reminders.models_channels import Channel, ChannelAddress, ChannelSettings


def own_addresses(session: Session, person_id: UUID) -> list[ChannelAddress]:
    """A person's addresses."""
    statement = select(ChannelAddress).where(ChannelAddress.person_id == person_id)
    return list(session.exec(statement.order_by(col(ChannelAddress.channel))))


def find_address(session: Session, person_id: UUID, channel: Channel, *, lock: bool = False) -> ChannelAddress | None:
    """A person's address by one channel."""
    statement = select(ChannelAddress).where(ChannelAddress.person_id == person_id, ChannelAddress.channel == channel)
    return session.exec(statement.with_for_update() if lock else statement).first()


def switches(session: Session) -> dict[Channel, ChannelSettings]:
    """The channels that somebody has ever switched."""
    return {row.channel: row for row in session.exec(select(ChannelSettings))}


def find_switch(session: Session, channel: Channel) -> ChannelSettings | None:
    """One channel's switch, held for change."""
    statement = select(ChannelSettings).where(ChannelSettings.channel == channel).with_for_update()
    return session.exec(statement).first()
