"""没有具体事实: a good part of a month's records say nothing that happened.

A record says something when it has a number, a name, a place, an organisation, a title, an outcome or any word that is
not the register of official emptiness (`emptiness`); a terse one needs no more than a kind of work, and length alone is
never rewarded. Slogans that the lists do not know show themselves: many people of several duties use them, and next to
nothing but other slogans. A sentence that a reviewer accepted as someone's duty is a fact of theirs.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.signals.corpus import Corpus
from app.signals.detectors import emptiness
from app.signals.detectors.cells import Cell, cells, graded
from app.signals.detectors.emptiness import Reading, Sort
from app.signals.found import NEAR, Found, Span
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of the month's records; `learned_*` say when a word that nobody listed counts as empty."""

    version: int = 1
    least: int = 3
    near: float = 0.2
    raised: float = 0.29
    sure: float = 0.7
    learned_people: int = 5
    learned_types: int = 3
    learned_share: float = 0.75
    learned_context: float = 0.45
    """In a text of slogans with no named fact, so much of it may be unlisted while its words are still suspected."""
    sampled: int = 8
    """One text in so many with a number in it is looked at for words that facts come with."""


AT = Thresholds()
_NO_KINDS = frozenset(
    ("工作", "日常", "日常工作", "办公", "日常办公", "事务", "日常事务", "常规", "综合", "其他", "其它")
)


class Filler:
    """The detector; `prepared` are the words that this corpus has shown to be empty."""

    kind = SignalKind.FILLER
    rule = f"filler/{AT.version}"

    def prepare(self, corpus: Corpus) -> frozenset[str]:
        return learned(corpus)

    def find(self, corpus: Corpus, prepared: frozenset[str], subjects: Sequence[int]) -> Iterator[Found]:
        for cell in cells(corpus, subjects):
            if cell.end - cell.start < AT.least:
                continue
            rows = [row for row in cell.rows if says_nothing(corpus, row, prepared)]
            score = graded(len(rows) / (cell.end - cell.start), AT.near, AT.raised, AT.sure)
            if len(rows) >= AT.least and score >= NEAR:
                yield _found(corpus, cell, rows, score)


def says_nothing(corpus: Corpus, row: int, learned_words: frozenset[str]) -> bool:
    """Whether the record holds no fact."""
    text = corpus.entries.text[row]
    if _has_digit(text):
        text = emptiness.uncounted(text)
        if _has_digit(text):
            return False
    accepted = corpus.accepted.get(int(corpus.entries.cadre[row]), ())
    if any(phrase and phrase in text for phrase in accepted):
        return False
    if len(text) < emptiness.AT.short and _names_its_kind(text, corpus.entries.work_type[row]):
        return False
    return emptiness.is_empty(emptiness.read(text, learned_words))


def _names_its_kind(text: str, kind: str) -> bool:
    """Whether a terse record names the kind of work that it is filed under, and that is one."""
    return len(kind) > 1 and kind in text and kind not in _NO_KINDS


def learned(corpus: Corpus) -> frozenset[str]:
    """Unlisted words that many people of several duties use, and hardly ever beside a fact."""
    entries = corpus.entries
    people: dict[str, set[int]] = defaultdict(set)
    types: dict[str, set[str]] = defaultdict(set)
    hollow: dict[str, int] = defaultdict(int)
    full: dict[str, int] = defaultdict(int)
    for row, text in enumerate(entries.text):
        if _has_digit(text) and zlib.crc32(text.encode()) % AT.sampled:
            continue
        said, unlisted = _words(text)
        weight = AT.sampled if _has_digit(text) else 1
        for word in unlisted:
            if _is_suspect(said):
                people[word].add(int(entries.cadre[row]))
                types[word].add(entries.work_type[row])
                hollow[word] += weight
            else:
                full[word] += weight
    return frozenset(
        word
        for word, users in people.items()
        if len(users) >= AT.learned_people
        and len(types[word]) >= AT.learned_types
        and hollow[word] >= AT.learned_share * (hollow[word] + full[word])
    )


def _words(text: str) -> tuple[Reading, set[str]]:
    counted = emptiness.uncounted(text)
    sorts = emptiness.sorted_characters(counted)
    runs = list(emptiness.particular_runs(counted, sorts))
    return emptiness.reading_of(counted, sorts, runs, runs), {counted[start:end] for start, end in runs}


def _is_suspect(said: Reading) -> bool:
    """Slogans and no named fact, with some words that may be slogans too."""
    return (
        not said.named and said.slogans >= emptiness.AT.slogans and said.particular <= AT.learned_context * said.length
    )


def _has_digit(text: str) -> bool:
    return any(digit in text for digit in "0123456789")


def _found(corpus: Corpus, cell: Cell, rows: Sequence[int], score: float) -> Found:
    return Found(
        kind=Filler.kind,
        subject=cell.subject,
        month=cell.month,
        days=tuple(sorted({int(corpus.entries.day[row]) for row in rows})),
        score=round(score, 4),
        rule=Filler.rule,
        entries=tuple(rows),
        spans=tuple(span for row in rows for span in _slogans(corpus.entries.text[row], row)),
        numbers={"count": len(rows), "total": cell.end - cell.start},
    )


def _slogans(text: str, row: int) -> Iterator[Span]:
    """What to mark: the stretches of clichés."""
    sorts = emptiness.sorted_characters(text)
    at = 0
    while at < len(sorts):
        if sorts[at] is not Sort.CLICHE:
            at += 1
            continue
        start = at
        while at < len(sorts) and sorts[at] is Sort.CLICHE:
            at += 1
        yield Span(row, start, at)
