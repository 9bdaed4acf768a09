"""A colleague's text handed in as one's own, from the unit or from another county.

Half of all honest texts are alike, so what counts is how much of what an entry says, in bits of surprise, stands in one
text of another. A part of an entry, half of it or so, counts where the very figures in it are the other's; where no
figure is, a name in common says less. Whoever handed in first is never a subject, and a tie accuses nobody; words that
the author had used before the other are the author's own; words that several handed in on one day are an agenda or a
notice. A form that fills much of the author's own month is a template's question: two people with one form have not
copied each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from app.signals.corpus import Corpus, Flags, Int
from app.signals.detectors import emptiness
from app.signals.detectors.cells import cells_of, graded, part_of
from app.signals.detectors.copies import finding_of, weight_of
from app.signals.detectors.self_copy import Pool, is_framed, likely_of, pool_of
from app.signals.detectors.text_index import NUMBERS, SIZES, Held, TextIndex, text_index
from app.signals.detectors.text_language import Language, language_of
from app.signals.detectors.text_own import Common, Own, Said, common, own_of, said, told
from app.signals.found import NEAR, Found
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an entry is a copy of a colleague's, and how much of it in a month makes a question."""

    version: int = 3
    window: int = 60
    """Days across which texts are compared."""
    candidate: int = 6
    """Rare shingles shared before two texts are looked at."""
    number: int = 3
    """A number counts as so many of them."""
    looked_at: int = 3
    """Likely sources read for one entry."""
    likely: float = 0.20
    bits: float = 20.0
    """That an entry must say at all."""
    doubtful: float = 50.0
    clear: float = 100.0
    """Weights of evidence from which a text is perhaps, and surely, the other's."""
    figures: float = 2.0
    unlike: float = 0.7
    nearly: float = 0.75
    """Where no figure in both says so much by being the same, and not nearly all is in both, what was taken weighs
    this part: two tell of one name."""
    kept_doubtful: float = 45.0
    kept_clear: float = 65.0
    """Bits of one stretch, digit for digit, from which part of an entry was perhaps, and surely, taken as it stood."""
    kept_letters: int = 20
    kept_share: float = 0.42
    """Of the entry that the stretch must be."""
    kept_counts: float = 0.4
    """Of a whole copy: two in a month make a question, one does not."""
    letters: int = 14
    """Fewer signs in both are proof of nothing."""
    rest: float = 0.75
    """On one day two of a county may have sat in one meeting: then what is outside the longest stretch must be the
    other's, too, or nearly all of both the same."""
    whole: float = 0.8
    agenda_alone: float = 0.95
    """Who says nothing else has written down the agenda alone."""
    agenda: int = 2
    """Others with the same words on the same day that make them an agenda or a notice."""
    before: float = 0.8
    """Share of the bits that an own earlier entry must hold for the words to be the author's own."""
    near: float = 0.5
    raised: float = 0.8
    """Clear copies in a month, doubtful ones counted in part."""
    sure: float = 4.0


RULES = Thresholds()


@dataclass(frozen=True, slots=True)
class Copy:
    """One entry, and the colleague's earlier one that it repeats."""

    entry: int
    source: int
    common: Common

    @property
    def surely(self) -> float:
        """0 to 1: all of it taken, or a good part as it stood, figures and all."""
        unlike = self.common.agreed < RULES.figures and self.common.least < RULES.nearly
        taken = self.common.taken * (RULES.unlike if unlike else 1)
        return max(part_of(taken, RULES.doubtful, RULES.clear), self._partly)

    @property
    def _partly(self) -> float:
        kept = self.common.kept
        if kept.letters < RULES.kept_letters or kept.share < RULES.kept_share:
            return 0.0
        return RULES.kept_counts * part_of(kept.bits, RULES.kept_doubtful, RULES.kept_clear)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Where rare words stand, and what words say."""

    index: TextIndex
    language: Language


class PeerCopy:
    """The detector of `peer_copy`."""

    kind = SignalKind.PEER_COPY
    rule = f"peer_copy/{RULES.version}"

    def prepare(self, corpus: Corpus) -> Prepared:
        """The index of rare words and the language of the corpus."""
        return Prepared(text_index(corpus), language_of(corpus))

    def find(self, corpus: Corpus, prepared: Prepared, subjects: Sequence[int]) -> Iterator[Found]:
        """A finding for every month with a clear copy."""
        for subject in subjects:
            desk = desk_of(corpus, prepared, subject)
            for cell in cells_of(corpus, subject):
                found = [copy_of(corpus, desk, row) for row in cell.rows]
                copies = [copy for copy in found if copy is not None and not is_framed(desk.pool, cell, copy.entry)]
                score = graded(weight_of(corpus, copies), RULES.near, RULES.raised, RULES.sure)
                if score >= NEAR:
                    yield finding_of(corpus, self.kind, self.rule, cell, copies, score)


@dataclass(frozen=True, slots=True, eq=False)
class Likely:
    """Rows of a subject, in order, and rows of others that share rare words with each, the most shared first."""

    entry: Int
    source: Int

    def of(self, row: int) -> list[int]:
        """The sources to be read for a row."""
        start, end = np.searchsorted(self.entry, (row, row + 1))
        found: list[int] = self.source[start:end].tolist()
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """A subject's texts and those of others that lie beside them."""

    pool: Pool
    likely: Likely
    mine: list[Said]
    """The subject's texts without what was an agenda that day."""
    theirs: dict[int, Said]


def desk_of(corpus: Corpus, prepared: Prepared, subject: int) -> Desk:
    """What is needed to look for the sources of a subject's entries."""
    own = own_of(corpus, prepared.language, subject)
    texts = corpus.entries.text[own.first : own.first + len(own.bounds) - 1]
    held = prepared.index.holders(texts)
    likely = likely_sources(corpus, held, own, subject)
    sources = np.unique(likely.source).tolist()
    theirs = told(prepared.language, [corpus.entries.text[row] for row in sources])
    pool, silent = pool_of(corpus, own), _agenda(corpus, held, own, subject)
    return Desk(
        pool=pool,
        likely=likely,
        mine=said(texts, own.grams, own.bits, silent) if silent.any() else pool.said,
        theirs=dict(zip(sources, theirs, strict=True)),
    )


def likely_sources(corpus: Corpus, held: Held, own: Own, subject: int) -> Likely:
    """Entries of others, handed in before and at most the window's days away, that share rare words."""
    entries = corpus.entries
    row, other = held.text + own.first, held.row
    fits = entries.cadre[other] != subject
    fits &= entries.submitted_at[other] < entries.submitted_at[row]
    fits &= np.abs(entries.day[other] - entries.day[row]) <= RULES.window
    fits &= (entries.day[row] >= corpus.first) & (entries.day[row] <= corpus.last)
    pairs, places = np.unique(row[fits] * len(entries) + other[fits], return_inverse=True)
    counts = np.bincount(places, np.where(held.size[fits] == NUMBERS, RULES.number, 1), len(pairs))
    pairs, counts = pairs[counts >= RULES.candidate], counts[counts >= RULES.candidate]
    row, other = np.divmod(pairs, len(entries))
    order = np.lexsort((entries.submitted_at[other], -counts, row))
    row, other = row[order], other[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    return Likely(row[place < RULES.looked_at], other[place < RULES.looked_at])


def _agenda(corpus: Corpus, held: Held, own: Own, subject: int) -> Flags:
    """Which signs several others wrote of the same day: words that were handed to all of them."""
    entries = corpus.entries
    same = (held.size == SIZES[-1]) & (entries.cadre[held.row] != subject)
    same &= entries.day[held.row] == entries.day[held.text + own.first]
    begins, cadres = held.begins[same], entries.cadre[held.row[same]]
    stretches = np.unique(begins * len(corpus.cadres) + cadres) // len(corpus.cadres)
    begins, counts = np.unique(stretches, return_counts=True)
    silent = np.zeros(len(own.grams.codes), dtype=np.bool_)
    for begin in begins[counts >= RULES.agenda].tolist():
        silent[begin : begin + SIZES[-1]] = True
    return silent


def copy_of(corpus: Corpus, desk: Desk, row: int) -> Copy | None:
    """The colleague's entry that this one repeats, or none: the most alike, of several the first."""
    submitted = corpus.entries.submitted_at
    mine = desk.mine[row - desk.pool.own.first]
    if mine.total < RULES.bits:
        return None
    copies = (copy for source in desk.likely.of(row) if (copy := _compared(corpus, desk, mine, row, source)))
    return min(copies, key=lambda copy: (-round(copy.common.bits), int(submitted[copy.source])), default=None)


def _compared(corpus: Corpus, desk: Desk, mine: Said, row: int, source: int) -> Copy | None:
    entries, theirs = corpus.entries, desk.theirs[source]
    if mine.shared(theirs) < RULES.likely * min(mine.total, theirs.total):
        return None
    found = common(mine, theirs)
    copy = Copy(row, source, found)
    if found.letters < RULES.letters or not copy.surely or not emptiness.read(entries.text[row]).named:
        return None
    may_be_agenda = found.rest < RULES.rest or found.share > RULES.agenda_alone
    if may_be_agenda and found.least < RULES.whole and _may_have_met(corpus, row, source):
        return None
    return None if _was_own(corpus, desk.pool, row, source, found) else copy


def _may_have_met(corpus: Corpus, row: int, source: int) -> bool:
    """Whether both are about one day in one county."""
    entries, county = corpus.entries, corpus.secondments.county
    here = county[int(entries.secondment[row])] == county[int(entries.secondment[source])]
    return here and bool(entries.day[row] == entries.day[source])


def _was_own(corpus: Corpus, pool: Pool, row: int, source: int, found: Common) -> bool:
    """Whether the author had handed in these words before the other did."""
    own, submitted = pool.own, corpus.entries.submitted_at
    for at, before in likely_of(pool, row - own.first, len(own.bounds) - 1):
        earlier = own.first + at
        if earlier != row and submitted[earlier] < submitted[source] and before.bits >= RULES.before * found.bits:
            return True
    return False
