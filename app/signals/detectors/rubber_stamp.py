"""审阅流于形式: approvals faster than anybody reads, by the minute or by the month. The subject is the supervisor.

A burst is 15 or more approvals within 60 seconds; none where an older system says that each text had been open for as
long as reading takes (many approved at once after a holiday), or where the texts are so short that the minute was
enough. Over a month, or a day of as many, it is the median that speaks, against the length of the texts; a few quick
decisions are nothing.
Whoever sends a text back has read it. Decisions taken in Jishi on a card that shows the text count for nothing here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from app.core.clock import month_of
from app.signals.corpus import NOBODY, Corpus, Flags, Int, Real
from app.signals.detectors.cells import BEIJING_MS, DAY_MS, MINUTE_MS, SECOND_MS, days_at, graded
from app.signals.detectors.places import order_by, said
from app.signals.found import NEAR, RAISED, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Decisions, seconds, characters a second."""

    version: int = 2
    window_ms: int = MINUTE_MS
    near_burst: int = 12
    burst: int = 15
    sure_burst: int = 30
    skim: float = 18.0
    """Characters a second that nobody beats who looks at all; and no decision takes less than `glance` seconds."""
    glance: float = 1.8
    read: float = 8.0
    """Characters a second of plain reading, with a second for the tap: so much time excuses a burst without times."""
    tap: float = 1.0
    least: int = 10
    near_haste: float = 0.75
    day_haste: float = 1.5
    """A single day must be this much quicker than a look, not just quicker."""
    sure_haste: float = 3.0
    known: float = 0.5
    unmeasured: float = 0.5
    """With this share of zeros a source does not measure how long a text was open."""
    examples: int = 20


AT = Thresholds()


@dataclass(frozen=True, slots=True, eq=False)
class _Decisions:
    """Approvals that count, in the order (supervisor, instant); `need` is how long the quickest look takes."""

    at: Int
    days: Int
    entry: Int
    chars: Int
    view: Real
    need: Real

    def part(self, span: slice) -> "_Decisions":
        """Some of them, in a row."""
        columns = (self.at, self.days, self.entry, self.chars)
        at, days, entry, chars = (column[span] for column in columns)
        return _Decisions(at, days, entry, chars, self.view[span], self.need[span])


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """All decisions, and where each supervisor's begin."""

    decisions: _Decisions
    begins: Int


class _Bursts(NamedTuple):
    """Which decisions stand in a burst, and the fullest minute: how many, from when, in how many milliseconds."""

    inside: Flags
    most: int
    start_ms: int
    span_ms: int


class RubberStamp:
    """The detector; what is prepared is every approval with the time that reading it takes."""

    kind = SignalKind.RUBBER_STAMP
    rule = f"rubber_stamp/{AT.version}"

    def prepare(self, corpus: Corpus) -> _Prepared:
        said_of, entries = corpus.approvals, corpus.entries
        lengths = np.array([len(text.strip()) for text in entries.text] or [0], dtype=np.int64)
        keys = np.lexsort((np.array(said_of.ids, dtype=np.str_), said_of.decided_at, said_of.supervisor))
        rows = keys[said_of.approved[keys] & (said_of.card[keys] == NOBODY)]
        rows = rows[_firsts(said_of.supervisor[rows], said_of.entry[rows])]
        entry = said_of.entry[rows]
        chars = np.where(entry == NOBODY, 0, lengths[np.maximum(entry, 0)])
        _, begins = order_by(said_of.supervisor[rows], len(corpus.supervisors))
        at = said_of.decided_at[rows]
        view = said_of.view_seconds[rows]
        known = view[~np.isnan(view)]
        if len(known) and float(np.mean(known == 0)) > AT.unmeasured:
            view = np.where(view == 0, np.nan, view)
        need = np.maximum(AT.glance, chars / AT.skim)
        return _Prepared(_Decisions(at, days_at(at), entry, chars, view, need), begins)

    def find(self, corpus: Corpus, prepared: _Prepared, subjects: Sequence[int]) -> Iterator[Found]:
        for supervisor in subjects:
            start, end = int(prepared.begins[supervisor]), int(prepared.begins[supervisor + 1])
            own = prepared.decisions.part(slice(start, end))
            months = np.array([month_of(date.fromordinal(day)) for day in own.days.tolist()], dtype=np.str_)
            judged = (own.days >= corpus.first) & (own.days <= corpus.last)
            for month in np.unique(months[judged]).tolist():
                found = _look(own, (months == month) & judged, supervisor, month)
                if found is not None:
                    yield found


def _firsts(supervisor: Int, entry: Int) -> Flags:
    """Which rows are their supervisor's first on their entry: approving twice is one decision."""
    seen: set[tuple[int, int]] = set()
    first = np.ones(len(entry), dtype=np.bool_)
    for at, pair in enumerate(zip(supervisor.tolist(), entry.tolist(), strict=True)):
        first[at] = pair[1] == NOBODY or pair not in seen
        seen.add(pair)
    return first


def _look(own: _Decisions, month: Flags, supervisor: int, name: str) -> Found | None:
    bursts, span = _bursts(own, month), month
    burst = graded(bursts.most, AT.near_burst, AT.burst, AT.sure_burst)
    haste, numbers = _haste(own, month)
    if max(burst, haste) < RAISED and (day := _hastiest_day(own, month)) is not None:
        span = day
        haste, numbers = _haste(own, span)
        numbers["on"] = said(int(own.days[day][0]))
    if max(burst, haste) < NEAR:
        return None
    inside, said_all = np.zeros(len(month), dtype=np.bool_), {}
    if burst >= NEAR and (burst >= haste or span is month):
        inside, said_all = inside | bursts.inside, _burst_numbers(bursts)
    if haste >= NEAR and (haste > burst or span is month):
        inside, said_all = inside | _hasty(own, span), said_all | numbers
    rows = np.flatnonzero(inside)
    entries = [row for row in dict.fromkeys(own.entry[rows].tolist()) if row != NOBODY]
    return Found(
        kind=RubberStamp.kind,
        subject=supervisor,
        month=name,
        days=tuple(sorted(set(own.days[rows].tolist()))),
        score=round(1 - (1 - burst) * (1 - haste) if min(burst, haste) >= RAISED else max(burst, haste), 4),
        rule=RubberStamp.rule,
        entries=tuple(entries[: AT.examples]),
        numbers=said_all,
    )


def _burst_numbers(bursts: _Bursts) -> dict[str, int | float | str]:
    """The fullest minute in the words of its sentence."""
    seconds = (bursts.start_ms + BEIJING_MS) % DAY_MS // SECOND_MS
    return {
        "burst": bursts.most,
        "on": said(int(days_at(np.array([bursts.start_ms]))[0])),
        "time": f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}",
        "seconds": -(-bursts.span_ms // SECOND_MS),
    }


def _bursts(own: _Decisions, month: Flags) -> _Bursts:
    """Minutes of the month with too many approvals to have been read (if none, the fullest that nearly is one)."""
    last = int(np.flatnonzero(month)[-1]) + 1
    ends = np.minimum(np.searchsorted(own.at, own.at + AT.window_ms, "right"), last)
    counts = np.where(month, ends - np.arange(len(ends)), 0)
    inside, most, best = np.zeros(len(own.at), dtype=np.bool_), 0, slice(0, 0)
    for start in np.flatnonzero(counts >= AT.near_burst).tolist():
        part = slice(start, int(ends[start]))
        if (int(counts[start]) <= most < AT.burst) or _was_read(own.part(part)):
            continue
        inside[part] |= bool(counts[start] >= AT.burst)
        if counts[start] > most:
            most, best = int(counts[start]), part
    inside[best] = True
    at = own.at[best]
    return _Bursts(inside, most, int(at[0]) if most else 0, int(at[-1] - at[0]) if most else 0)


def _was_read(part: _Decisions) -> bool:
    """Whether the approvals of a minute were taken after reading: their texts had been open, or are very short."""
    known = ~np.isnan(part.view)
    if float(np.mean(known)) >= AT.known:
        return float(np.median(part.view[known] / (part.chars[known] / AT.read + AT.tap))) >= 1
    reading = float(np.sum(part.chars / AT.read + AT.tap))
    return bool((part.chars > 0).all()) and int(part.at[-1] - part.at[0]) >= reading * SECOND_MS


def _hasty(own: _Decisions, month: Flags) -> Flags:
    """Approvals whose text was open for less than the quickest look takes."""
    return np.asarray(month & ~np.isnan(own.view) & (np.nan_to_num(own.view) < own.need))


def _hastiest_day(own: _Decisions, month: Flags) -> Flags | None:
    """The approvals of the day of the month on which so many were taken at a glance, if there is one."""
    found = []
    for day in np.unique(own.days[_hasty(own, month)]).tolist():
        rows = month & (own.days == day)
        known = rows & ~np.isnan(own.view)
        if np.count_nonzero(known) >= AT.burst:
            quicker = float(np.median(own.need[known] / np.maximum(own.view[known], 1e-9)))
            found += [(-quicker, day)] if quicker >= AT.day_haste else []
    return month & (own.days == min(found)[1]) if found else None


def _haste(own: _Decisions, month: Flags) -> tuple[float, dict[str, int | float | str]]:
    """The score of a month by its median, and what its sentence says."""
    known = month & ~np.isnan(own.view)
    count = int(np.count_nonzero(known))
    if count < AT.least:
        return 0.0, {}
    view, need = own.view[known], own.need[known]
    haste = 1 / max(float(np.median(view / need)), 1e-9)
    median = float(np.median(view))
    numbers: dict[str, int | float | str] = {
        "decisions": count,
        "median": int(median) if median == int(median) else round(median, 1),
        "chars": int(np.median(own.chars[known])),
    }
    return graded(haste, AT.near_haste, 1.0 + 1e-9, AT.sure_haste), numbers
