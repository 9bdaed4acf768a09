"""Days in a draft: written as 6月3日、10日 and read back from what was kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

MOST = 6
"""So many days or stretches are named; more are said by their months."""
OFTEN = "多次"
_DAY = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})日(?:至(?:(\d{1,2})月)?(\d{1,2})日)?")
_MONTHS = re.compile(r"(\d{1,2})月(?:至(\d{1,2})月)?多次")


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a phrase, and the months (as their first days) in which it was often."""

    named: frozenset[date] = frozenset()
    often: frozenset[date] = frozenset()

    @classmethod
    def of(cls, *days: date) -> "Days":
        """Of these days."""
        return cls(frozenset(days))

    def __or__(self, other: "Days") -> "Days":
        return Days(self.named | other.named, self.often | other.often)

    def __bool__(self) -> bool:
        return bool(self.named or self.often)

    def within(self, first: date, last: date) -> "Days":
        """Those from `first` to `last`, both included."""
        often = frozenset(one for one in self.often if first.replace(day=1) <= one <= last)
        return Days(frozenset(one for one in self.named if first <= one <= last), often)


def say_days(days: Days) -> str:
    """`6月3日、10日至12日`; `4月至6月多次` when there are too many to name."""
    runs = _runs(sorted(days.named))
    if days.often or len(runs) > MOST:
        months = sorted(days.often | {one.replace(day=1) for one in days.named})
        first, last = months[0].month, months[-1].month
        return f"{first}月{OFTEN}" if first == last else f"{first}月至{last}月{OFTEN}"
    words, month = [], 0
    for first_on, last_on in runs:
        word = f"{first_on.month}月{first_on.day}日" if first_on.month != month else f"{first_on.day}日"
        month = first_on.month
        if last_on > first_on:
            word += f"至{last_on.month}月{last_on.day}日" if last_on.month != month else f"至{last_on.day}日"
            month = last_on.month
        words.append(word)
    return "、".join(words)


def _runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Three days on end and more are one stretch."""
    found: list[tuple[date, date]] = []
    for _, some in groupby(enumerate(days), key=lambda pair: pair[1] - timedelta(days=pair[0])):
        run = [day for _, day in some]
        found += [(run[0], run[-1])] if len(run) > 2 else [(day, day) for day in run]
    return found


def read_days(text: str, first: date, last: date) -> Days | None:
    """The days that brackets name, in a period; None when they say something else."""
    often = _MONTHS.fullmatch(text)
    if often:
        begin, end = int(often[1]), int(often[2] or often[1])
        return Days(often=frozenset(_dated(first, last, month, 1) or first for month in range(begin, end + 1)))
    named: set[date] = set()
    month = 0
    for word in text.split("、"):
        found = _DAY.fullmatch(word)
        if found is None:
            return None
        month = int(found[1] or month)
        begin_on = _dated(first, last, month, int(found[2]))
        month = int(found[3] or month)
        end_on = _dated(first, last, month, int(found[4] or found[2]))
        if begin_on is None or end_on is None or end_on < begin_on or (end_on - begin_on).days > 100:
            return None
        named |= {begin_on + timedelta(days=step) for step in range((end_on - begin_on).days + 1)}
    return Days(frozenset(named))


def _dated(first: date, last: date, month: int, day: int) -> date | None:
    """The date in the period's year; of a week over New Year in the one that fits."""
    for year in dict.fromkeys((first.year, last.year)):
        try:
            on = date(year, month, day)
        except ValueError:
            return None
        if first.replace(day=1) <= on <= last or first.year == last.year:
            return on
    return None
