"""What a person is shown of a copy: the same words marked in both texts, and the numbers of the sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.signals.corpus import Corpus
from app.signals.detectors.text_align import Alignment, align
from app.signals.found import Span


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy and its source, side by side."""

    entry: int
    source: int
    alignment: Alignment

    @property
    def spans(self) -> Iterator[Span]:
        """What is marked in both texts, in the order of the copy."""
        for tile in self.alignment.tiles:
            yield Span(self.entry, tile.start, tile.end, self.source, tile.other_start, tile.other_end)

    def numbers(self, corpus: Corpus, count: int) -> dict[str, int | float | str]:
        """How many copies the month has, and of this one the two days and the share of letters marked."""
        on, source_on = (date.fromordinal(int(corpus.entries.day[row])) for row in (self.entry, self.source))
        return {
            "count": count,
            "on": on.isoformat(),
            "source_on": source_on.isoformat(),
            "percent": f"{self.alignment.percent}%",
        }


def shown_of(corpus: Corpus, pairs: Sequence[tuple[int, int]]) -> list[Shown]:
    """The pairs laid side by side, the most alike first."""
    text = corpus.entries.text
    found = [Shown(entry, source, align(text[entry], text[source])) for entry, source in pairs]
    return sorted(found, key=lambda one: (-one.alignment.share, one.entry))
