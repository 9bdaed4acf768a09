"""What is known of photos and of two that look alike: when they were taken, whether a scene is often photographed.

A photo is fresh when its camera says that it was taken on the day that it stands for, stale when earlier. Three fresh
shots of one scene on different days are a wall that people pass, not one picture: its photos say nothing of each other.
Without times the likeness itself tells: copies lie around the one that they were made from, shots of a wall around a
picture that nobody has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.signals.corpus import NO_TIME, NOBODY, Corpus, Flags, Hashes, Int
from app.signals.detectors.cells import DAY_MS, MINUTE_MS, SECOND_MS, days_at
from app.signals.detectors.photo_join import WIDE_BITS, bits_apart, group_pairs, is_flat, near_pairs

SAME_SHOT_MS = 2 * SECOND_MS
ONE_SESSION_MS = 10 * MINUTE_MS
CLOCK_SLACK_MS = 5 * MINUTE_MS
OLDEST_MS = 2 * 366 * DAY_MS
"""A camera whose clock is further back was never set."""
COMMON_CADRES, COMMON_DAYS = 8, 8
"""A file that so many people show on so many days is a placeholder of the older system's."""
SCENE_FRESH_DAYS = 3
SCENE_CADRES, SCENE_DAYS = 5, 8
"""Without times of taking, so many people on so many days make a scene."""
STAR_MEMBERS, STAR_MOST, STAR_SHARE, STAR_BITS = 5, 16, 0.75, 3
"""Of so many alike, copies are this much nearer to the first than to each other; a few bits tell nothing."""
CROWD_UNITS = 4
"""A picture that looks like those of so many other units is one of a kind that looks like anything."""
SAMPLE, SAMPLE_FROM = 256, 2000
AREA_MOST = 5000
"""Of so many random hashes a photo has 0.00005 others within ten bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """One row a photo; `entry` is its row of the corpus' entries, in whose order they stand."""

    entry: Int
    cadre: Int
    unit: Int
    area: Int
    """The county, where it has few enough photos that no two look alike by chance; else the unit."""
    day: Int
    submitted: Int
    written: Int
    taken: Int
    sha: Int
    source: Int
    hashes: Hashes
    flat: Flags

    def __len__(self) -> int:
        return len(self.entry)

    def of(self, rows: Int) -> "Photos":
        """Some of them."""
        columns = (self.entry, self.cadre, self.unit, self.area, self.day, self.submitted, self.written, self.taken)
        entry, cadre, unit, area, day, submitted, written, taken = (column[rows] for column in columns)
        sha, source, hashes, flat = self.sha[rows], self.source[rows], self.hashes[rows], self.flat[rows]
        return Photos(entry, cadre, unit, area, day, submitted, written, taken, sha, source, hashes, flat)

    @property
    def fresh(self) -> Flags:
        """Taken on the very day, and before it was handed in."""
        before = self.taken <= self.submitted + CLOCK_SLACK_MS
        return np.asarray((self.taken != NO_TIME) & (days_at(self.taken) == self.day) & before)

    @property
    def stale(self) -> Flags:
        """Taken before the day that it stands for."""
        return np.asarray((self.taken != NO_TIME) & (days_at(self.taken) < self.day))


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """Two photos of different days that may be one picture, a row a pair: `one` before `other` in the corpus."""

    one: Int
    other: Int
    bits: Int
    same_file: Flags
    same_shot: Flags
    same_session: Flags
    is_scene: Flags

    def __len__(self) -> int:
        return len(self.one)


def photos_of(corpus: Corpus) -> Photos:
    """The photos of a corpus; a time of taking that a camera's unset clock made is none."""
    entries, terms = corpus.entries, corpus.secondments
    rows, hashes, shas, taken = _columns(corpus)
    _, codes = np.unique(shas, return_inverse=True)
    units = _named([f"{county}\n{unit}" if unit else "" for county, unit in zip(terms.county, terms.unit, strict=True)])
    unit, county = units[entries.secondment[rows]], _named(terms.county)[entries.secondment[rows]]
    written, submitted = entries.written_at[rows], entries.submitted_at[rows]
    found = Photos(
        entry=rows,
        cadre=entries.cadre[rows],
        unit=unit,
        area=_areas(unit, county),
        day=entries.day[rows],
        submitted=submitted,
        written=np.where((written == NO_TIME) | (written > submitted), submitted, written),
        taken=taken,
        sha=np.where(shas == "", NOBODY, codes),
        source=entries.source[rows],
        hashes=hashes,
        flat=is_flat(hashes),
    )
    return _without_junk(found)


def _columns(corpus: Corpus) -> tuple[Int, Hashes, NDArray[np.str_], Int]:
    """Of every photo its entry, hash, file and time of taking, in the order of entries."""
    entries, more = corpus.entries, corpus.more_photos
    rows, hashes, taken = np.arange(len(entries)), entries.phash, entries.taken_at
    shas = list(entries.sha256)
    if more is not None:
        rows, hashes = np.concatenate([rows, more.entry]), np.concatenate([hashes, more.phash])
        taken, shas = np.concatenate([taken, more.taken_at]), [*shas, *more.sha256]
    files = np.array(shas or [""], dtype=np.str_)[: len(rows)]
    has = np.flatnonzero((files != "") | (hashes != 0))
    order = has[np.argsort(rows[has], kind="stable")]
    return rows[order], hashes[order], files[order], taken[order]


def _named(names: Sequence[str]) -> Int:
    """A number for each name; NOBODY for none."""
    texts = np.array(list(names) or [""], dtype=np.str_)
    _, codes = np.unique(texts, return_inverse=True)
    return np.where(texts == "", NOBODY, codes)


def _areas(unit: Int, county: Int) -> Int:
    """Counties of few photos, else units; the two are never mixed up."""
    sizes = np.bincount(county[county >= 0], minlength=1)
    small = (county >= 0) & (sizes[np.maximum(county, 0)] <= AREA_MOST)
    return np.where(small, county, np.where(unit == NOBODY, NOBODY, unit + len(sizes)))


def _without_junk(photos: Photos) -> Photos:
    unset = photos.taken < photos.submitted - OLDEST_MS
    junk = _is_common(photos, photos.taken)
    return replace(
        photos,
        taken=np.where(unset | junk, NO_TIME, photos.taken),
        sha=np.where(_is_common(photos, photos.sha), NOBODY, photos.sha),
        flat=photos.flat | _is_common(photos, photos.hashes.view(np.int64)),
    )


def _is_common(photos: Photos, values: Int) -> Flags:
    """Whether a value belongs to so many people on so many days that it says nothing about a picture."""
    _, code = np.unique(values, return_inverse=True)
    people, days = _kinds(code, photos.cadre), _kinds(code, photos.day)
    return np.asarray((people >= COMMON_CADRES) & (days >= COMMON_DAYS))[code]


def _kinds(groups: Int, values: Int, count: int | None = None) -> Int:
    """How many different values each group has."""
    pairs = np.unique(np.stack([groups, values]), axis=1) if len(groups) else np.zeros((2, 0), dtype=np.int64)
    return np.bincount(pairs[0], minlength=count or 0)


def alike_of(photos: Photos) -> Alike:
    """Every two photos of one source that may be one picture, on different days."""
    found = [_pairs(photos, np.flatnonzero(photos.source == source)) for source in np.unique(photos.source).tolist()]
    one = np.concatenate([pair[0] for pair in found]) if found else np.zeros(0, dtype=np.int64)
    other = np.concatenate([pair[1] for pair in found]) if found else np.zeros(0, dtype=np.int64)
    bits = bits_apart(photos.hashes[one], photos.hashes[other])
    bits = np.where(photos.flat[one] | photos.flat[other], 64, bits)
    same_file = (photos.sha[one] != NOBODY) & (photos.sha[one] == photos.sha[other])
    timed = (photos.taken[one] != NO_TIME) & (photos.taken[other] != NO_TIME)
    apart = np.where(timed, np.abs(photos.taken[one] - photos.taken[other]), np.iinfo(np.int64).max)
    same_shot = (apart <= SAME_SHOT_MS) & (bits <= WIDE_BITS)
    scene = _scenes(photos, one, other, bits)
    keep = photos.day[one] != photos.day[other]
    columns = (one, other, bits, same_file, same_shot, ~timed | (apart <= ONE_SESSION_MS), scene[one] | scene[other])
    one, other, bits, same_file, same_shot, session, is_scene = (column[keep] for column in columns)
    return Alike(one, other, bits, same_file, same_shot, session, is_scene)


def _pairs(photos: Photos, rows: Int) -> tuple[Int, Int]:
    own = photos.of(rows)
    seen = np.flatnonzero(~own.flat)
    hashes = own.hashes[seen]
    taken = np.where(own.taken == NO_TIME, NOBODY, own.taken // SECOND_MS)[seen]
    found = [near_pairs(hashes), group_pairs(hashes, own.cadre[seen]), group_pairs(hashes, own.area[seen])]
    found += [group_pairs(hashes, second) for second in (taken, np.where(taken == NOBODY, NOBODY, (taken + 1) // 2))]
    pairs = [(seen[one], seen[other]) for one, other in found]
    pairs.append(group_pairs(own.hashes, own.sha, bits=64))
    keys = np.unique(np.concatenate([one * len(own) + other for one, other in pairs]))
    return rows[keys // max(len(own), 1)], rows[keys % max(len(own), 1)]


def _scenes(photos: Photos, one: Int, other: Int, bits: Int) -> Flags:
    """Which photos show something that is photographed again and again, or looks like anything."""
    count, here = len(photos), np.arange(len(photos))
    near = bits <= WIDE_BITS
    left = np.concatenate([one[near], other[near], here])
    right = np.concatenate([other[near], one[near], here])
    fresh = photos.fresh[right]
    shots = _kinds(left[fresh], photos.day[right[fresh]], count)
    people, days = _kinds(left, photos.cadre[right], count), _kinds(left, photos.day[right], count)
    foreign = (photos.unit[left] != photos.unit[right]) & (photos.cadre[left] != photos.cadre[right])
    foreign &= (photos.sha[left] != photos.sha[right]) | (photos.sha[left] == NOBODY)
    crowd = _kinds(left[foreign], photos.unit[right[foreign]], count)
    often = (shots >= SCENE_FRESH_DAYS) | ((people >= SCENE_CADRES) & (days >= SCENE_DAYS))
    scene = np.asarray(often | (crowd >= CROWD_UNITS))
    many = np.flatnonzero(~scene & (_kinds(left, photos.day[right], count) > STAR_MEMBERS))
    if len(many):
        order = np.argsort(left, kind="stable")
        begins = np.searchsorted(left[order], np.arange(count + 1))
        for row in many.tolist():
            members = right[order[begins[row] : begins[row + 1]]]
            by_time = np.lexsort((photos.hashes[members], photos.day[members], photos.submitted[members]))
            scene[row] = _has_no_original(photos.hashes[members[by_time]])
    return scene


def _has_no_original(hashes: Hashes) -> bool:
    """Whether the first of these does not lie in the middle of the others: shots of one scene, not its copies."""
    some = hashes[np.linspace(0, len(hashes) - 1, min(len(hashes), STAR_MOST)).astype(np.int64)]
    first, others = some[:1], some[1:]
    each_other = bits_apart(others[:, None], others[None]).sum() / (len(others) * (len(others) - 1))
    return bool(each_other >= STAR_BITS and float(np.mean(bits_apart(first, others))) > STAR_SHARE * each_other)


def looks_alike_by_chance(photos: Photos) -> dict[int, float]:
    """By source: how many photos of other units one looks like (within ten bits), measured on a sample.

    Of 500,000 random hashes it is 0.005; what people photograph is less varied. Few photos say 0.
    """
    found = {}
    for source in np.unique(photos.source).tolist():
        rows = np.flatnonzero((photos.source == source) & ~photos.flat)
        if len(rows) < SAMPLE_FROM:
            found[source] = 0.0
            continue
        rows = rows[np.lexsort((photos.day[rows], photos.hashes[rows]))]
        counts: list[int] = []
        for at in rows[:: max(1, len(rows) // SAMPLE)].tolist():
            alike = np.bitwise_count(photos.hashes[rows] ^ photos.hashes[at]) <= WIDE_BITS
            counts.append(int(np.count_nonzero(alike & (photos.unit[rows] != photos.unit[at]))))
        found[source] = _middle(np.array(counts, dtype=np.float64))
    return found


def _middle(counts: NDArray[np.float64]) -> float:
    """The mean without the fullest twentieth: a few pictures that went round are no measure of chance."""
    kept = np.sort(counts)[: max(1, len(counts) * 19 // 20)]
    return float(np.mean(kept))
