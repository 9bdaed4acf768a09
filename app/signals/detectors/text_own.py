"""One cadre's texts, sign by sign, with what each sign says; and what two texts have in common, weighed by it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import log2
from typing import NamedTuple

import numpy as np

from app.signals.corpus import Corpus, Flags, Hashes, Int, Real
from app.signals.detectors.cells import rows_of
from app.signals.detectors.text import NUMERAL, read
from app.signals.detectors.text_align import tiles
from app.signals.detectors.text_language import ORDER, Grams, Language, bits, grams
from app.signals.detectors.text_numbers import against, is_figure, numbers_of, worth_of, written_of

NO_AUTHOR = -1
LEAST = ORDER - 1
NOTHING = 6.0
"""Bits that are hardly a word."""
CHANCE = 20.0
"""Bits that two days of one author share by chance: one matter with one person."""
SIGN = chr(NUMERAL)
TURN = 4.0
"""What it says less that a stretch stands where it stands, for all but the one that says most."""
NEXT_TURN = 1.0
"""The same for one that goes on, in both texts, where another ended: a word was changed between them."""
NEXT = 4
SOME = 2.0
"""Bits of the figures in a stretch from which they are a day's own."""


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """A cadre's texts: row `first + i` of the entries is the signs `bounds[i]` to `bounds[i + 1]`, BEGIN first."""

    first: int
    bounds: Int
    grams: Grams
    bits: Real

    def of(self, row: int) -> slice:
        """The signs of a row."""
        at = row - self.first
        return slice(int(self.bounds[at]), int(self.bounds[at + 1]))


class Kept(NamedTuple):
    """The stretch that stands in both digit for digit, a figure in it, that says most."""

    bits: float = 0.0
    letters: int = 0
    share: float = 0.0
    """Of the one's signs."""


@dataclass(frozen=True, slots=True)
class Common:
    """Bits that stand in both texts, in whatever order, and the share that they are of the one and of the other."""

    bits: float
    share: float
    other_share: float
    letters: int
    """Signs that stand in both."""
    deepest: float
    """The bits of the one stretch that says most."""
    where: range
    """The signs of the one text that are this stretch."""
    rest: float
    """The one's share outside that stretch; 1 where nothing is left to say."""
    agreed: float
    """What the figures say that are the very same in both."""
    kept: "Kept"

    @property
    def most(self) -> float:
        """The larger share: words put into a copy, or a part left out of it, hide one of the two only."""
        return max(self.share, self.other_share)

    @property
    def least(self) -> float:
        """The smaller share."""
        return min(self.share, self.other_share)

    @property
    def taken(self) -> float:
        """Evidence that some was taken: bits of one stretch count as they stand, scattered ones if little else is."""
        return self.deepest * self.most + self.bits * self.most**2 / 2

    @property
    def again(self) -> float:
        """Evidence that all is said again: how much it says matters less than that nothing else is said."""
        return self.again_at(self.most)

    def again_at(self, share: float) -> float:
        """The same if so much of a text were said again."""
        return share**2 * log2(1 + max(0.0, self.bits - CHANCE))


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One text: its signs, what each says, its shingles, and the digits behind its numerals with what they say; as
    figures, where they are any."""

    signs: str
    bits: Real
    shingles: Hashes
    numbers: Sequence[str]
    worth: Sequence[float]
    figures: Sequence[float]

    def shared(self, other: "Said") -> float:
        """What stands in shingles of the other."""
        same = (self.shingles[:, None] == other.shingles).any(axis=1)
        return float(self.bits[same].sum())

    def is_like(self, other: "Said") -> bool:
        """Whether they are one text, digit for digit."""
        return self.signs == other.signs and self.numbers == other.numbers

    def differs(self, other: "Said") -> bool:
        """Whether the other has other figures: no more than half are in both."""
        most = max(len(self.numbers), len(other.numbers))
        return most > 0 and (Counter(self.numbers) & Counter(other.numbers)).total() <= most / 2

    @property
    def total(self) -> float:
        """All that it says."""
        return float(self.bits.sum())


def own_of(corpus: Corpus, language: Language, subject: int) -> Own:
    """What a cadre wrote, before and inside the judged period; accepted phrases say nothing."""
    start, end = rows_of(corpus, subject)
    found = grams(list(corpus.entries.text[start:end]))
    surprise = bits(language, found, subject, _months(corpus.entries.day[start:end]))
    own = Own(start, np.searchsorted(found.text, np.arange(end - start + 1)), found, surprise)
    _hushed(own, corpus.accepted.get(subject, ()))
    return own


def said(texts: Sequence[str], found: Grams, surprise: Real, silent: Flags | None = None) -> list[Said]:
    """These texts one by one; `silent` signs say nothing."""
    bounds = np.searchsorted(found.text, np.arange(len(texts) + 1)).tolist()
    if silent is not None:
        surprise = np.where(silent, 0.0, surprise)
    out, written = [], written_of(texts)
    every = numbers_of(written)
    for raw, numbers, worth, (start, end) in zip(written, every, worth_of(every), pairwise(bounds), strict=True):
        signs = "".join(map(chr, found.codes[start + 1 : end].tolist()))
        told = surprise[start + 1 : end].copy()
        told[found.codes[start + 1 : end] == NUMERAL] += worth
        figures = [said if is_figure(one) else 0.0 for one, said in zip(raw, worth, strict=True)]
        out.append(Said(signs, told, found.hashes[ORDER - 1, start + 1 : end], numbers, worth, figures))
    return out


def told(language: Language, texts: Sequence[str]) -> list[Said]:
    """What texts of several authors say, each by itself."""
    found = grams(list(texts))
    return said(texts, found, bits(language, found, NO_AUTHOR, np.arange(len(texts))))


def _months(days: Int) -> Int:
    """The months of these days, numbered."""
    found: Int = np.array([on.year * 12 + on.month for on in map(date.fromordinal, days.tolist())], dtype=np.int64)
    return found


def signs_of(text: str) -> str:
    """What is read of a text, as a string."""
    return "".join(map(chr, read([text]).codes.tolist()))


def common(one: Said, two: Said) -> Common:
    """What two texts have in common."""
    found = tiles(one.signs, two.signs, LEAST)
    pairs = [_in_both(one, two, *tile) for tile in found]
    top, at, length = max(
        ((pair[0], at, length) for pair, (at, _, length) in zip(pairs, found, strict=True)), default=(0.0, 0, 0)
    )
    sums = [sum(pair[side] for pair in pairs) for side in (0, 1)]
    runs = [run for tile in found for run in _runs(one, two, *tile)]
    kept = max((run for run in runs if run.worth >= SOME), default=Run(0.0, 0, 0.0))
    costs = _turns(found)
    turns = [sum(min(max(0.0, pair[side]), cost) for pair, cost in zip(pairs, costs, strict=True)) for side in (0, 1)]
    return Common(
        bits=sums[0] - turns[0],
        share=_share(sums[0] - turns[0], one.total),
        other_share=_share(sums[1] - turns[1], two.total),
        letters=sum(length for _, _, length in found),
        deepest=top,
        where=range(at, at + length),
        rest=_share(sums[0] - top, one.total - top),
        agreed=sum(run.worth for run in runs),
        kept=Kept(kept.bits, kept.letters, kept.letters / max(1, len(one.signs))),
    )


def _turns(found: Sequence[tuple[int, int, int]]) -> list[float]:
    """What each stretch loses for standing where it does; the first of them, the longest, nothing."""
    ends = {(at + length, by + length) for at, by, length in found}
    costs = [
        NEXT_TURN if any((at - x, by - y) in ends for x in range(NEXT + 1) for y in range(NEXT + 1)) else TURN
        for at, by, _ in found
    ]
    return [0.0, *costs[1:]][: len(found)]


def _share(part: float, whole: float) -> float:
    return max(0.0, part) / whole if whole > NOTHING else 1.0


class Run(NamedTuple):
    """A stretch without another number in it: what it says, its signs, and what its figures say."""

    bits: float
    letters: int
    worth: float


def _runs(one: Said, two: Said, at: int, by: int, length: int) -> Iterator[Run]:
    """A stretch of both cut where their numbers differ."""
    mine, theirs = one.signs.count(SIGN, 0, at), two.signs.count(SIGN, 0, by)
    start, worth = at, 0.0
    for place in range(at, at + length):
        if one.signs[place] != SIGN:
            continue
        if one.numbers[mine] == two.numbers[theirs]:
            worth += one.figures[mine]
        else:
            yield Run(float(one.bits[start:place].sum()), place - start, worth)
            start, worth = place + 1, 0.0
        mine, theirs = mine + 1, theirs + 1
    yield Run(float(one.bits[start : at + length].sum()), at + length - start, worth)


def _in_both(one: Said, two: Said, at: int, by: int, length: int) -> tuple[float, float]:
    """What a stretch says in the one and in the other text: a number says what it is only where it is the same."""
    count = one.signs.count(SIGN, at, at + length)
    first, second = one.signs.count(SIGN, 0, at), two.signs.count(SIGN, 0, by)
    mine, theirs = one.numbers[first : first + count], two.numbers[second : second + count]
    return (
        float(one.bits[at : at + length].sum()) - against(mine, theirs, one.worth[first : first + count]),
        float(two.bits[by : by + length].sum()) - against(mine, theirs, two.worth[second : second + count]),
    )


def _hushed(own: Own, phrases: Sequence[str]) -> None:
    """An accepted phrase's signs say nothing, wherever they stand."""
    whole = "".join(map(chr, own.grams.codes.tolist()))
    for phrase in filter(None, map(signs_of, phrases)):
        at = whole.find(phrase)
        while at >= 0:
            own.bits[at : at + len(phrase)] = 0.0
            at = whole.find(phrase, at + len(phrase))
