"""A person's own choice: reminded at all or not, and by which ways besides the inbox."""

from collections.abc import Sequence

from app.audit.service import record
from app.core.config import Settings
from app.core.errors import FieldError, Invalid, StaleVersion
from app.core.i18n import N_
from app.core.work import Work
from app.reminders import repository
from app.reminders.models import ReminderSettings
from app.reminders.policy_channels import own_id
from app.reminders.schemas import ReminderSettingsIn
from app.reminders.schemas_channels import OwnRemindersView
from app.reminders.service import get_settings
from app.reminders.service_addresses import available_channels, list_addresses


def get_own(work: Work, settings: Settings) -> OwnRemindersView:
    """The actor's choice, the channels that the county offers, and their own addresses, masked."""
    choice = get_settings(work)
    return OwnRemindersView(
        **choice.model_dump(), available=available_channels(work, settings), addresses=list_addresses(work, settings)
    )


def put_own(work: Work, settings: Settings, body: ReminderSettingsIn, expected: int | None) -> OwnRemindersView:
    """Set the actor's choice; channels that are left out stay. StaleVersion when it changed since it was read.

    Invalid at `/channels/N` for one that is newly chosen and not offered, or without an address.
    """
    person_id = own_id(work.actor)
    row = repository.find_settings(work.session, person_id, lock=True)
    if expected is not None and expected != (row.version if row else 0):
        raise StaleVersion(extra={"current": get_own(work, settings).model_dump(mode="json")})
    held = get_settings(work).channels
    if body.channels is not None:
        _refuse_unreachable(work, settings, body.channels, held)
    channels: list[str] = sorted(held if body.channels is None else body.channels)
    if row is None or (row.muted, row.channels) != (body.muted, channels):
        row = row or ReminderSettings(person_id=person_id)
        row.muted, row.channels = body.muted, channels
        work.session.add(row)
        work.session.flush()
        record(work, "reminders.change", "person", person_id, muted=body.muted, channels=channels)
    return get_own(work, settings)


def _refuse_unreachable(work: Work, settings: Settings, wanted: Sequence[str], held: Sequence[str]) -> None:
    offered = {one.value for one in available_channels(work, settings)}
    reached = {one.channel.value for one in list_addresses(work, settings)}
    errors = []
    for index, channel in enumerate(wanted):
        if channel == "inbox" or channel in held:
            continue
        if channel not in offered:
            errors.append(FieldError(f"/channels/{index}", "channel-closed", N_("本地没有开通这个提醒途径。")))
        elif channel not in reached:
            errors.append(FieldError(f"/channels/{index}", "no-address", N_("请先填写这个途径的地址。")))
    if errors:
        raise Invalid(errors=tuple(errors))
