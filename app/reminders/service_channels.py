"""The county's channels as a system administrator looks after them: set up, switched on, how fast, how they fare."""

from datetime import timedelta
from typing import Any

from app.audit.service import record
from app.core.config import Settings
from app.core.errors import StaleVersion, require
from app.core.work import Work
from app.reminders import policy_channels as policy
from app.reminders import repository_addresses, repository_delivery_log
from app.reminders.errors import ChannelUnconfigured
from app.reminders.models_channels import Channel, ChannelSettings, DeliveryState
from app.reminders.schemas_channels import ChannelHealth, ChannelIn, ChannelList, ChannelView

WINDOW = timedelta(days=1)


def list_channels(work: Work, settings: Settings) -> ChannelList:
    """Every channel; Forbidden to all but system administrators. Names of settings, never what they hold."""
    require(policy.can_run_channels(work.actor))
    switches = repository_addresses.switches(work.session)
    pauses = repository_delivery_log.pauses(work.session, work.now)
    counts = repository_delivery_log.count_states(work.session, work.now - WINDOW)
    usual = ChannelSettings.model_fields["per_minute"].default
    views = []
    for channel in Channel:
        row, pause, missing = switches.get(channel), pauses.get(channel), policy.missing_settings(settings, channel)
        under_way = counts.get((channel, DeliveryState.SENDING), 0)
        health = {state.value: counts.get((channel, state), 0) for state in DeliveryState}
        health["waiting"] += under_way
        views.append(
            ChannelView(
                channel=channel,
                version=row.version if row else 0,
                configured=not missing,
                missing=missing,
                enabled=bool(row and row.enabled),
                per_minute=row.per_minute if row else usual,
                paused_until=pause.until_at if pause else None,
                pause_code=pause.code if pause else None,
                last_day=ChannelHealth.model_validate(health),
            )
        )
    return ChannelList(items=views)


def put_channel(work: Work, settings: Settings, channel: Channel, body: ChannelIn, expected: int | None) -> ChannelView:
    """Switch a channel, or set its limit; ChannelUnconfigured for switching on what the operator has not set up."""
    require(policy.can_run_channels(work.actor))
    row = repository_addresses.find_switch(work.session, channel)
    if expected is not None and expected != (row.version if row else 0):
        raise StaleVersion(extra={"current": _view(work, settings, channel).model_dump(mode="json")})
    missing = policy.missing_settings(settings, channel)
    if body.enabled and missing and not (row and row.enabled):
        raise ChannelUnconfigured(missing="、".join(missing))
    before = (row.enabled, row.per_minute) if row else (False, 0)
    if before != (body.enabled, body.per_minute):
        row = row or ChannelSettings(channel=channel)
        row.enabled, row.per_minute = body.enabled, body.per_minute
        work.session.add(row)
        work.session.flush()
        told: dict[str, Any] = {"enabled": body.enabled, "per_minute": body.per_minute, "was_enabled": before[0]}
        record(work, "reminders.channel", "channel", row.id, channel=channel.value, **told)
    return _view(work, settings, channel)


def _view(work: Work, settings: Settings, channel: Channel) -> ChannelView:
    return next(one for one in list_channels(work, settings).items if one.channel is channel)
