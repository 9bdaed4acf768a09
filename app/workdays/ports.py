"""What the calendar asks of the domains above it, handed in when the application is put together.

Until somebody hands something in, no change touches anybody's month.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.work import Work
from app.workdays.overlays import Calendar
from app.workdays.schemas import MonthEffectView

Effects = Callable[[Work, Calendar, Collection[date]], Sequence[MonthEffectView]]
"""(the calendar as it would be, the dates it changes) -> what that does to the months that have begun."""


def _nobody(_work: Work, _calendar: Calendar, _days: Collection[date]) -> Sequence[MonthEffectView]:
    return ()


@dataclass(slots=True)
class Ports:
    """The functions handed in; `attendance` provides them."""

    effects: Effects = _nobody


PORTS = Ports()
