"""填写过快且时刻相同: texts that no hand can type, put down at the same second of several days.

Fast alone is a paste from a notes app, the same minute alone is a reminder that rings at 17:30, and both together are
a habit too. What a person cannot do is meet the same second again: so a cluster of fast entries counts only where
chance, given how closely this very person keeps to their time of day, would hardly make it. Where the window is wider
than a second or two, all that was put down around the same minute is reckoned with, at whatever speed. Times of one day
count once (a phone that sends its drafts at once), and a system whose own clock gathers everybody's is nobody's doing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log10
from typing import NamedTuple

import numpy as np

from app.signals.corpus import NO_TIME, Corpus, Flags, Int, Real
from app.signals.detectors.cells import (
    BEIJING_MS,
    DAY_MS,
    MINUTE_MS,
    SECOND_MS,
    Cell,
    cells,
    days_at,
    graded,
    time_of_day,
)
from app.signals.found import NEAR, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Speeds in characters a second, times in milliseconds."""

    version: int = 3
    fast: float = 12.0
    implausible: float = 25.0
    impossible: float = 80.0
    instant_s: int = 1
    """Nobody opens a form, pastes and saves in this many seconds; nor at the impossible speed."""
    exact_ms: int = 2 * SECOND_MS
    loose_ms: int = 15 * SECOND_MS
    least: int = 3
    share: float = 0.6
    """Of the fast entries around the same minute, so many at least stand in the window; fewer are a reminder's."""
    share_plausible: float = 0.75
    """The same where a paste may be as fast."""
    share_loose: float = 0.8
    share_implausible: float = 0.9
    chance_minute: float = 0.05
    """In the wider window at a speed that few pastes reach: chance among the entries of the habit's minute, too."""
    least_pasted: int = 10
    share_pasted: float = 0.95
    """In the wider window at a speed that pasting may reach: then this many, and all of the minute but for one."""
    habit_ms: int = MINUTE_MS
    """How closely honest people keep to a reminder: chance is reckoned among the entries this near on either side."""
    evening_ms: int = 10 * MINUTE_MS
    chance_habit: float = 0.006
    chance_evening: float = 0.002
    live_ms: int = 3 * MINUTE_MS
    """Submitted this soon after writing: then the server's clock says when it was written, too."""
    unmeasured: float = 0.2
    """With this share of zeros a source does not measure how long one wrote."""
    system_least: int = 100
    system: float = 0.05
    """A second of the day that holds this share of all that came without a phone's clock is the server's own."""


AT = Thresholds()


class Sources(NamedTuple):
    """By source: whether a writing time of 0 is a measurement, and the seconds of the day at which a server gathers."""

    measured: Flags
    gathered: dict[int, Flags]


class _Window(NamedTuple):
    rows: Int
    at_ms: int
    chance: float
    loose: bool


class Clockwork:
    """The detector; what is prepared tells a system's habits from a person's."""

    kind = SignalKind.CLOCKWORK
    rule = f"clockwork/{AT.version}"

    def prepare(self, corpus: Corpus) -> Sources:
        entries = corpus.entries
        count = int(entries.source.max()) + 1 if len(entries) else 0
        measured, gathered = np.zeros(count, dtype=np.bool_), {}
        for source in np.unique(entries.source).tolist():
            own = entries.source == source
            known = entries.edit_seconds[own & (entries.edit_seconds >= 0)]
            measured[source] = len(known) > 0 and float(np.mean(known == 0)) <= AT.unmeasured
            gathered[source] = _gathered(entries.submitted_at[own & (entries.written_at == NO_TIME)])
        return Sources(measured, gathered)

    def find(self, corpus: Corpus, prepared: Sources, subjects: Sequence[int]) -> Iterator[Found]:
        for cell in cells(corpus, subjects):
            if cell.end - cell.start >= AT.least and (found := _look(corpus, prepared, cell)):
                yield found


def _gathered(submitted: Int) -> Flags:
    """Which seconds of the day hold too many of these instants to be people's own."""
    seconds = time_of_day(submitted) // SECOND_MS
    counts = np.bincount(seconds, minlength=DAY_MS // SECOND_MS)
    return np.asarray(counts > max(AT.system * len(submitted), AT.system_least))


def speeds(corpus: Corpus, measured: Flags, cell: Cell) -> Real:
    """Characters a second of each entry, 0 where nobody measured; a writing time of 0 counts as one second."""
    entries = corpus.entries
    seconds = entries.edit_seconds[cell.start : cell.end]
    known = (seconds > 0) | ((seconds == 0) & measured[entries.source[cell.start : cell.end]])
    lengths = np.array([len(entries.text[row].strip()) for row in cell.rows], dtype=np.float64)
    return np.where(known, lengths / np.maximum(seconds, 1), 0.0)


def chance_of(k: int, n: int, width: int, span: int) -> float:
    """About how likely `k` of `n` times strewn over `span` lie within `width` of each other (Naus' first term)."""
    share = min(1.0, width / span)
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return min(1.0, exp(ways + log(k) + (k - 1) * log(share)))


def _look(corpus: Corpus, sources: Sources, cell: Cell) -> Found | None:
    speed = speeds(corpus, sources.measured, cell)
    fast = np.flatnonzero(speed > AT.fast)
    if len(fast) < AT.least:
        return None
    instant = (speed > AT.fast) & (corpus.entries.edit_seconds[cell.start : cell.end] <= AT.instant_s)
    pace = np.where(instant, np.maximum(speed, AT.impossible), speed)
    written, submitted = _clocks(corpus, sources, cell)
    choices = ((written, False), (written, True), (submitted, False))
    found = [window for times, loose in choices if (window := _tightest(times, pace, fast, loose))]
    if not found:
        return None
    best = min(found, key=lambda window: (window.chance, -len(window.rows), window.at_ms))
    score = _score(best)
    return _found(corpus, cell, best, speed, score) if score >= NEAR else None


def _clocks(corpus: Corpus, sources: Sources, cell: Cell) -> tuple[Int, Int]:
    """The phone's clock, or the server's where it said nothing; and the server's where it was sent at once."""
    written = corpus.entries.written_at[cell.start : cell.end]
    submitted = corpus.entries.submitted_at[cell.start : cell.end].copy()
    for at in np.flatnonzero(written == NO_TIME).tolist():
        gathered = sources.gathered[int(corpus.entries.source[cell.start + at])]
        if gathered[int(submitted[at] + BEIJING_MS) % DAY_MS // SECOND_MS]:
            submitted[at] = NO_TIME
    live = (written != NO_TIME) & (submitted != NO_TIME) & (np.abs(submitted - written) <= AT.live_ms)
    return np.where(written != NO_TIME, written, submitted), np.where(live, submitted, NO_TIME)


def _tightest(times: Int, speed: Real, fast: Int, loose: bool) -> _Window | None:
    """The cluster of fast entries that chance explains least."""
    fast = fast[times[fast] != NO_TIME]
    fast = fast[np.argsort(time_of_day(times[fast]), kind="stable")]
    return _window(times, speed, fast, loose) if len(fast) >= AT.least else None


def _window(times: Int, speed: Real, fast: Int, loose: bool) -> _Window | None:
    """The window of the day that holds most days, and its chance."""
    since, days = time_of_day(times[fast]) // SECOND_MS * SECOND_MS, days_at(times[fast])
    width = 2 * (AT.loose_ms if loose else AT.exact_ms)
    ends = np.searchsorted(since, since + width, "right").tolist()
    held = [len(set(days[start:end].tolist())) for start, end in enumerate(ends)]
    start = held.index(max(held))
    if held[start] < AT.least:
        return None
    _, firsts = np.unique(days[start : ends[start]], return_index=True)
    rows = fast[start + np.sort(firsts)]
    at = int(since[start] + since[ends[start] - 1]) // 2
    near, evening = (_days_around(times[fast], at, reach) for reach in (AT.habit_ms, AT.evening_ms))
    width += SECOND_MS
    minute = chance_of(len(rows), near, width, 2 * AT.habit_ms)
    if loose:
        every = _days_around(times[times != NO_TIME], at, AT.habit_ms)
        dense = _is_dense_loosely(speed[rows], every, minute)
    else:
        dense = _is_dense(speed[rows], near, minute)
    if not dense:
        return None
    habit = chance_of(len(rows), near, width, 2 * AT.evening_ms) if loose else minute
    rare = chance_of(len(rows), evening, width, 2 * AT.evening_ms)
    return _Window(rows, at, max(habit / AT.chance_habit, rare / AT.chance_evening), loose)


def _days_around(times: Int, at: int, reach: int) -> int:
    """On how many days something was put down this near to a time of day."""
    since = time_of_day(times) // SECOND_MS * SECOND_MS
    return len(set(days_at(times)[np.abs(since - at) <= reach].tolist()))


def _is_dense(speed: Real, near: int, minute: float) -> bool:
    """Whether the narrow window holds what is around the same minute; `minute` is the chance of it there."""
    share = AT.share_plausible if float(np.median(speed)) < AT.implausible else AT.share
    return minute <= AT.chance_minute and len(speed) >= share * near


def _is_dense_loosely(speed: Real, near: int, minute: float) -> bool:
    """Whether the wider window does, the more strictly the more a paste may be as fast."""
    usual, share = float(np.median(speed)), len(speed) / near
    if usual >= AT.impossible:
        return share >= AT.share_loose
    if usual >= AT.implausible:
        return share >= AT.share_implausible and minute <= AT.chance_minute
    return share >= AT.share_pasted and len(speed) >= AT.least_pasted


def _score(window: _Window) -> float:
    """Half where chance is as small as allowed, more for every ten times smaller."""
    return graded(-log10(max(window.chance, 1e-300)), -1.0, 0.0, 8.0)


def _found(corpus: Corpus, cell: Cell, window: _Window, speed: Real, score: float) -> Found:
    rows = np.sort(window.rows)
    seconds = window.at_ms // SECOND_MS
    return Found(
        kind=Clockwork.kind,
        subject=cell.subject,
        month=cell.month,
        days=tuple(sorted({int(corpus.entries.day[cell.start + row]) for row in rows})),
        score=round(score, 4),
        rule=Clockwork.rule,
        entries=tuple(int(cell.start + row) for row in rows),
        numbers={
            "count": len(rows),
            "time": f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}",
            "within": (AT.loose_ms if window.loose else AT.exact_ms) // SECOND_MS,
            "speed": int(np.min(speed[rows])),
        },
    )
