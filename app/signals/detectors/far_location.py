"""签到远离岗位: check-ins of several days of duty in one place far from the post, without a trip or leave behind it.

One place is what tells living elsewhere from getting about: visits to many far villages are work. What says nothing:
a fix that may be off by a kilometre, one of a day of rest or of another day than the record's, of an evening within
reach of the post (people go home after work) or before a day of rest, the days around a registered absence (the way),
and days on end whose entries name an official trip. Where the post's own coordinate is at fault (a person is always in
one place, where colleagues of the unit are always, too) nobody is far.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.signals.corpus import NO_TIME, Corpus, Flags, Int, Leaves, Real
from app.signals.detectors.cells import DAY_MS, Cell, cells, days_at, graded, is_workday, time_of_day
from app.signals.detectors.places import blur_km, days_away, from_post, is_place, kilometres, order_by
from app.signals.found import NEAR, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Kilometres, days, shares of somebody's fixes, hours of the day."""

    version: int = 2
    far_km: float = 20.0
    coarse_km: float = 1.0
    tight_km: float = 3.0
    cluster_km: float = 5.0
    wide_days: int = 6
    """A place is this wide from so many days on, else as tight."""
    main_share: float = 0.4
    """Of the far days: the place where somebody stays, not one of many that they visit, unless further off than all."""
    near_days: int = 3
    least_days: int = 4
    sure_days: int = 10
    run_days: int = 3
    """Days of one journey follow each other, a weekend between them."""
    named_share: float = 0.5
    """Of a journey's days: then, or when its first day says so, the entries themselves call it a trip."""
    doubted: float = 0.4
    """The score where only such days make the number full, or the place is one of many: never a question alone."""
    hours: tuple[int, int] = (5, 20)
    evening_km: float = 80.0
    """Nobody who worked at the post is so far away the same evening, unless the next day is free."""
    always: float = 0.8
    """Of somebody's fixes in one place: then that is where they are posted, or the coordinate of the post is wrong."""
    least_fixes: int = 4


AT = Thresholds()
TRIP_TYPES = frozenset({"公务外出", "外出公务", "外出", "出差", "因公外出", "外出培训", "official_trip"})
TRIP_WORDS = re.compile(r"出差|公出|因公外出|公务外出|外出公务")
MAYBE_TYPES = frozenset({"培训", "training"})
MAYBE_WORDS = re.compile(r"(?:外出|赴|前往)[^，。；,;]{0,12}(?:学习|培训|考察|招商|参训)")
"""What is done in the villages of the post, too."""


class _Facts(NamedTuple):
    """By entry: kilometres to the post, whether it is a fix to go by, and far; entries in the order of terms."""

    away: Real
    fixed: Flags
    far: Flags
    by_term: tuple[Int, Int]
    units: dict[tuple[str, str], list[int]]


class _Place(NamedTuple):
    """Where somebody's fixes of a term mostly are."""

    cadre: int
    lat: float
    lon: float
    share: float


class FarLocation:
    """The detector; what is prepared measures every check-in and knows the terms of each unit."""

    kind = SignalKind.FAR_LOCATION
    rule = f"far_location/{AT.version}"

    def prepare(self, corpus: Corpus) -> _Facts:
        entries, terms = corpus.entries, corpus.secondments
        away, blur = from_post(corpus), blur_km(corpus)
        fixed = np.asarray(is_place(entries.lat, entries.lon) & (blur <= AT.coarse_km))
        far = np.asarray(fixed & (away - blur > AT.far_km))
        units: dict[tuple[str, str], list[int]] = {}
        for term in range(len(terms)):
            units.setdefault((terms.county[term], terms.unit[term]), []).append(term)
        return _Facts(away, fixed, far, order_by(entries.secondment, len(terms)), units)

    def find(self, corpus: Corpus, prepared: _Facts, subjects: Sequence[int]) -> Iterator[Found]:
        for cell in cells(corpus, subjects):
            found = _look(corpus, prepared, cell)
            if found is not None:
                yield found


def _look(corpus: Corpus, facts: _Facts, cell: Cell) -> Found | None:
    far = _far_rows(corpus, facts, cell)
    if len(np.unique(corpus.entries.day[far])) < AT.near_days:
        return None
    rows = _one_place(corpus, far)
    if not len(rows):
        return None
    others = far[~np.isin(far, rows)]
    is_main = len(_days(corpus, rows)) >= AT.main_share * len(_days(corpus, far)) or bool(
        np.min(facts.away[rows]) > np.max(facts.away[others])
    )
    rows = rows[[not _is_wrong_post(corpus, facts, int(row)) for row in rows.tolist()]]
    plain = rows[~_of_named_trips(corpus, rows)]
    days = _days(corpus, plain)
    score = graded(len(days), AT.near_days, AT.least_days, AT.sure_days)
    if not is_main:
        score = min(score, AT.doubted)
    if len(days) < AT.least_days <= len(_days(corpus, rows)):
        score, plain, days = AT.doubted, rows, _days(corpus, rows)
    if score < NEAR:
        return None
    return Found(
        kind=FarLocation.kind,
        subject=cell.subject,
        month=cell.month,
        days=tuple(sorted(days)),
        score=round(score, 4),
        rule=FarLocation.rule,
        entries=tuple(plain.tolist()),
        numbers={"count": len(days), "km": int(np.min(facts.away[plain]))},
    )


def _far_rows(corpus: Corpus, facts: _Facts, cell: Cell) -> Int:
    """Rows of the cell with a fix surely far from the post that nothing registered explains."""
    entries, own = corpus.entries, slice(cell.start, cell.end)
    days, at = entries.day[own], entries.checkin_at[own]
    far, away = facts.far[own], facts.away[own]
    if not far.any():
        return np.zeros(0, dtype=np.int64)
    known = at != NO_TIME
    hour = time_of_day(at) * 24 // DAY_MS
    duty, stays = (
        is_workday(corpus, days + ahead) if corpus.workdays else np.ones(len(days), dtype=np.bool_) for ahead in (0, 1)
    )
    in_time = (hour < AT.hours[1]) | (stays & (away >= AT.evening_km))
    meant = ~known | ((days_at(at) == days) & (hour >= AT.hours[0]) & in_time)
    absent = _excused(corpus.leaves, cell.subject)
    present = np.array([day not in absent for day in days.tolist()], dtype=np.bool_)
    return np.asarray(cell.start + np.flatnonzero(far & meant & duty & present))


def _excused(leaves: Leaves, cadre: int) -> set[int]:
    return days_away(leaves, cadre, slack=1)


def _one_place(corpus: Corpus, rows: Int) -> Int:
    """The rows that lie together: the place of most days, and others that would be enough by themselves."""
    entries, left, kept = corpus.entries, rows, list[int]()
    while len(left):
        lat, lon = entries.lat[left], entries.lon[left]
        apart = kilometres(lat[:, None], lon[:, None], lat[None], lon[None])
        place = max((_around(corpus, left, row) for row in apart), key=lambda found: len(_days(corpus, found)))
        if len(_days(corpus, place)) < (AT.least_days if kept else AT.near_days):
            break
        kept.extend(place.tolist())
        left = left[~np.isin(left, place)]
    return np.array(sorted(kept), dtype=np.int64)


def _around(corpus: Corpus, rows: Int, apart: Real) -> Int:
    """The rows near one of them; what lies further off counts only where many do."""
    wide = rows[apart <= AT.cluster_km]
    return wide if len(_days(corpus, wide)) >= AT.wide_days else rows[apart <= AT.tight_km]


def _of_named_trips(corpus: Corpus, rows: Int) -> Flags:
    """Which rows, in the order of days, belong to a journey that its entries themselves name."""
    named = np.array([_names_trip(corpus, row) for row in rows.tolist()], dtype=np.bool_)
    maybe = named | np.array([_may_name_trip(corpus, row) for row in rows.tolist()], dtype=np.bool_)
    starts = np.diff(corpus.entries.day[rows], prepend=-AT.run_days) > AT.run_days
    found = np.zeros(len(rows), dtype=np.bool_)
    run = np.cumsum(starts)
    for one in np.unique(run).tolist():
        own = run == one
        found[own] = named[own][0] or float(np.mean(maybe[own])) >= AT.named_share
    return found


def _names_trip(corpus: Corpus, row: int) -> bool:
    """Whether the entry itself says that its author was sent elsewhere."""
    return corpus.entries.work_type[row] in TRIP_TYPES or bool(TRIP_WORDS.search(corpus.entries.text[row]))


def _may_name_trip(corpus: Corpus, row: int) -> bool:
    """Whether it names what may as well have been done at the post."""
    return corpus.entries.work_type[row] in MAYBE_TYPES or bool(MAYBE_WORDS.search(corpus.entries.text[row]))


def _days(corpus: Corpus, rows: Int) -> set[int]:
    return set(corpus.entries.day[rows].tolist())


def _is_wrong_post(corpus: Corpus, facts: _Facts, row: int) -> bool:
    """Whether this person is always in the place of this row, and so is a colleague of the unit."""
    terms, entries = corpus.secondments, corpus.entries
    term = int(entries.secondment[row])
    own = _usual_place(corpus, facts, term)
    if own is None or own.share < AT.always or not _is_close(own, float(entries.lat[row]), float(entries.lon[row])):
        return False
    unit = facts.units[terms.county[term], terms.unit[term]]
    others = (_usual_place(corpus, facts, other) for other in unit if int(terms.cadre[other]) != own.cadre)
    return any(place and place.share >= AT.always and _is_close(own, place.lat, place.lon) for place in others)


def _is_close(place: _Place, lat: float, lon: float) -> bool:
    ends = (np.array([value]) for value in (place.lat, place.lon, lat, lon))
    return bool(kilometres(*ends)[0] <= AT.cluster_km)


def _usual_place(corpus: Corpus, facts: _Facts, term: int) -> _Place | None:
    """The middle of all fixes of a term, registered absences left out, and what share of them lies around it."""
    order, begins = facts.by_term
    cadre = int(corpus.secondments.cadre[term])
    rows = order[begins[term] : begins[term + 1]]
    rows = rows[facts.fixed[rows]]
    away = _excused(corpus.leaves, cadre)
    rows = rows[[day not in away for day in corpus.entries.day[rows].tolist()]]
    if len(rows) < AT.least_fixes:
        return None
    lat, lon = corpus.entries.lat[rows], corpus.entries.lon[rows]
    middle = np.full(len(rows), np.median(lat)), np.full(len(rows), np.median(lon))
    share = float(np.mean(kilometres(lat, lon, *middle) <= AT.cluster_km))
    return _Place(cadre, float(middle[0][0]), float(middle[1][0]), share)
