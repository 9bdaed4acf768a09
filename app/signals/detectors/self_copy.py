"""Own earlier text handed in again for another day.

What counts is how much of what an entry says stands in one earlier entry of the same author, in bits of surprise: the
words of the trade say little, and what this author often writes says little in their own texts, so that a duty may
repeat itself and a project may be reported on again and again. The two texts are then laid side by side, and what they
have in common is weighed: all said again, a stretch kept digit for digit, figures that agree, a text pieced together of
two. An earlier text that stands inside a longer one without one figure in common may be the same work going on.

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
from app.signals.detectors.copy_odds import Facts, facts_of, likelihood, odds
from app.signals.detectors.text_language import ORDER, Language, language_of
from app.signals.detectors.text_own import Common, Own, Said, common, own_of, said
from app.signals.found import NEAR, Found
from app.signals.models import SignalKind

WEIGHTS = Facts(
    again=1.219,
    pieced=0.586,
    filled=4.108,
    says=0.234,
    kept=-0.493,
    kept_share=11.443,
    figures=3.182,
    rest=-2.293,
    letters=2.508,
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an entry is a copy of an earlier one, and how many of a month make a question."""

    version: int = 5
    bits: float = 18.0
    """That an entry must say at all."""
    letters: int = 14
    """Fewer signs in both are proof of nothing."""
    weights: Facts = WEIGHTS
    base: float = -19.796
    """What each fact adds to the odds of a copy, as learned."""
    doubtful: float = 0.1
    """How likely a copy must be to be counted, as so much of one."""
    figures: float = 4.0
    """Bits of numbers that agree, without which a short text inside a longer one proves no more than ..."""
    beyond: float = 0.2
    """... this much above the share of the longer."""
    piece: float = 22.0
    """Bits of one stretch that may be half of a text pieced together of two."""
    likely: float = 0.12
    """Share of bits in whole shingles from which two texts are laid side by side."""
    looked_at: int = 6
    frame: float = 0.40
    """Share of an entry's shingles, names left as they are, that make another one's frame the same."""
    framed: int = 5
    framed_share: float = 0.45
    slotted: float = 0.6
    """The same share where the facts differ: then fewer make a frame of it."""
    slots: int = 4
    slots_share: float = 0.25
    whole: float = 0.95
    whole_figures: float = 8.0
    """The share of both texts, and bits of figures that agree, from which the same text again is no frame."""
    rich: float = 60.0
    """Bits from which the very same text again and again is no frame."""
    near: float = 1.7
    raised: float = 2.02
    """Copies in a month, each counted by how likely it is: two alone are no question."""
    sure: float = 7.0


RULES = Thresholds()


@dataclass(frozen=True, slots=True)
class Copy:
    """One entry and the earlier one that it repeats."""

    entry: int
    source: int
    common: Common
    odds: float

    @property
    def surely(self) -> float:
        """How likely it is a copy, 0 to 1."""
        return likelihood(self.odds)

    @property
    def is_whole(self) -> bool:
        """Whether the day is the earlier one again, figures and all."""
        return self.common.least > RULES.whole and self.common.agreed >= RULES.whole_figures


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
                copies = [copy for copy in found if copy and (copy.is_whole or not is_framed(pool, cell, copy.entry))]
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
    best = max(
        (
            Copy(row, source, found, odds(RULES.weights, RULES.base, facts))
            for source, found, facts in read(corpus, pool, row)
        ),
        key=_order,
        default=None,
    )
    return best if best and best.surely >= RULES.doubtful else None


def read(corpus: Corpus, pool: Pool, row: int) -> Iterator[tuple[int, Common, Facts]]:
    """The earlier entries that an entry may repeat, each with what both have in common and what that speaks for."""
    own, at = pool.own, row - pool.own.first
    total = float(pool.totals[at])
    if total < RULES.bits or not emptiness.read(corpus.entries.text[row]).named:
        return
    until = int(np.searchsorted(corpus.entries.day[own.first : row], corpus.entries.day[row]))
    likely = list(likely_of(pool, at, until))
    pieced = _pieced(pool.said[at], [found for _, found in likely])
    for n, (source, found) in enumerate(likely):
        if found.letters >= RULES.letters:
            yield own.first + source, found, facts_of(found, _again(found), pieced.get(n, 0.0), total)


def _again(found: Common) -> float:
    """Evidence that all is said again. An earlier text inside a longer one, no figure in it the same, may be the same
    work going on: then it counts little more than it fills of the longer."""
    if found.agreed >= RULES.figures or found.share + RULES.beyond >= found.other_share:
        return found.again
    return found.again_at(found.share + RULES.beyond)


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
    length, mine, count = where.stop - where.start, pool.said[row - pool.own.first], cell.end - cell.start
    alike = {at: pool.said[at] for at in np.flatnonzero(shared >= RULES.frame * length).tolist()}
    others = sum(shared[at] >= RULES.slotted * length and mine.differs(one) for at, one in alike.items())
    if others > max(RULES.slots, RULES.slots_share * count):
        return True
    frames = sum(mine.total < RULES.rich or not mine.is_like(one) for one in alike.values())
    return frames > max(RULES.framed, RULES.framed_share * count)


def _order(copy: Copy) -> tuple[float, float, int]:
    return (round(copy.odds), round(copy.common.bits), -copy.source)
