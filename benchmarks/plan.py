"""How much is measured, and which days are what."""

import os
from dataclasses import dataclass
from datetime import date, timedelta

from app.core import clock

FREE_DAYS = 14
"""Workdays back that are free to write: enough new days for every round."""
HISTORY_DAYS = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes of the data, and rounds of `seconds` after `warm` seconds for each variant and request."""

    cadres: int
    months: int
    rounds: int
    seconds: float
    warm: float
    supervisors: int = 200
    connections: int = 16

    @property
    def new_days(self) -> list[date]:
        """Days that have no record yet and are free to write: today first."""
        return [clock.today() - timedelta(days=back) for back in range(FREE_DAYS)]

    @property
    def last_on(self) -> date:
        """The newest day of the history."""
        return clock.today() - timedelta(days=FREE_DAYS + 10)

    @property
    def first_on(self) -> date:
        """The oldest day of the history."""
        return self.last_on - timedelta(days=HISTORY_DAYS - 1)


WHOLE = Plan(cadres=10_000, months=10, rounds=5, seconds=5, warm=1)
QUICK = Plan(cadres=2_000, months=2, rounds=2, seconds=2, warm=1)


def chosen() -> Plan:
    """The whole plan, or the quick one with QUICK=1."""
    return QUICK if os.environ.get("QUICK", "") not in ("", "0") else WHOLE
