"""Whether a day's text says one earlier day of the same author again: asked before submitting, and stored nowhere.

Texts are compared by their letters and digits alone. What an author writes again and again (a duty's name, a place) is
habit and says nothing; a short line may always repeat itself. Plain strings and no arrays: the web process asks this.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise

from rapidfuzz.distance import LCSseq

GRAM = 4
LEAST_GRAMS = 6
"""A text that says less than so much beyond its author's habits is like nothing."""
MOST_GRAMS = 32
"""Of a longer text so many are looked for, evenly spread."""
ALIKE = 0.4
"""Share of what is no habit that stands in one earlier day."""
LONG, WHOLE = 40, 0.85
"""So many letters that stand somewhere nearly as they are were no habit, however often."""
HABIT, HABITUAL = 3, 0.2
"""What stands in so many earlier days, and in such a share of them, is a habit."""
LOOKED_AT = 3
LEAST_PERCENT = 50
BLOCK = 4
"""Fewer letters in a row are the same by chance."""
GAP, NEXT = "\n", "\f"
"""Between the texts of a day, and between days."""
SAID = re.compile(r"[\w\n\f]+")
"""Letters and digits, with the gaps between them; finding them takes a third of the time of taking out all else."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` of one of the texts."""

    text: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Alike:
    """The earlier day that is most alike, how much of the new text stands in it, and where."""

    on: date
    percent: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class _Letters:
    """Letters and digits of several texts, a gap between them; `places` lead back: (text, character)."""

    signs: str
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> "_Letters":
        signs: list[str] = []
        places: list[tuple[int, int]] = []
        for number, text in enumerate(texts):
            for at, sign in enumerate(text):
                if sign.isalnum():
                    signs.append(sign.lower()[0])
                    places.append((number, at))
            signs.append(GAP)
            places.append((number, len(text)))
        return cls("".join(signs), tuple(places))

    @property
    def count(self) -> int:
        return len(self.signs) - self.signs.count(GAP)


@dataclass(frozen=True, slots=True)
class _Haystack:
    """Many days as one string, searched at once; `starts` say where each begins."""

    signs: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, days: Sequence[str]) -> "_Haystack":
        starts = accumulate((len(day) + 1 for day in days), initial=0)
        return cls(GAP.join(days), tuple(starts))

    def days_with(self, grams: Sequence[str]) -> list[list[int]]:
        """For each gram the days in which it stands."""
        return [list(self._days(gram)) for gram in grams]

    def _days(self, gram: str) -> Iterator[int]:
        at = self.signs.find(gram)
        while at >= 0:
            day = bisect_right(self.starts, at) - 1
            yield day
            at = self.signs.find(gram, self.starts[day + 1])


def find_alike(texts: Sequence[str], earlier: Sequence[tuple[date, Sequence[str]]]) -> Alike | None:
    """The earlier day (of those given, in any order) that these texts mostly say again, or none."""
    new = _Letters.of(texts)
    grams = _grams(new.signs)
    if len(grams) < LEAST_GRAMS or not earlier:
        return None
    others = list(zip((on for on, _ in earlier), _plain([texts for _, texts in earlier]), strict=True))
    standing = _Haystack.of([signs for _, signs in others]).days_with(grams)
    often = max(HABIT, round(HABITUAL * len(others)))
    rare = [some for some in standing if len(some) < often]
    shared = Counter(at for some in standing for at in some)
    shared_rare = Counter(at for some in rare for at in some)
    likely = [
        (count, others[at][0], at)
        for at, count in shared.items()
        if (len(rare) >= LEAST_GRAMS and shared_rare[at] >= ALIKE * len(rare))
        or (new.count >= LONG and count >= WHOLE * len(grams))
    ]
    found = (_laid_beside(new, *others[at]) for _, _, at in sorted(likely, reverse=True)[:LOOKED_AT])
    alike = [one for one in found if one.percent >= LEAST_PERCENT]
    return max(alike, key=lambda one: (one.percent, one.on), default=None)


def _plain(days: Sequence[Sequence[str]]) -> list[str]:
    """Letters and digits of each day; all at once, since there are hundreds."""
    whole = NEXT.join(GAP.join(text.replace(NEXT, " ").replace(GAP, " ") for text in texts) for texts in days)
    return "".join(SAID.findall(whole)).replace("_", "").lower().split(NEXT)


def _grams(signs: str) -> list[str]:
    """The different stretches of four letters inside the texts, at most so many."""
    every = dict.fromkeys(signs[at : at + GRAM] for at in range(len(signs) - GRAM + 1))
    inside = [gram for gram in every if GAP not in gram]
    step = -(-len(inside) // MOST_GRAMS)
    return inside[:: step or 1]


def _laid_beside(new: _Letters, on: date, old: str) -> Alike:
    """Both texts in their best alignment."""
    blocks = [
        (block.src_start, block.src_end)
        for block in LCSseq.opcodes(new.signs, old)
        if block.tag == "equal" and block.src_end - block.src_start >= BLOCK
    ]
    same = sum(new.signs.count(sign, start, end) for start, end in blocks for sign in set(new.signs[start:end]) - {GAP})
    return Alike(on, round(100 * same / new.count), tuple(_stretches(new, blocks)))


def _stretches(new: _Letters, blocks: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """Where the blocks stand in the texts as they were written, cut at the end of each text."""
    for start, end in blocks:
        cuts = [start, *(at for at in range(start, end) if new.signs[at] == GAP), end]
        for first, last in pairwise(cuts):
            inside = [new.places[at] for at in range(first, last) if new.signs[at] != GAP]
            if inside:
                yield Stretch(inside[0][0], inside[0][1], inside[-1][1] + 1)
