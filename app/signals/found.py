"""What a detector finds: one question about one subject's month, with the evidence that its sentence is made of.

`score` is calibrated: from `RAISED` on it is asked about, from `NEAR` on it is just below (for the queue's own tests).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.signals.corpus import Corpus
from app.signals.models import SignalKind

RAISED = 0.5
NEAR = 0.3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an entry's text, in characters, and where another entry says the same; rows of `Corpus.entries`."""

    entry: int
    start: int
    end: int
    source: int | None = None
    source_start: int | None = None
    source_end: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One finding. `subject` is a cadre's row, for `rubber_stamp` a supervisor's; `days` are what it is about, sorted.

    `numbers` hold what the sentence says and nothing else; each is true by itself.
    """

    kind: SignalKind
    subject: int
    month: str
    days: tuple[int, ...]
    score: float
    rule: str
    entries: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    """(copy, source): rows of `Corpus.entries`."""
    spans: tuple[Span, ...] = ()
    numbers: Mapping[str, int | float | str] = field(default_factory=dict)


class Detector(Protocol):
    """One kind: what is the same for all subjects is prepared once, then any part of the subjects can be looked at
    alone. The same corpus gives the same findings however its subjects are divided."""

    kind: SignalKind
    rule: str

    def prepare(self, corpus: Corpus) -> Any:
        """What the whole corpus says (habits of the trade, rare words); None where nothing is needed."""

    def find(self, corpus: Corpus, prepared: Any, subjects: Sequence[int]) -> Iterator[Found]:
        """The findings about these subjects (rows of cadres, or of supervisors for `rubber_stamp`), in their order."""
