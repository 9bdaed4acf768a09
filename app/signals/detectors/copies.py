"""What the copies of a month come to, whoever wrote first: how sure they are together, and what is said of them."""

from collections.abc import Sequence
from typing import Protocol

from app.signals.corpus import Corpus
from app.signals.detectors.cells import Cell
from app.signals.detectors.text_shown import shown_of
from app.signals.found import Found
from app.signals.models import SignalKind

SHOWN = 3
"""Pairs whose words are marked."""


class Copied(Protocol):
    """An entry, the earlier one that it repeats, and how surely, 0 to 1."""

    @property
    def entry(self) -> int: ...
    @property
    def source(self) -> int: ...
    @property
    def surely(self) -> float: ...


def weight_of(corpus: Corpus, copies: Sequence[Copied]) -> float:
    """Copies of the month, doubtful ones in part; a day handed in twice is one."""
    by_day: dict[int, float] = {}
    for copy in copies:
        on = int(corpus.entries.day[copy.entry])
        by_day[on] = max(by_day.get(on, 0.0), copy.surely)
    return sum(by_day.values())


def finding_of(
    corpus: Corpus, kind: SignalKind, rule: str, cell: Cell, copies: Sequence[Copied], score: float
) -> Found:
    """One question about all of them, the first few laid side by side."""
    shown = shown_of(corpus, [(copy.entry, copy.source) for copy in copies])
    days = corpus.entries.day
    return Found(
        kind=kind,
        subject=cell.subject,
        month=cell.month,
        days=tuple(sorted({int(days[copy.entry]) for copy in copies})),
        score=score,
        rule=rule,
        entries=tuple(copy.entry for copy in copies),
        pairs=tuple((copy.entry, copy.source) for copy in copies),
        spans=tuple(span for one in shown[:SHOWN] for span in one.spans),
        numbers=shown[0].numbers(corpus, len(copies)),
    )
