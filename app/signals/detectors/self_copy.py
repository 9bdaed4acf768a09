"""Own earlier text handed in again for another day.

What counts is how much of what an entry says stands in one earlier entry of the same author, in bits of surprise: the
words of the trade say little, and what this author often writes says little in their own texts, so that a duty may
repeat itself and a project may be reported on again and again. The two texts are then laid side by side.

The boundary to `template`: where the text returns with its own facts it is `self_copy`; where its frame returns with
other names and numbers, often enough to be a habit of this author that says little here, it is `template`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import NamedTuple

import numpy as np

from app.signals.corpus import Corpus, Int, Real
from app.signals.detectors import emptiness
from app.signals.detectors.cells import Cell, cells_of, graded
from app.signals.detectors.copies import finding_of, weight_of
from app.signals.detectors.text_language import ORDER, Language, language_of
from app.signals.detectors.text_own import Common, Own, Said, common, own_of, said
from app.signals.found import NEAR, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an entry is a copy of an earlier one, and how many of a month make a question."""

    version: int = 1
    bits: float = 18.0
    """That an entry must say at all."""
    letters: int = 14
    """Fewer signs in both are proof of nothing."""
    doubtful: float = 2.7
    clear: float = 3.7
    """Weights of evidence from which two texts are perhaps, and surely, one."""
    piece: float = 22.0
    """Bits of one stretch that may be half of a text pieced together of two."""
    likely: float = 0.25
    """Share of bits in whole shingles from which two texts are laid side by side."""
    looked_at: int = 4
    frame: float = 0.40
    """Share of an entry's shingles, names left as they are, that make another one's frame the same."""
    framed: int = 5
    framed_share: float = 0.45
    near: float = 1.8
    raised: float = 2.7
    """Clear copies in a month, doubtful ones counted in part."""
    sure: float = 7.0


RULES = Thresholds()


@dataclass(frozen=True, slots=True)
class Copy:
    """One entry and the earlier one that it repeats."""

    entry: int
    source: int
    common: Common
    weight: float
    """Of the evidence that all is said again, from this one or from this one and another."""

    @property
    def surely(self) -> float:
        """0 to 1."""
        return min(1.0, max(0.0, (self.weight - RULES.doubtful) / (RULES.clear - RULES.doubtful)))


class SelfCopy:
    """The detector of `self_copy`."""

    kind = SignalKind.SELF_COPY
    rule = f"self_copy/{RULES.version}"

    def prepare(self, corpus: Corpus) -> Language:
        """What the corpus' words say."""
        return language_of(corpus)

    def find(self, corpus: Corpus, prepared: Language, subjects: Sequence[int]) -> Iterator[Found]:
        """A finding for every month with enough copies."""
        for subject in subjects:
            pool = pool_of(corpus, own_of(corpus, prepared, subject))
            for cell in cells_of(corpus, subject):
                found = (copy_of(corpus, pool, row) for row in cell.rows)
                copies = [copy for copy in found if copy is not None and not is_framed(pool, cell, copy.entry)]
                score = graded(weight_of(corpus, copies), RULES.near, RULES.raised, RULES.sure)
                if score >= NEAR:
                    yield finding_of(corpus, self.kind, self.rule, cell, copies, score)


class Pool(NamedTuple):
    """An author's texts: shingles by their number among the different ones, and every text by itself."""

    own: Own
    kind: Int
    kinds: int
    said: list[Said]
    totals: Real


def pool_of(corpus: Corpus, own: Own) -> Pool:
    """What an author's entries are compared by."""
    names, kind = np.unique(own.grams.hashes[ORDER - 1], return_inverse=True)
    texts = said(corpus.entries.text[own.first : own.first + len(own.bounds) - 1], own.grams, own.bits)
    return Pool(own, kind, len(names), texts, np.array([one.total for one in texts]))


def copy_of(corpus: Corpus, pool: Pool, row: int) -> Copy | None:
    """The earlier entry that this one repeats, or none: the most alike, of several alike the earliest."""
    own, at = pool.own, row - pool.own.first
    if pool.totals[at] < RULES.bits or not emptiness.read(corpus.entries.text[row]).named:
        return None
    until = int(np.searchsorted(corpus.entries.day[own.first : row], corpus.entries.day[row]))
    likely = list(likely_of(pool, at, until))
    pieced = _pieced(pool.said[at], [found for _, found in likely])
    copies = (
        Copy(row, own.first + source, found, max(found.again, pieced.get(n, 0.0)))
        for n, (source, found) in enumerate(likely)
    )
    return max(
        (copy for copy in copies if copy.surely > 0 and copy.common.letters >= RULES.letters), key=_order, default=None
    )


def _pieced(mine: Said, found: Sequence[Common]) -> dict[int, float]:
    """Evidence that the text is pieced together of one long stretch each from two earlier ones, by place of either."""
    weights: dict[int, float] = {}
    long = [(n, one) for n, one in enumerate(found) if one.deepest >= RULES.piece]
    for (n, one), (m, other) in combinations(long, 2):
        if one.where.start >= other.where.stop or other.where.start >= one.where.stop:
            bits = one.deepest + other.deepest
            weight = (bits / mine.total) ** 2 * log2(1 + bits)
            for place in (n, m):
                weights[place] = max(weights.get(place, 0.0), weight)
    return weights


def likely_of(pool: Pool, at: int, until: int) -> Iterator[tuple[int, Common]]:
    """The own entries before `until` that share most with entry `at`, laid side by side with it."""
    own, where = pool.own, slice(int(pool.own.bounds[at]), int(pool.own.bounds[at + 1]))
    weight = np.zeros(pool.kinds)
    weight[pool.kind[where]] = own.bits[where]
    last = int(own.bounds[until])
    shared = np.bincount(own.grams.text[:last], weights=weight[pool.kind[:last]], minlength=until)[:until]
    least = np.minimum(pool.totals[at], pool.totals[:until]) * RULES.likely
    likely = np.flatnonzero(shared >= np.maximum(least, RULES.bits * RULES.likely))
    for source in likely[np.argsort(-shared[likely], kind="stable")][: RULES.looked_at].tolist():
        yield source, common(pool.said[at], pool.said[source])


def is_framed(pool: Pool, cell: Cell, row: int) -> bool:
    """Whether much of the month has this entry's frame: that is a template's question, and asked once."""
    where, first = pool.own.of(row), pool.own.bounds[cell.start - pool.own.first]
    last = pool.own.bounds[cell.end - pool.own.first]
    holds = np.zeros(pool.kinds, dtype=np.bool_)
    holds[pool.kind[where]] = True
    inside = slice(int(first), int(last))
    shared = np.bincount(pool.own.grams.text[inside], weights=holds[pool.kind[inside]], minlength=len(pool.said))
    alike = shared >= RULES.frame * (where.stop - where.start)
    return int(alike.sum()) > max(RULES.framed, RULES.framed_share * (cell.end - cell.start))


def _order(copy: Copy) -> tuple[float, int]:
    return (round(copy.common.bits), -copy.source)
