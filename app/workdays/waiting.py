"""How long something has waited, in workdays: what came on a Friday evening has not waited over the weekend."""

from collections.abc import Callable
from datetime import date, timedelta

PATIENCE = 5
"""After so many whole workdays what waits is shown to the unit's head as well."""
REACH = timedelta(days=40)
"""Further back than any five workdays: the longest holiday with its weekends is half of it."""
_DAY = timedelta(days=1)


def workdays_since(is_workday: Callable[[date], bool], since: date, today: date) -> int:
    """The workdays after `since`, today among them: 0 on the day itself, 1 on the next workday."""
    return sum(is_workday(since + _DAY * step) for step in range(1, (today - since).days + 1))


def long_waiting(is_workday: Callable[[date], bool], today: date) -> date:
    """The latest day such that what came then has waited more than five workdays today."""
    on, passed = today, 0
    while passed <= PATIENCE and today - on < REACH:
        passed += is_workday(on)
        on -= _DAY
    return on
