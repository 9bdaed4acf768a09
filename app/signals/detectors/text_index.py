"""Where rare words stand: the entries of every shingle that few cadres use, for whoever looks for a text's source.

One sort of (hash, entry) in a single unsigned integer each groups every shingle of the corpus exactly; entries stand in
the order of their cadres, so the cadres of a group are its runs. A portion of the hashes is sorted at a time: memory
stays below one array of all shingles and a little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from app.signals.corpus import Corpus, Flags, Hashes, Int
from app.signals.detectors.text import Shingles, read, shingles
from app.signals.detectors.text_numbers import numbered

CHUNK = 20_000
PORTION_BITS = 4
SIZES = (4, 8)
"""Four signs are rare where a name is; eight are rare where common words stand in an uncommon row."""
NUMBERS = 0
"""The size that is said of numbers: where all say the same of other figures, the figures tell the texts apart."""
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Rare:
    """A shingle is rare when `share` of the cadres or `few` of them use it, in `rows` entries or fewer."""

    share: float = 0.004
    few: int = 4
    rows: int = 24


class Held(NamedTuple):
    """A rare shingle of a text, and an entry that holds it: one line each."""

    text: Int
    begins: Int
    """Where it begins among the signs of all texts, with one BEGIN before each text."""
    size: Int
    row: Int


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """`rows[starts[i]:starts[i + 1]]` are the entries that hold the rare shingle `hashes[i]`, two cadres' at least."""

    drop: int
    """Bits left out of a hash to make room for the entry."""
    hashes: Hashes
    starts: Int
    rows: Rows

    def holders(self, texts: Sequence[str]) -> Held:
        """The entries that hold the rare shingles of these texts, the texts' own among them."""
        found = _shingles(texts)
        if not len(self.hashes):
            return Held(*(np.zeros(0, np.int64) for _ in Held._fields))
        names = np.concatenate([one.hashes for one in found]) >> np.uint64(self.drop)
        at = np.minimum(np.searchsorted(self.hashes, names), len(self.hashes) - 1)
        known = self.hashes[at] == names
        at = at[known]
        sizes = self.starts[at + 1] - self.starts[at]
        steps = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        text = np.concatenate([one.text for one in found])
        begins = np.concatenate([one.begins for one in found]) + text + 1
        sizes_of = zip((*SIZES, NUMBERS), found, strict=True)
        size = np.concatenate([np.full(len(one.text), size) for size, one in sizes_of])
        return Held(
            text=np.repeat(text[known], sizes),
            begins=np.repeat(begins[known], sizes),
            size=np.repeat(size[known], sizes),
            row=self.rows[np.repeat(self.starts[at], sizes) + steps].astype(np.int64),
        )


def index_of(corpus: Corpus, rare: Rare) -> TextIndex:
    """The index of every entry of the corpus."""
    entries = corpus.entries
    drop = max(1, len(entries).bit_length())
    most = max(rare.few, int(rare.share * len(corpus.cadres)))
    waiting = _portions(corpus, drop)
    groups: list[_Groups] = []
    while waiting:
        keys = np.sort(np.concatenate([np.zeros(0, np.uint64), *waiting.pop(0)]))
        keys = keys[_changes(keys)]
        groups.append(_grouped(keys, drop, entries.cadre, most, rare.rows))
    sizes = np.concatenate([one.sizes for one in groups])
    return TextIndex(
        drop=drop,
        hashes=np.concatenate([one.hashes for one in groups]),
        starts=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
        rows=np.concatenate([one.rows for one in groups]),
    )


_INDEXES: WeakKeyDictionary[Corpus, TextIndex] = WeakKeyDictionary()


def text_index(corpus: Corpus) -> TextIndex:
    """The index of a corpus, made once for whoever asks."""
    if corpus not in _INDEXES:
        _INDEXES[corpus] = index_of(corpus, Rare())
    return _INDEXES[corpus]


class _Groups(NamedTuple):
    hashes: Hashes
    sizes: Int
    rows: Rows


def _shingles(texts: Sequence[str]) -> list[Shingles]:
    """What may be rare in texts: stretches of every size, then numbers."""
    found = read(texts)
    return [*(shingles(found, size) for size in SIZES), numbered(texts, found)]


def _portions(corpus: Corpus, drop: int) -> list[list[Hashes]]:
    """The keys (hash, entry) in portions by the first bits of the hash."""
    edges = np.arange(1, 1 << PORTION_BITS, dtype=np.uint64) << np.uint64(64 - PORTION_BITS)
    portions: list[list[Hashes]] = [[] for _ in range(1 << PORTION_BITS)]
    texts = corpus.entries.text
    for first in range(0, len(texts), CHUNK):
        for each in _shingles(texts[first : first + CHUNK]):
            upper = (each.hashes >> np.uint64(drop)) << np.uint64(drop)
            keys = np.sort(upper | (each.text + first).astype(np.uint64))
            for portion, part in zip(portions, np.split(keys, np.searchsorted(keys, edges)), strict=True):
                portion.append(part)
    return portions


def _grouped(keys: Hashes, drop: int, cadre_of: Int, most: int, kept: int) -> _Groups:
    """The rare shingles of a portion that two cadres or more use, and their entries."""
    names = keys >> np.uint64(drop)
    rows = (keys & np.uint64((1 << drop) - 1)).astype(np.int32)
    begins = np.flatnonzero(_changes(names))
    if not len(begins):
        return _Groups(names, np.zeros(0, np.int64), rows)
    other = _changes(cadre_of[rows])
    other[begins] = True
    cadres = np.add.reduceat(other.astype(np.uint32), begins)
    sizes = np.diff(np.append(begins, len(keys)))
    rare = (cadres >= 2) & (cadres <= most) & (sizes <= kept)
    return _Groups(names[begins[rare]], sizes[rare], rows[np.repeat(rare, sizes)])


def _changes(values: Hashes | Int) -> Flags:
    """Whether each differs from the one before it; the first does."""
    changed = np.ones(len(values), dtype=np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed
