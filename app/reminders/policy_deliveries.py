"""When a delivery may be sent, and when it is tried again: within its day's hours, less and less often, not in step."""

from datetime import datetime, timedelta

from app.core import clock
from app.reminders.policy import CLOSES, OPENS

MOST_FAILURES = 6
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(minutes=30)
LAST_CALL = timedelta(seconds=90)
"""How long before its end a window takes no more: whatever a server does, nothing leaves the house after it."""
MOST_LATE = timedelta(seconds=15)
"""Between noting an attempt and sending it; whoever stood still in between sends nothing any more."""
LEFT_BEHIND = timedelta(minutes=3)
"""No sending lasts so long; one that is still open was left by a process that is gone."""
MOST_FAULTS, FAULTS_PAUSE = 3, 300.0
"""So many failures in a row, and the channel rests for so many seconds: others' messages are not spent on it."""
RATE_SPAN = timedelta(minutes=1)


def in_hours(now: datetime) -> bool:
    """Whether the wall clock is between the hours of reminders."""
    return OPENS <= clock.beijing(now).time() < CLOSES


def may_send(now: datetime, expires_at: datetime) -> bool:
    """In the hours of reminders, with time left; the day itself was chosen by whoever queued it."""
    return in_hours(now) and now < expires_at - LAST_CALL


def next_try(now: datetime, failures: int, asked: float | None, expires_at: datetime, roll: float) -> datetime | None:
    """When to try again after `failures` in a row; None when that would be too late or it was tried often enough.

    The delay doubles up to half an hour, of which `roll` (0 to 1) takes off at most half. `asked` are the seconds that
    the channel wants to be left alone.
    """
    if failures >= MOST_FAILURES:
        return None
    delay = min(FIRST_DELAY * 2 ** (failures - 1), LONGEST_DELAY) * (0.5 + roll / 2)
    at = now + max(delay, timedelta(seconds=asked or 0))
    return at if at < expires_at - LAST_CALL else None
