"""One cadre's texts, sign by sign, with what each sign says; and what two texts have in common, weighed by it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import log2

import numpy as np

from app.signals.corpus import Corpus, Flags, Hashes, Int, Real
from app.signals.detectors.cells import rows_of
from app.signals.detectors.text import CHINESE_NUMERALS, NUMERAL, read
from app.signals.detectors.text_align import tiles
from app.signals.detectors.text_language import ORDER, Grams, Language, bits, grams

NO_AUTHOR = -1
LEAST = ORDER - 1
NOTHING = 6.0
"""Bits that are hardly a word."""
CHANCE = 15.0
"""Bits that two days of one author share by chance: one matter with one person."""
SIGN = chr(NUMERAL)
TURN = 4.0
"""What it says less that a stretch stands where it stands, for all but the one that says most."""
NUMBER_BITS = 4.0
"""What a number says by being this one: its sign leaves the digits out."""
NUMBER = re.compile(rf"(?:\d[\d.,:：．]*)?\d|[{CHINESE_NUMERALS}]+")


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

    @property
    def most(self) -> float:
        """The larger share: words put into a copy, or a part left out of it, hide one of the two only."""
        return max(self.share, self.other_share)

    @property
    def taken(self) -> float:
        """Evidence that some was taken: bits of one stretch count as they stand, scattered ones if little else is."""
        return self.deepest * self.most + self.bits * self.most**2 / 2

    @property
    def again(self) -> float:
        """Evidence that all is said again: how much it says matters less than that nothing else is said."""
        return self.most**2 * log2(1 + max(0.0, self.bits - CHANCE))


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """One text: its signs, what each says, its shingles, and the digits that stand behind its numerals."""

    signs: str
    bits: Real
    shingles: Hashes
    numbers: Sequence[str]

    def shared(self, other: "Said") -> float:
        """What stands in shingles of the other."""
        same = (self.shingles[:, None] == other.shingles).any(axis=1)
        return float(self.bits[same].sum())

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
    out = []
    for numbers, (start, end) in zip(numbers_of(texts), pairwise(bounds), strict=True):
        signs = "".join(map(chr, found.codes[start + 1 : end].tolist()))
        told = surprise[start + 1 : end] + NUMBER_BITS * (found.codes[start + 1 : end] == NUMERAL)
        out.append(Said(signs, told, found.hashes[ORDER - 1, start + 1 : end], numbers))
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


def numbers_of(texts: Sequence[str]) -> list[list[str]]:
    """The digits and numerals behind each numeral sign of each text, in order."""
    found = read(texts)
    numeral = found.codes == NUMERAL
    numbers: list[list[str]] = [[] for _ in texts]
    for at, place in zip(found.text[numeral].tolist(), found.places[numeral].tolist(), strict=True):
        match = NUMBER.match(texts[at], place)
        numbers[at].append(match.group() if match else "")
    return numbers


def common(one: Said, two: Said) -> Common:
    """What two texts have in common."""
    found = tiles(one.signs, two.signs, LEAST)
    pairs = [_in_both(one, two, *tile) for tile in found]
    top, at, length = max(
        ((pair[0], at, length) for pair, (at, _, length) in zip(pairs, found, strict=True)), default=(0.0, 0, 0)
    )
    sums = [sum(pair[side] for pair in pairs) for side in (0, 1)]
    turns = [
        sum(min(pair[side], TURN) for pair in pairs) - min(pairs[0][side], TURN) if pairs else 0.0 for side in (0, 1)
    ]
    return Common(
        bits=sums[0] - turns[0],
        share=_share(sums[0] - turns[0], one.total),
        other_share=_share(sums[1] - turns[1], two.total),
        letters=sum(length for _, _, length in found),
        deepest=top,
        where=range(at, at + length),
        rest=_share(sums[0] - top, one.total - top),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole > NOTHING else 1.0


def _in_both(one: Said, two: Said, at: int, by: int, length: int) -> tuple[float, float]:
    """What a stretch says in the one and in the other text: a number says what it is only where it is the same."""
    count = one.signs.count(SIGN, at, at + length)
    first, second = one.signs.count(SIGN, 0, at), two.signs.count(SIGN, 0, by)
    other = sum(one.numbers[first + step] != two.numbers[second + step] for step in range(count))
    lost = other * NUMBER_BITS
    return float(one.bits[at : at + length].sum()) - lost, float(two.bits[by : by + length].sum()) - lost


def _hushed(own: Own, phrases: Sequence[str]) -> None:
    """An accepted phrase's signs say nothing, wherever they stand."""
    whole = "".join(map(chr, own.grams.codes.tolist()))
    for phrase in filter(None, map(signs_of, phrases)):
        at = whole.find(phrase)
        while at >= 0:
            own.bits[at : at + len(phrase)] = 0.0
            at = whole.find(phrase, at + len(phrase))
