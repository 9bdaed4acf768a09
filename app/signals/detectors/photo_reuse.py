"""照片重复使用: the same picture on another day, one's own or a colleague's; only the later one is asked about.

Within six bits it is the same picture unless the scene is often photographed; from seven to ten (cropped, a border, a
stamp) only when the time of taking or its being a colleague's says so. One file, or one second of taking, is certain.
A picture shared by several on the same day is a group photo. Who took it first is decided by the camera's own day and
by when it was handed in; between two people nobody is asked unless all of that agrees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.core.clock import month_of
from app.signals.corpus import Corpus, Flags, Int, Real
from app.signals.detectors.photo_facts import Alike, Photos, alike_of, looks_alike_by_chance, photos_of
from app.signals.detectors.photo_join import NEAR_BITS, WIDE_BITS
from app.signals.detectors.places import order_by, said
from app.signals.found import NEAR, RAISED, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Chances that two photos are one picture, by what speaks for it; bits of 64."""

    version: int = 2
    one_file: float = 0.97
    one_shot: float = 0.95
    one_shot_wide: float = 0.85
    stale: float = 0.9
    stale_other_time: float = 0.7
    untimed: float = 0.8
    fresh_closest: float = 0.55
    fresh: float = 0.51
    closest_bits: int = 4
    wide_stale: float = 0.7
    wide_stale_other_time: float = 0.35
    wide_colleague: float = 0.55
    wide_untimed: float = 0.35
    wide_stranger_stale: float = 0.55
    wide_stranger: float = 0.2
    open_order: float = 0.34
    """Between two people whose order is not certain."""
    adds_up: float = 0.35
    least: float = 0.3
    alike: float = 0.1
    by_chance: tuple[tuple[float, int], ...] = ((5.0, -1), (0.5, 3), (0.02, 6))
    """With more look-alikes by chance than this, strangers' photos must be within so many bits."""


AT = Thresholds()


class _Reuse(NamedTuple):
    """Who is asked about which photo (rows of `Photos`), its source, and how sure; in the order of cadres."""

    photos: Photos
    later: Int
    source: Int
    chance: Real
    bits: Int
    begins: Int


class PhotoReuse:
    """The detector; what is prepared is every two photos that may be one picture."""

    kind = SignalKind.PHOTO_REUSE
    rule = f"photo_reuse/{AT.version}"

    def prepare(self, corpus: Corpus) -> _Reuse:
        photos = photos_of(corpus)
        alike = alike_of(photos)
        later, is_sure = _later(photos, alike)
        source = np.where(later == alike.one, alike.other, alike.one)
        chance = _chances(photos, alike, later, source)
        own = photos.cadre[later] == photos.cadre[source]
        chance = np.where(own | is_sure, chance, np.minimum(chance, AT.open_order))
        kept = np.flatnonzero(chance >= AT.least)
        later, source, chance, bits = later[kept], source[kept], chance[kept], alike.bits[kept]
        order, begins = order_by(photos.cadre[later], len(corpus.cadres))
        return _Reuse(photos, later[order], source[order], chance[order], bits[order], begins)

    def find(self, corpus: Corpus, prepared: _Reuse, subjects: Sequence[int]) -> Iterator[Found]:
        for cadre in subjects:
            months: dict[str, dict[int, list[int]]] = {}
            for pair in range(int(prepared.begins[cadre]), int(prepared.begins[cadre + 1])):
                photo = int(prepared.later[pair])
                day = int(prepared.photos.day[photo])
                if corpus.first <= day <= corpus.last:
                    months.setdefault(month_of(date.fromordinal(day)), {}).setdefault(photo, []).append(pair)
            for month in sorted(months):
                best = [_best(prepared, pairs) for _, pairs in sorted(months[month].items())]
                yield _found(prepared, cadre, month, best)


def _later(photos: Photos, alike: Alike) -> tuple[Int, Flags]:
    """Which of two came later, and whether that is certain enough to ask one person about another's photo."""
    one, other, fresh = alike.one, alike.other, photos.fresh
    handed = np.sign(photos.submitted[other] - photos.submitted[one])
    written = np.sign(photos.written[other] - photos.written[one])
    days = np.sign(photos.day[other] - photos.day[one])
    taken = fresh[one].astype(np.int64) - fresh[other].astype(np.int64)
    by_camera = np.where((taken == handed) | (taken == written), taken, 0)
    by_clock = np.where((handed == days) & (written * days >= 0), days, 0)
    certain = np.where(taken != 0, by_camera, by_clock)
    guess = np.where(certain != 0, certain, np.where(taken != 0, taken, np.where(handed != 0, handed, days)))
    return np.where(guess > 0, other, one), np.asarray(certain != 0)


def _chances(photos: Photos, alike: Alike, later: Int, source: Int) -> Real:
    """How sure it is of each two that they are one picture."""
    stale, fresh, session = photos.stale[later], photos.fresh[later], alike.same_session
    own = photos.cadre[later] == photos.cadre[source]
    close = own | (photos.area[later] == photos.area[source]) & (photos.area[later] >= 0)
    near = _first_of(
        (stale & session, AT.stale),
        (stale, AT.stale_other_time),
        (fresh & (alike.bits <= AT.closest_bits), AT.fresh_closest),
        (fresh, AT.fresh),
        otherwise=AT.untimed,
    )
    wide = _first_of(
        (fresh, 0.0),
        (~close & stale & session, AT.wide_stranger_stale),
        (~close, AT.wide_stranger),
        (stale & session, AT.wide_stale),
        (stale, AT.wide_stale_other_time),
        (~own, AT.wide_colleague),
        otherwise=AT.wide_untimed,
    )
    return _first_of(
        (alike.same_file, AT.one_file),
        (alike.same_shot & (alike.bits <= NEAR_BITS), AT.one_shot),
        (alike.same_shot, AT.one_shot_wide),
        (alike.is_scene | _by_chance(photos, later, source, alike.bits), 0.0),
        (alike.bits <= NEAR_BITS, near),
        (alike.bits <= WIDE_BITS, wide),
        otherwise=0.0,
    )


def _first_of(*cases: tuple[Flags, float | Real], otherwise: float) -> Real:
    """For each row the value of the first case that is so."""
    found: NDArray[np.float64] = np.select([case[0] for case in cases], [case[1] for case in cases], otherwise)
    return found


def _by_chance(photos: Photos, later: Int, source: Int, bits: Int) -> Flags:
    """Whether photos of different units look alike so often that these two may do so by chance."""
    close = (photos.cadre[later] == photos.cadre[source]) | (
        (photos.unit[later] == photos.unit[source]) & (photos.unit[later] >= 0)
    )
    expected, found = looks_alike_by_chance(photos), np.zeros(len(later), dtype=np.bool_)
    for one, chance in expected.items():
        most = next((bits for limit, bits in AT.by_chance if chance > limit), WIDE_BITS)
        found |= (photos.source[later] == one) & ~close & (bits > most)
    return found


def _best(reuse: _Reuse, pairs: list[int]) -> int:
    """The pair that names a photo's source: of those as sure as the surest the earliest handed in, one's own first."""
    surest = max(float(reuse.chance[pair]) for pair in pairs)
    sure = [pair for pair in pairs if reuse.chance[pair] >= surest - AT.alike]
    closest = min(int(reuse.bits[pair]) for pair in sure)
    photos = reuse.photos

    def rank(pair: int) -> tuple[bool, int, int, int, int]:
        source, later = int(reuse.source[pair]), int(reuse.later[pair])
        own = photos.cadre[source] == photos.cadre[later] and reuse.bits[pair] <= closest
        handed, day = int(photos.submitted[source]), int(photos.day[source])
        return not own, handed, day, int(photos.hashes[source]), source

    return min(sure, key=rank)


def _found(reuse: _Reuse, cadre: int, month: str, best: list[int]) -> Found:
    photos = reuse.photos
    best = [pair for pair in best if reuse.chance[pair] >= RAISED] or best
    copies = [(int(reuse.later[pair]), int(reuse.source[pair])) for pair in best]
    days = sorted({int(photos.day[later]) for later, _ in copies})
    return Found(
        kind=PhotoReuse.kind,
        subject=cadre,
        month=month,
        days=tuple(days),
        score=round(_score(reuse, best), 4),
        rule=PhotoReuse.rule,
        entries=tuple(int(photos.entry[later]) for later, _ in copies),
        pairs=tuple((int(photos.entry[later]), int(photos.entry[source])) for later, source in copies),
        numbers=_numbers(reuse, best) | {"count": len(days)},
    )


def _score(reuse: _Reuse, best: list[int]) -> float:
    """Different pictures used again add up; one picture does not, however often, nor do faint likenesses."""
    by_source: dict[int, float] = {}
    for pair in best:
        source = int(reuse.source[pair])
        by_source[source] = max(by_source.get(source, 0.0), float(reuse.chance[pair]))
    against = 1.0
    for chance in by_source.values():
        against *= 1 - chance if chance >= AT.adds_up else 1
    return min(0.99, max(1 - against, *by_source.values(), NEAR))


def _numbers(reuse: _Reuse, best: list[int]) -> dict[str, int | float | str]:
    """The surest of a month's pairs in the words of its sentence."""
    photos = reuse.photos
    pair = max(best, key=lambda one: (float(reuse.chance[one]), -int(reuse.later[one])))
    later, source = int(reuse.later[pair]), int(reuse.source[pair])
    numbers: dict[str, int | float | str] = {
        "on": said(int(photos.day[later])),
        "source_on": said(int(photos.day[source])),
        "whose": "own" if photos.cadre[later] == photos.cadre[source] else "other",
    }
    if reuse.chance[pair] == AT.one_file or reuse.bits[pair] > WIDE_BITS:
        return numbers
    return numbers | {"points": 64 - int(reuse.bits[pair])}
