"""集中补记: the records of several workdays written one after another in one sitting, days later.

The phone's clock says when something was written, so honest work without a network, sent all at once, is no sitting.
That clock can be set: where it says "daily" and everything arrived in one go days later, same-day evidence (a check-in,
a photo taken that day) settles it, and so does evidence of a later day; without any it is half believed and stays just
below, because evidence is optional. Who left none at all is asked in three cases: the records came as far apart as it
takes to type each of them; so many days without any are quite unlike this very person; or what was written on later
days had arrived while these were still to come, for a phone that finds the network sends all that it holds. Where the
phone said nothing the server's clock speaks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import exp
from typing import NamedTuple

import numpy as np

from app.signals.corpus import NO_TIME, NOBODY, Corpus, Flags, Int
from app.signals.detectors.cells import (
    MINUTE_MS,
    SECOND_MS,
    SURE,
    Cell,
    cells_of,
    days_at,
    is_workday,
    rows_of,
)
from app.signals.found import NEAR, RAISED, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Counts of workdays, lags in calendar days, gaps in milliseconds."""

    version: int = 3
    least: int = 3
    late: int = 2
    """So many of them at least are not written on their own day."""
    lag: int = 2
    gap_ms: int = 15 * MINUTE_MS
    typing_ms: int = 30 * SECOND_MS
    """How long writing takes where nobody measured."""
    fits: float = 0.5
    """Share of gaps long enough to have typed the next record in them."""
    typed_all: float = 0.8
    """Share of such gaps at which a sending of drafts is no explanation any more."""
    agrees: float = 0.5
    """Share of records with evidence of their own day that excuses a late sending."""
    habit_least: int = 6
    chance: float = 0.002
    """That one who leaves evidence as often as this person left none on so many days."""
    overtaken: int = 2
    """Days on which what was written later arrived before: one may be another device's."""
    bulk: int = 3
    """So many people with several records of one and the same instant: a machine has loaded them."""
    pair_score: float = 0.35
    doubted: float = 0.42
    unlike: float = 0.55
    slowly: float = 3.0


AT = Thresholds()


class Sitting(NamedTuple):
    """Rows written together, the first and the last instant, and how sure it is; lags in calendar days."""

    rows: Int
    first_ms: int
    last_ms: int
    workdays: int
    lag: int
    score: float
    by_phone: bool = True
    later: int = 0
    """Days on which what was written later had arrived before."""


class Excused(NamedTuple):
    """Instants at which a machine loaded many people's records; and records handed in again after a return."""

    bulk: Int
    again: Flags


class Backfill:
    """The detector; what is prepared excuses records whose time is not their author's choice."""

    kind = SignalKind.BACKFILL
    rule = f"backfill/{AT.version}"

    def prepare(self, corpus: Corpus) -> Excused:
        entries = corpus.entries
        silent = entries.written_at == NO_TIME
        own = np.stack([entries.submitted_at[silent], entries.cadre[silent]])
        pairs, counts = np.unique(own, axis=1, return_counts=True)
        instants, people = np.unique(pairs[0, counts >= AT.least], return_counts=True)
        return Excused(instants[people >= AT.bulk], _again(corpus))

    def find(self, corpus: Corpus, prepared: Excused, subjects: Sequence[int]) -> Iterator[Found]:
        for subject in subjects:
            start, end = rows_of(corpus, subject)
            found = sittings(corpus, prepared, start, end) if end - start > 1 else []
            for cell in cells_of(corpus, subject) if found else ():
                own = [sitting for sitting in found if _is_of(corpus, sitting, cell)]
                if own:
                    yield _found(corpus, cell, own)


def _again(corpus: Corpus) -> Flags:
    """Which entries were handed in after a reviewer had returned them: then that is when they were corrected."""
    approvals = corpus.approvals
    known = ~approvals.approved & (approvals.entry != NOBODY)
    entry, decided = approvals.entry[known], approvals.decided_at[known]
    again = np.zeros(len(corpus.entries), dtype=np.bool_)
    again[entry[decided < corpus.entries.submitted_at[entry]]] = True
    return again


def sittings(corpus: Corpus, excused: Excused, start: int, end: int) -> list[Sitting]:
    """What a cadre wrote together: by the phone's clock, or the server's where it said nothing or is doubted."""
    entries = corpus.entries
    rows = np.arange(start, end)
    written, submitted = entries.written_at[start:end], entries.submitted_at[start:end]
    silent = written == NO_TIME
    clock = np.where(silent, submitted, written)
    again = excused.again[start:end]
    use = ~again & (~silent | ~np.isin(submitted, excused.bulk))
    found = [
        sitting
        for group in _groups(rows[use], clock[use])
        if (sitting := _stated(corpus, group, clock[group - start], silent[group - start]))
    ]
    taken = np.concatenate([sitting.rows for sitting in found]) if found else rows[:0]
    late = ~silent & ~again & (days_at(submitted) - entries.day[start:end] >= 1) & ~np.isin(rows, taken)
    doubted = (_doubted(corpus, group, rows) for group in _groups(rows[late], submitted[late]))
    return [*found, *filter(None, doubted)]


def _groups(rows: Int, clock: Int) -> Iterator[Int]:
    """Rows with less than the gap between one and the next; lone ones are left out."""
    order = np.argsort(clock, kind="stable")
    rows, clock = rows[order], clock[order]
    cuts = np.flatnonzero(np.diff(clock) >= AT.gap_ms) + 1
    edges = [0, *cuts.tolist(), len(rows)]
    for at, until in pairwise(edges):
        if until - at > 1:
            yield rows[at:until]


def _stated(corpus: Corpus, rows: Int, clock: Int, silent: Flags) -> Sitting | None:
    """A sitting by the clock that is believed."""
    order = np.argsort(clock, kind="stable")
    sitting = _sitting(corpus, rows[order], clock[order])
    if sitting is None or np.mean(silent) <= AT.fits:
        return sitting
    sitting = sitting._replace(by_phone=False)
    if _fits(corpus, rows[order], clock[order]) >= AT.fits or _same_day(corpus, rows).mean() < AT.agrees:
        return sitting
    return sitting._replace(score=min(sitting.score, AT.doubted))


def _doubted(corpus: Corpus, rows: Int, own: Int) -> Sitting | None:
    """Records that arrived together although the phone says daily."""
    clock = corpus.entries.submitted_at[rows]
    sitting = _sitting(corpus, rows, clock)
    evidence = _same_day(corpus, rows)
    if sitting is None or sitting.score < RAISED or evidence.mean() >= AT.agrees:
        return None
    if _other_day(corpus, rows).mean() >= AT.agrees:
        return sitting._replace(by_phone=False)
    others = np.setdiff1d(own, rows)
    unlike = len(others) >= AT.habit_least and _chance_of_none(corpus, rows, others) <= AT.chance
    typed = _fits(corpus, rows, clock) >= AT.typed_all
    later = _overtaken(corpus, rows, others)
    if not evidence.any() and (typed or unlike or later) and sitting.workdays > AT.least:
        score = (sitting.score + RAISED) / 2 if typed else AT.unlike
        return sitting._replace(score=score, by_phone=False, later=later)
    return sitting._replace(score=AT.doubted, by_phone=False)


def _overtaken(corpus: Corpus, rows: Int, others: Int) -> int:
    """Days on which came what the phone says was written after the first of these, before any of these came; 0 unless
    enough workdays were overtaken on enough days."""
    entries = corpus.entries
    before = entries.submitted_at[others] < entries.submitted_at[rows].min() - AT.gap_ms
    others = others[before & (entries.written_at[others] != NO_TIME)]
    since = np.minimum(entries.submitted_at[others], entries.written_at[others])
    on = days_at(entries.submitted_at[others])
    mine = entries.written_at[rows].tolist()
    later = np.array([len(np.unique(on[since > each])) for each in mine], dtype=np.int64)
    days = np.unique(entries.day[rows[later >= AT.overtaken]])
    return int(later.max()) if int(is_workday(corpus, days).sum()) >= AT.least else 0


def _chance_of_none(corpus: Corpus, rows: Int, others: Int) -> float:
    """How likely these days are without evidence by the habit of the others."""
    habit = (float(_same_day(corpus, others).sum()) + 0.5) / (len(others) + 1)
    return float((1 - habit) ** len(np.unique(corpus.entries.day[rows])))


def _sitting(corpus: Corpus, rows: Int, clock: Int) -> Sitting | None:
    """Sorted by the clock; None unless several workdays, late enough."""
    days = corpus.entries.day[rows]
    lags = days_at(clock) - days
    rows, clock, days, lags = (part[lags >= 0] for part in (rows, clock, days, lags))
    worked = is_workday(corpus, days)
    workdays = np.unique(days[worked])
    late = np.unique(days[worked & (lags >= 1)])
    lag = int(lags[worked].max()) if len(workdays) else 0
    if len(workdays) < 2 or lag < AT.lag:
        return None
    score = AT.pair_score
    if len(workdays) >= AT.least and len(late) >= AT.late:
        weight = (len(workdays) - AT.least) + (lag - AT.lag) / 2 + 0.5
        score = RAISED + (SURE - RAISED) * (1 - exp(-weight / AT.slowly))
    return Sitting(rows, int(clock[0]), int(clock[-1]), len(workdays), lag, score)


def _fits(corpus: Corpus, rows: Int, clock: Int) -> float:
    """Share of them that could have been typed in the time since the one before."""
    seconds = corpus.entries.edit_seconds[rows[1:]]
    needed = np.where(seconds > 0, seconds * SECOND_MS, AT.typing_ms)
    return float(np.mean(np.diff(clock) >= needed))


def _same_day(corpus: Corpus, rows: Int) -> Flags:
    """Whether something else than the record itself is of that day: a check-in, or a photo taken."""
    entries = corpus.entries
    days = entries.day[rows]
    checked = (entries.checkin_at[rows] != NO_TIME) & (days_at(entries.checkin_at[rows]) == days)
    pictured = (entries.taken_at[rows] != NO_TIME) & (days_at(entries.taken_at[rows]) == days)
    return np.asarray(checked | pictured, dtype=np.bool_)


def _other_day(corpus: Corpus, rows: Int) -> Flags:
    """Whether the check-in is of another day than the record, or the photo was taken later."""
    entries = corpus.entries
    days = entries.day[rows]
    checked = (entries.checkin_at[rows] != NO_TIME) & (days_at(entries.checkin_at[rows]) > days)
    pictured = (entries.taken_at[rows] != NO_TIME) & (days_at(entries.taken_at[rows]) > days)
    return np.asarray(checked | pictured, dtype=np.bool_)


def _is_of(corpus: Corpus, sitting: Sitting, cell: Cell) -> bool:
    """Whether it is the month's: enough of its workdays lie there, or no month holds more of them."""
    worked = sitting.rows[is_workday(corpus, corpus.entries.day[sitting.rows])]
    months = np.array([date.fromordinal(day).strftime("%Y-%m") for day in corpus.entries.day[worked].tolist()])
    names, counts = np.unique(months, return_counts=True)
    held = dict(zip(names.tolist(), counts.tolist(), strict=True))
    mine = held.get(cell.month, 0)
    fullest: str = max(held, key=lambda month: (held[month], month), default="")
    return mine >= AT.least or (mine > 0 and cell.month == fullest)


def _found(corpus: Corpus, cell: Cell, own: Sequence[Sitting]) -> Found:
    best = max(sitting.score for sitting in own)
    counted = [sitting for sitting in own if (sitting.score >= RAISED) == (best >= RAISED)]
    rows = np.unique(np.concatenate([sitting.rows for sitting in counted]))
    rows = rows[(rows >= cell.start) & (rows < cell.end)]
    main = max(counted, key=lambda sitting: (sitting.lag, sitting.workdays, -sitting.first_ms))
    return Found(
        kind=Backfill.kind,
        subject=cell.subject,
        month=cell.month,
        days=tuple(sorted(set(corpus.entries.day[rows].tolist()))),
        score=round(max(best, NEAR), 4),
        rule=Backfill.rule,
        entries=tuple(rows.tolist()),
        numbers=_numbers(corpus, main),
    )


def _numbers(corpus: Corpus, main: Sitting) -> dict[str, int | float | str]:
    """Of the sitting with the greatest lag: its day, minutes, workdays, lag in workdays, and whose clock says so."""
    on = int(days_at(np.array([main.first_ms]))[0])
    oldest = int(corpus.entries.day[main.rows].min())
    later: dict[str, int] = {"later": main.later} if main.later else {}
    return {
        **later,
        "on": date.fromordinal(on).isoformat(),
        "minutes": max(1, -((main.first_ms - main.last_ms) // MINUTE_MS)),
        "count": main.workdays,
        "clock": "phone" if main.by_phone else "server",
        "lag": sum(day in corpus.workdays for day in range(oldest + 1, on + 1)),
    }
