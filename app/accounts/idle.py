"""How long a session lasts unused: days on a phone, half an hour at a desk. Pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

PHONE_DAYS, PHONE_IDLE_DAYS, DESK_IDLE_MINUTES = 30, 7, 30


class IdleSince(NamedTuple):
    """Sessions last used before these instants are over."""

    phone: datetime
    desk: datetime


def idle_since(now: datetime) -> IdleSince:
    """The last instants of use that still count at `now`."""
    return IdleSince(now - timedelta(days=PHONE_IDLE_DAYS), now - timedelta(minutes=DESK_IDLE_MINUTES))


def is_alive(phone: bool, last_seen_at: datetime, now: datetime) -> bool:
    """Whether a session that was last used then is still one."""
    since = idle_since(now)
    return last_seen_at > (since.phone if phone else since.desk)
