"""How much a text says: the surprise of every sign in bits, given the three before it, as the corpus and its author
write.

A phrase of the trade goes on as everybody expects it to: nothing is learned from its being in two texts. A name, a
matter, a choice among many is a surprise, and the surprises of a long enough stretch are together by chance nowhere
else. What the author often writes is no surprise in their own texts: a duty repeats itself and so do its words.
"""

import zlib
from dataclasses import dataclass
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np

from app.signals.corpus import Corpus, Hashes, Int, Real
from app.signals.detectors.text import Codes, mixed, read

ORDER = 4
"""Signs in a row that are counted: the one that surprises and the three before it."""
SAMPLE = 120_000
"""Entries that a language is learned from, at most: whole cadres, chosen by what they wrote."""
BEGIN = 1
"""The sign before every text's first."""
FLOOR = 1 / 4000
"""The chance of a sign that nobody has written."""
TRUST = 5.0
"""A context is believed half when it has been seen so often."""
OWN_TRUST = 2.0
PAIR = 2
"""Occurrences that a copy and its source may be: they are nobody's habit."""


@dataclass(frozen=True, slots=True, eq=False)
class Grams:
    """The stretches of one to ORDER signs that end at each sign: a row an order, 0 where the text is not so long."""

    hashes: Hashes
    text: Int
    codes: Codes


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """How often every stretch of up to ORDER signs stands in what was learned from."""

    hashes: Hashes
    counts: Int
    signs: int
    learned: frozenset[int]
    """The cadres learned from."""

    def often(self, hashes: Hashes) -> Int:
        """How often each stretch was seen."""
        at = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        found: Int = np.where((self.hashes[at] == hashes) & (hashes != 0), self.counts[at], 0)
        return found


def grams(texts: list[str]) -> Grams:
    """The stretches of these texts; a text's first row is its BEGIN."""
    found = read(texts)
    begins = np.searchsorted(found.text, np.arange(len(texts)))
    codes = np.insert(found.codes, begins, BEGIN)
    text = np.insert(found.text, begins, np.arange(len(texts)))
    hashes = np.zeros((ORDER, len(codes)), dtype=np.uint64)
    for order in range(1, ORDER + 1):
        whole = np.zeros(max(0, len(codes) - order + 1), dtype=np.uint64)
        for step in range(order):
            whole *= np.uint64(0x9E3779B97F4A7C15)
            whole += codes[step : step + len(whole)]
        whole = mixed(whole + np.uint64(order))
        whole[text[: len(whole)] != text[order - 1 :]] = 0
        hashes[order - 1, order - 1 :] = whole
    return Grams(hashes, text, codes)


def bits(language: Language, found: Grams, subject: int, months: Int) -> Real:
    """The surprise of every sign of one author's texts, whose months are given; 0 for BEGIN."""
    names, kinds, own = np.unique(found.hashes, return_inverse=True, return_counts=True)
    own[names == 0] = 0
    kinds = kinds.reshape(found.hashes.shape)
    others = language.often(names)
    if subject in language.learned:
        others = others - own
    others = np.maximum(others - PAIR, 0).astype(np.float64)
    chance = np.full(found.hashes.shape[1], FLOOR)
    for order in range(1, ORDER + 1):
        seen = others[kinds[order - 1]]
        if order == 1:
            context: Real = np.full(len(seen), float(language.signs))
        else:
            context = _before(others[kinds[order - 2]])
        context = np.maximum(context, seen)
        trust = context / (context + TRUST)
        chance = np.where(context > 0, trust * seen / np.maximum(context, 1) + (1 - trust) * chance, chance)
    chance = np.maximum(chance, _habit(own, kinds, months[found.text]))
    surprise: Real = -np.log2(np.minimum(chance, 1.0))
    surprise[found.codes == BEGIN] = 0.0
    return surprise


def _habit(own: Int, kinds: Int, month: Int) -> Real:
    """The chance of each sign by the author's own other texts: those of other months, one of which may be the source,
    or half of all, in which this month's copies are few."""
    seen, context = (_usual(own, kinds[order], month) for order in (ORDER - 1, ORDER - 2))
    context = np.maximum(_before(context), seen)
    found: Real = seen / (context + OWN_TRUST)
    return found


def _usual(own: Int, kind: Int, month: Int) -> Real:
    """How often the author writes each stretch when it is no copy of this month."""
    _, at, within = np.unique(month * len(own) + kind, return_inverse=True, return_counts=True)
    total = own[kind].astype(np.float64)
    usual: Real = np.maximum(np.maximum(total - within[at] - 1, total / 2 - PAIR), 0.0)
    return usual


def _before(values: Real) -> Real:
    """The value of the sign before each."""
    found = np.zeros(len(values))
    found[1:] = values[:-1]
    return found


_LANGUAGES: WeakKeyDictionary[Corpus, Language] = WeakKeyDictionary()


def language_of(corpus: Corpus) -> Language:
    """The language of a corpus, learned once."""
    if corpus not in _LANGUAGES:
        _LANGUAGES[corpus] = _learned(corpus)
    return _LANGUAGES[corpus]


def _learned(corpus: Corpus) -> Language:
    entries = corpus.entries
    bounds = np.searchsorted(entries.cadre, np.arange(len(corpus.cadres) + 1)).tolist()
    marks = [zlib.crc32("\n".join(entries.text[start:end]).encode()) for start, end in pairwise(bounds)]
    chosen, held = [], 0
    for cadre in sorted(range(len(marks)), key=lambda at: (marks[at], entries.text[bounds[at] : bounds[at] + 1])):
        if held >= SAMPLE:
            break
        chosen.append(cadre)
        held += bounds[cadre + 1] - bounds[cadre]
    texts = [text for cadre in chosen for text in entries.text[bounds[cadre] : bounds[cadre + 1]]]
    found = grams(texts)
    hashes, counts = np.unique(found.hashes, return_counts=True)
    return Language(hashes, counts, max(1, len(found.codes)), frozenset(chosen))
