"""Which photos look alike: pairs of 64-bit hashes that differ in few bits, found without comparing all with all.

Eight bytes and at most six differing bits leave at least two bytes alike, so photos that share two bytes (28 choices)
are compared, and no others. Within one person's or one unit's photos all are compared, up to ten bits.
"""

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from app.signals.corpus import Flags, Hashes, Int

NEAR_BITS = 6
WIDE_BITS = 10
BYTES = 8
AT_ONCE = 4_000_000
BLOCK = 256
LEAST_SET, MOST_SET = 6, 58
FEW_ROWS = 2


def bits_apart(one: Hashes, other: Hashes) -> Int:
    """In how many bits they differ."""
    return np.asarray(np.bitwise_count(one ^ other), dtype=np.int64)


def is_flat(hashes: Hashes) -> Flags:
    """Pictures without a pattern (a wall, the sky, a blank page, a plain gradient): their hash carries nothing."""
    ones = np.bitwise_count(hashes)
    rows = np.sort(_bytes(hashes), axis=1)
    kinds = 1 + np.count_nonzero(np.diff(rows, axis=1), axis=1)
    return np.asarray((ones < LEAST_SET) | (ones > MOST_SET) | (kinds <= FEW_ROWS))


def near_pairs(hashes: Hashes) -> tuple[Int, Int]:
    """All (i, j), i < j, at most `NEAR_BITS` apart, sorted."""
    found, parts = [], _bytes(hashes).astype(np.uint16)
    for one, other in combinations(range(BYTES), 2):
        key = parts[:, one] << np.uint16(8) | parts[:, other]
        order = np.argsort(key, kind="stable")
        found += [_kept(hashes, left, right, NEAR_BITS) for left, right in _within(key[order], order)]
    return _sorted(found, len(hashes))


def group_pairs(hashes: Hashes, groups: Int, bits: int = WIDE_BITS) -> tuple[Int, Int]:
    """All (i, j), i < j, of one group (NOBODY's photos are in none) at most `bits` apart, sorted."""
    rows = np.flatnonzero(groups >= 0)
    order = rows[np.argsort(groups[rows], kind="stable")]
    bounds = np.flatnonzero(np.diff(groups[order], prepend=-1, append=-1)).tolist()
    found = []
    for start, end in pairwise(bounds):
        for first in range(start, end - 1, BLOCK):
            left, right = order[first : min(first + BLOCK, end)], order[first:end]
            alike = np.bitwise_count(hashes[left][:, None] ^ hashes[right][None]) <= bits
            one, other = np.nonzero(np.triu(alike, 1))
            found.append(_keys(left[one], right[other], len(hashes)))
    return _sorted(found, len(hashes))


def _bytes(hashes: Hashes) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.ascontiguousarray(hashes).view(np.uint8).reshape(len(hashes), BYTES)


def _within(keys: np.ndarray[tuple[int], np.dtype[np.generic]], order: Int) -> Iterator[tuple[Int, Int]]:
    """Every two rows with one key, in portions; `keys` are sorted."""
    count = len(keys)
    if count < FEW_ROWS:
        return
    ends = np.searchsorted(keys, keys, "right") - np.arange(count) - 1
    done = np.concatenate([[0], np.cumsum(ends)])
    start = 0
    while start < count:
        stop = max(start + 1, int(np.searchsorted(done, done[start] + AT_ONCE, "right")) - 1)
        lengths = ends[start:stop]
        total = int(lengths.sum())
        if total:
            left = np.repeat(np.arange(start, stop), lengths)
            step = np.arange(total) - np.repeat(done[start:stop] - done[start], lengths) + 1
            yield order[left], order[left + step]
        start = stop


def _kept(hashes: Hashes, left: Int, right: Int, bits: int) -> Int:
    """Those near enough, as one number a pair."""
    alike = np.flatnonzero(np.bitwise_count(hashes[left] ^ hashes[right]) <= bits)
    return _keys(left[alike], right[alike], len(hashes))


def _keys(one: Int, other: Int, count: int) -> Int:
    return np.asarray(np.minimum(one, other) * count + np.maximum(one, other))


def _sorted(found: list[Int], count: int) -> tuple[Int, Int]:
    keys = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return keys // max(count, 1), keys % max(count, 1)
