"""How deliveries fare, in counts alone, for whoever watches the service."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.core.work import Work
from app.reminders import repository_delivery_log as repository
from app.reminders.models_channels import Channel, DeliveryState

RECENT = timedelta(days=1)


def count_recent(work: Work) -> Mapping[tuple[Channel, DeliveryState], int]:
    """The last day's deliveries by channel and state; what does not occur is missing."""
    return repository.count_states(work.session, work.now - RECENT)


def paused_channels(work: Work) -> Mapping[Channel, datetime]:
    """Until when which channels are left alone."""
    return {channel: row.until_at for channel, row in repository.pauses(work.session, work.now).items()}
