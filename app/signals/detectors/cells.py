"""What the detectors of a cadre's month share: whose rows they are, what the clocks say in Beijing, what a score means.

A cell is one cadre's one month inside the judged period; its rows lie together because entries are sorted that way.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from app.core.clock import month_of
from app.signals.corpus import Corpus, Flags, Int
from app.signals.found import NEAR, RAISED

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
DAY_MS = 24 * 60 * MINUTE_MS
BEIJING_MS = 8 * 60 * MINUTE_MS
EPOCH = date(1970, 1, 1).toordinal()
SURE = 0.97


class Cell(NamedTuple):
    """Rows `start` to `end` (not included) of the corpus' entries: one cadre in one month."""

    subject: int
    month: str
    start: int
    end: int

    @property
    def rows(self) -> range:
        return range(self.start, self.end)


def rows_of(corpus: Corpus, subject: int) -> tuple[int, int]:
    """All rows of a cadre, before and inside the judged period: start, and end not included."""
    cadre = corpus.entries.cadre
    return int(np.searchsorted(cadre, subject, "left")), int(np.searchsorted(cadre, subject, "right"))


def cells_of(corpus: Corpus, subject: int) -> Iterator[Cell]:
    """A cadre's months in the judged period, in order, those without an entry left out."""
    start, end = rows_of(corpus, subject)
    days = corpus.entries.day[start:end]
    at = start + int(np.searchsorted(days, corpus.first, "left"))
    stop = start + int(np.searchsorted(days, corpus.last, "right"))
    while at < stop:
        on = date.fromordinal(int(corpus.entries.day[at]))
        until = start + int(np.searchsorted(days, next_month(on), "left"))
        yield Cell(subject, month_of(on), at, min(until, stop))
        at = min(until, stop)


def cells(corpus: Corpus, subjects: Sequence[int]) -> Iterator[Cell]:
    """The cells of several cadres, in their order."""
    for subject in subjects:
        yield from cells_of(corpus, subject)


def next_month(on: date) -> int:
    """The ordinal of the next month's first day."""
    return date(on.year + on.month // 12, on.month % 12 + 1, 1).toordinal()


def days_at(instants: Int) -> Int:
    """The civil dates in Beijing, as ordinals; meaningless for NO_TIME."""
    days: Int = (instants + BEIJING_MS) // DAY_MS + EPOCH
    return days


def time_of_day(instants: Int) -> Int:
    """Milliseconds since midnight in Beijing; meaningless for NO_TIME."""
    since: Int = (instants + BEIJING_MS) % DAY_MS
    return since


def is_workday(corpus: Corpus, days: Int) -> Flags:
    """Whether each is a day of duty by the calendar."""
    return np.array([day in corpus.workdays for day in days.tolist()], dtype=np.bool_)


def part_of(value: float, doubtful: float, clear: float) -> float:
    """How far a weight has come from doubtful to clear, 0 to 1."""
    return min(1.0, max(0.0, (value - doubtful) / (clear - doubtful)))


def graded(value: float, near: float, raised: float, sure: float) -> float:
    """A score: `NEAR` at `near`, `RAISED` at `raised`, `SURE` from `sure` on, straight between, 0 below `near`."""
    if value < near:
        return 0.0
    if value < raised:
        return NEAR + (RAISED - NEAR) * (value - near) / (raised - near)
    if value < sure:
        return RAISED + (SURE - RAISED) * (value - raised) / (sure - raised)
    return SURE
