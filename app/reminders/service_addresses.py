"""Where a person wants to be reached: their own entry, sealed, shown to nobody but masked to themselves."""

from uuid import UUID

from app.audit.service import record
from app.core.config import Settings
from app.core.errors import NotFound, StaleVersion
from app.core.sealing import SealBroken, Sealer, sealer_of
from app.core.work import Work
from app.reminders import policy_channels as policy
from app.reminders import repository, repository_addresses
from app.reminders.errors import ChannelClosed
from app.reminders.models import ReminderSettings
from app.reminders.models_channels import Channel, ChannelAddress
from app.reminders.schemas import CHANNELS
from app.reminders.schemas_channels import AddressIn, AddressView

PURPOSE = "channel-address"
"""What the seal of an address is for; bound to its row."""


def available_channels(work: Work, settings: Settings) -> list[Channel]:
    """The channels that the operator has set up and an administrator has switched on."""
    on = repository_addresses.switches(work.session)
    return [one for one in Channel if one in on and on[one].enabled and not policy.missing_settings(settings, one)]


def _may_use(work: Work, settings: Settings, channel: Channel) -> bool:
    """Administrators try a channel before they switch it on."""
    if policy.can_run_channels(work.actor):
        return not policy.missing_settings(settings, channel)
    return channel in available_channels(work, settings)


def list_addresses(work: Work, settings: Settings) -> list[AddressView]:
    """The actor's own addresses, masked."""
    sealer = sealer_of(settings)
    return [_view(row, sealer) for row in repository_addresses.own_addresses(work.session, policy.own_id(work.actor))]


def put_address(
    work: Work, settings: Settings, channel: Channel, body: AddressIn, expected: int | None
) -> tuple[AddressView, bool]:
    """Give or replace one's own address; the first one by a channel also chooses it. True when it is new.

    ChannelClosed while the county does not offer the channel; StaleVersion when it changed since it was read.
    """
    person_id, sealer = policy.own_id(work.actor), sealer_of(settings)
    if not _may_use(work, settings, channel):
        raise ChannelClosed
    address = policy.read_address(channel, body.address)
    row = repository_addresses.find_address(work.session, person_id, channel, lock=True)
    if expected is not None and expected != (row.version if row else 0):
        raise StaleVersion(extra={"current": _view(row, sealer) if row else None})
    if row is not None and address_of(row, sealer) == address:
        return _view(row, sealer), False
    new = row is None
    row = row or ChannelAddress(person_id=person_id, channel=channel, sealed="")
    row.sealed = sealer.seal(address, purpose=PURPOSE, bound_to=row.id.hex)
    work.session.add(row)
    work.session.flush()
    if new:
        _choose(work, person_id, channel)
    record(work, "reminders.address", "person", person_id, channel=channel.value, replaced=not new)
    return _view(row, sealer), new


def remove_address(work: Work, channel: Channel) -> None:
    """Take one's own address out, and the channel out of the choice; NotFound when there is none."""
    person_id = policy.own_id(work.actor)
    row = repository_addresses.find_address(work.session, person_id, channel, lock=True)
    if row is None:
        raise NotFound
    work.session.delete(row)
    settings = repository.find_settings(work.session, person_id, lock=True)
    if settings is not None and channel in settings.channels:
        settings.channels = [one for one in settings.channels if one != channel]
        work.session.add(settings)
    work.session.flush()
    record(work, "reminders.address-remove", "person", person_id, channel=channel.value)


def address_of(row: ChannelAddress, sealer: Sealer) -> str | None:
    """The address itself, for whoever sends to it; None when it was sealed under a key that is gone."""
    try:
        return sealer.open(row.sealed, purpose=PURPOSE, bound_to=row.id.hex)
    except SealBroken:
        return None


def seal_anew(work: Work, row: ChannelAddress, address: str, sealer: Sealer) -> None:
    """An address that was just opened goes under the present key, should it lie under an earlier one."""
    if not sealer.is_current(row.sealed):
        row.sealed = sealer.seal(address, purpose=PURPOSE, bound_to=row.id.hex)
        work.session.add(row)


def _view(row: ChannelAddress, sealer: Sealer) -> AddressView:
    address = address_of(row, sealer)
    shown = policy.mask(row.channel, address) if address else "***"
    return AddressView(channel=row.channel, version=row.version, masked=shown, updated_at=row.updated_at)


def _choose(work: Work, person_id: UUID, channel: Channel) -> None:
    row = repository.find_settings(work.session, person_id, lock=True)
    row = row or ReminderSettings(person_id=person_id, channels=list(CHANNELS))
    row.channels = sorted({*row.channels, channel.value})
    work.session.add(row)
    work.session.flush()
