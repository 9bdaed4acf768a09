"""One term on one axis: rows of bars over the months, in percent of the whole span. Plain values.

Higher domains add rows of their own (rates, insurance) by `provide`, as they alone know them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.core import clock
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Bar:
    """From one day to another, both included; `plain` is a word without a bar; tone good, act, ask, rest or quiet."""

    first: date
    last: date
    text: str
    tone: str = "quiet"
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A named row; the name is a Chinese source text that the page translates."""

    name: str
    bars: tuple[Bar, ...]


Source = Callable[[Work, UUID, str], Iterable[Row]]
"""(work, secondment id, locale) -> the rows that a higher domain knows of; bar texts are ready to read."""
_sources: list[Source] = []


def provide(source: Source) -> None:
    """Let a higher domain's rows stand below ours; providing twice counts once."""
    if source not in _sources:
        _sources.append(source)


def provided(work: Work, secondment_id: UUID, locale: str) -> list[Row]:
    """The rows of every higher domain."""
    return [row for source in _sources for row in source(work, secondment_id, locale)]


@dataclass(frozen=True, slots=True)
class Axis:
    """The months from the first day's to the last day's, whole."""

    first: date
    last: date

    @classmethod
    def over(cls, start_on: date, end_on: date) -> "Axis":
        """The whole months that a term touches."""
        return cls(start_on.replace(day=1), clock.month_bounds(clock.month_of(end_on))[1])

    @property
    def months(self) -> list[str]:
        """Every month, `2026-04`."""
        found, month = [], clock.month_of(self.first)
        while month <= clock.month_of(self.last):
            found.append(month)
            month = clock.next_month(month)
        return found

    def percent(self, on: date) -> float:
        """Where a day begins, 0 to 100."""
        whole = (self.last - self.first).days + 1
        return round(100 * min(max((on - self.first).days, 0), whole) / whole, 3)

    def marks(self, label: Callable[[str], str], at_most: int = 12) -> list[tuple[float, str]]:
        """The first days of the months, thinned out on a long term."""
        months = self.months
        step = -(-len(months) // at_most)
        return [(self.percent(clock.month_bounds(month)[0]), label(month)) for month in months[::step]]

    def drawn(self, row: Row) -> list[dict[str, Any]]:
        """The bars of a row that lie on the axis, as the page's macro takes them."""
        shown = [bar for bar in row.bars if bar.first <= self.last and bar.last >= self.first]
        return [
            {
                "from": self.percent(bar.first),
                "to": self.percent(bar.last + timedelta(days=1)),
                "text": bar.text,
                "tone": bar.tone,
                "plain": bar.plain,
            }
            for bar in shown
        ]

    def today(self, on: date) -> float | None:
        """Where today stands, None outside."""
        return self.percent(on) if self.first <= on <= self.last else None
