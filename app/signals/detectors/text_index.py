"""Which shingles are whose: how many cadres use each, and where the rare ones stand.

One sort of (hash, entry) in a single unsigned integer each groups every shingle of the corpus exactly; entries stand in
the order of their cadres, so the cadres of a group are its runs. A portion of the hashes is sorted at a time: memory
stays below one array of all shingles and a little. What stands with one cadre only is not kept: not found means one.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.signals.corpus import Corpus, Hashes, Int
from app.signals.detectors.text import Shingles, read, shingles

CHUNK = 20_000
PORTION_BITS = 4
Rows = NDArray[np.int32]
Counts = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Rare:
    """A shingle is rare when at most `share` of the cadres use it, or `few` do; it is kept with up to `rows` entries."""

    share: float = 0.004
    few: int = 4
    rows: int = 24


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """`cadres[i]` use `hashes[i]`; `rows[starts[i]:starts[i + 1]]` are its entries where it is rare, else none."""

    drop: int
    """Bits left out of a hash to make room for the entry."""
    most: int
    """The most cadres that a rare shingle has."""
    hashes: Hashes
    cadres: Counts
    starts: Int
    rows: Rows

    def names(self, found: Shingles) -> Hashes:
        """The hashes as this index knows them."""
        return found.hashes >> np.uint64(self.drop)

    def at(self, names: Hashes) -> Int:
        """Where each stands in the index, or -1."""
        if not len(self.hashes):
            return np.full(len(names), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.hashes, names), len(self.hashes) - 1)
        return np.where(self.hashes[at] == names, at, -1)

    def used_by(self, at: Int) -> Int:
        """How many cadres use each shingle."""
        if not len(self.cadres):
            return np.ones(len(at), dtype=np.int64)
        return np.where(at < 0, 1, self.cadres[at].astype(np.int64))


def index_of(corpus: Corpus, rare: Rare) -> TextIndex:
    """The index of every entry of the corpus."""
    entries = corpus.entries
    drop = max(1, len(entries).bit_length())
    most = max(rare.few, int(rare.share * len(corpus.cadres)))
    waiting = _portions(corpus, drop)
    groups: list[_Groups] = []
    while waiting:
        keys = np.unique(np.concatenate(waiting.pop(0)))
        groups.append(_grouped(keys, drop, entries.cadre, most, rare.rows))
    sizes = np.concatenate([one.sizes for one in groups])
    return TextIndex(
        drop=drop,
        most=most,
        hashes=np.concatenate([one.hashes for one in groups]),
        cadres=np.concatenate([one.cadres for one in groups]),
        starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
        rows=np.concatenate([one.rows for one in groups]),
    )


class _Groups(NamedTuple):
    hashes: Hashes
    cadres: Counts
    sizes: Int
    rows: Rows


def _portions(corpus: Corpus, drop: int) -> list[list[Hashes]]:
    """The keys (hash, entry) in portions by the first bits of the hash."""
    edges = np.arange(1, 1 << PORTION_BITS, dtype=np.uint64) << np.uint64(64 - PORTION_BITS)
    portions: list[list[Hashes]] = [[] for _ in range(1 << PORTION_BITS)]
    texts = corpus.entries.text
    for first in range(0, len(texts), CHUNK):
        found = shingles(read(texts[first : first + CHUNK]))
        upper = (found.hashes >> np.uint64(drop)) << np.uint64(drop)
        keys = np.sort(upper | (found.text + first).astype(np.uint64))
        for portion, part in zip(portions, np.split(keys, np.searchsorted(keys, edges)), strict=True):
            portion.append(part)
    return portions


def _grouped(keys: Hashes, drop: int, cadre_of: Int, most: int, kept: int) -> _Groups:
    """The shingles of a portion that two cadres or more use, and the entries of the rare ones."""
    names = keys >> np.uint64(drop)
    rows = (keys & np.uint64((1 << drop) - 1)).astype(np.int32)
    begins = np.flatnonzero(_changes(names))
    if not len(begins):
        return _Groups(names, np.zeros(0, np.uint32), np.zeros(0, np.int64), rows)
    other = _changes(cadre_of[rows])
    other[begins] = True
    cadres = np.add.reduceat(other.astype(np.uint32), begins)
    sizes = np.diff(np.append(begins, len(keys)))
    shared = cadres >= 2
    rare = shared & (cadres <= most) & (sizes <= kept)
    return _Groups(
        hashes=names[begins[shared]],
        cadres=cadres[shared].astype(np.uint32),
        sizes=np.where(rare, sizes, 0)[shared],
        rows=rows[np.repeat(rare, sizes)],
    )


def _changes(values: Hashes | Int) -> NDArray[np.bool_]:
    """Whether each differs from the one before it; the first does."""
    changed = np.ones(len(values), dtype=np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed
