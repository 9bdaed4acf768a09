"""What has waited for more than five workdays, by the calendar in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.work import Work
from app.workdays.service import get_calendar
from app.workdays.waiting import REACH, long_waiting


@dataclass(frozen=True, slots=True)
class Patience:
    """What has waited for long today, and how long."""

    today: date
    long_since: date
    passed: Mapping[date, int]
    is_workday: bool

    def is_long(self, since: date) -> bool:
        """Whether what came then has waited more than five workdays."""
        return since <= self.long_since

    def workdays(self, since: date) -> int:
        """How many workdays it has waited; no more than forty days are looked at."""
        return self.passed[max(since, min(self.passed))]


def patience_of(work: Work) -> Patience:
    """Counted from the workday calendar, up to today."""
    calendar = get_calendar(work, work.today - REACH, work.today)
    passed, count = dict[date, int](), 0
    for back in range(REACH.days + 1):
        on = work.today - timedelta(days=back)
        passed[on] = count
        count += calendar.is_workday(on)
    return Patience(work.today, long_waiting(calendar.is_workday, work.today), passed, calendar.is_workday(work.today))
