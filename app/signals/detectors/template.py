"""套用同一格式: most of a month in one frame, with other numbers, names and places put in.

What a month's records have in common is found without a dictionary (stretches that stand in a good part of them), what
changes by its form alone is masked (`text_masks`); then little may be left over. So a duty that repeats itself is not
meant: its rounds differ in words, not in numbers alone; nor are a few words with a reading, headings of a form, or a
frame that much of the unit or county uses, which is theirs.

The boundary to `self_copy`: where the frame returns with other facts it is `template`; where the text returns with its
own facts it is `self_copy`, so records that are the very same text count once here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.signals.corpus import Corpus
from app.signals.detectors.cells import Cell, cells, graded
from app.signals.detectors.frames import Frame, Taken, frame_of
from app.signals.detectors.text import read, shingles
from app.signals.detectors.text_masks import Mask
from app.signals.found import NEAR, RAISED, Found, Span
from app.signals.models import SignalKind


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Shares of the month's records and of a record's characters; `common` is by how many a stretch is shared."""

    version: int = 2
    least: int = 5
    common: float = 0.35
    alike: float = 0.4
    """Of a record that stands in others too, at least, to be looked at more closely."""
    near: float = 0.33
    raised: float = 0.42
    """One record in a dozen of those with the frame is not recognised."""
    sure: float = 0.85
    novelty: float = 0.1
    novelty_share: float = 0.14
    """What may be left over beside numbers and names: so much, and this much more if the whole month has the frame."""
    doubted: float = 0.05
    """So much more keeps it just below."""
    literal: int = 16
    """Characters of the frame that no mask takes; shorter ones are habits of speech."""
    hollow: int = 11
    hollow_particular: float = 0.25
    """The same where hardly any of them are a duty's own words."""
    slots: int = 3
    filled_in: int = 11
    """The same where so many names and numbers are put in: less is needed round them."""
    rounds: int = 20
    """The same where no person's name changes: shorter ones may be the rounds of a duty."""
    readings: int = 36
    """The same where nothing but numbers changes and nobody is named: it may be what a duty reads off every day."""
    form_people: int = 3
    form_unit: float = 0.5
    form_county: float = 0.3
    form_county_people: int = 5
    form_alike: float = 0.6


AT = Thresholds()
Key = tuple[int, str]


class Template:
    """The detector; `prepared` are the frames of all who have one, without those that are their unit's."""

    kind = SignalKind.TEMPLATE
    rule = f"template/{AT.version}"

    def prepare(self, corpus: Corpus) -> Mapping[Key, Frame]:
        found: dict[Key, Frame] = {}
        writers: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for cell in cells(corpus, range(len(corpus.cadres))):
            if cell.end - cell.start < AT.least:
                continue
            for place in _places(corpus, cell):
                writers[place][cell.month] += 1
            if _is_alike(corpus, cell) and (frame := frame_of(_texts(corpus, cell), AT.common)):
                found[cell.subject, cell.month] = frame
        return _own(corpus, found, writers)

    def find(self, corpus: Corpus, prepared: Mapping[Key, Frame], subjects: Sequence[int]) -> Iterator[Found]:
        for cell in cells(corpus, subjects):
            frame = prepared.get((cell.subject, cell.month))
            if frame is not None and (score := _score(cell, frame)) >= NEAR:
                yield _found(corpus, cell, frame, score)


def _texts(corpus: Corpus, cell: Cell) -> list[str]:
    """The month's records without what a reviewer accepted as this cadre's duty."""
    texts = list(corpus.entries.text[cell.start : cell.end])
    for phrase in corpus.accepted.get(cell.subject, ()):
        texts = [text.replace(phrase, "") if phrase else text for text in texts]
    return texts


def _is_alike(corpus: Corpus, cell: Cell) -> bool:
    """Whether enough of the month's records consist to a good part of what many of them share."""
    texts = corpus.entries.text[cell.start : cell.end]
    signs = read(texts)
    stretches = shingles(signs, 3)
    if not len(stretches.hashes):
        return False
    _, kinds = np.unique(stretches.hashes, return_inverse=True)
    once = np.unique(kinds.reshape(-1) * len(texts) + stretches.text)
    shared = np.bincount(once // len(texts)) >= max(3, AT.common * len(texts))
    begins = stretches.begins[shared[kinds.reshape(-1)]]
    covered = np.zeros(len(signs.codes), dtype=np.bool_)
    for step in range(3):
        covered[begins + step] = True
    lengths = np.bincount(signs.text, minlength=len(texts))
    shares = np.bincount(signs.text, weights=covered, minlength=len(texts)) / np.maximum(lengths, 1)
    return int(np.sum(shares >= AT.alike)) >= max(AT.least, AT.near * len(texts))


def _places(corpus: Corpus, cell: Cell) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where the cadre is: the unit in its county, and the county."""
    term = int(corpus.entries.secondment[cell.end - 1])
    county = corpus.secondments.county[term]
    return (county, corpus.secondments.unit[term]), (county,)


def _own(
    corpus: Corpus, found: Mapping[Key, Frame], writers: Mapping[tuple[str, ...], Counter[str]]
) -> dict[Key, Frame]:
    """Without the frames that so many of the unit, or of the county, share that they are prescribed."""
    there: dict[tuple[tuple[str, ...], str], list[Key]] = defaultdict(list)
    at = {
        (cell.subject, cell.month): _places(corpus, cell) for cell in cells(corpus, sorted({key[0] for key in found}))
    }
    for key in found:
        for place in at[key]:
            there[place, key[1]].append(key)
    return {
        key: frame
        for key, frame in found.items()
        if not any(
            _is_form(frame, [found[other] for other in there[place, key[1]]], writers[place][key[1]], len(place) > 1)
            for place in at[key]
        )
    }


def _is_form(frame: Frame, others: Sequence[Frame], writers: int, in_unit: bool) -> bool:
    """Whether the frame is shared by enough of those who write there; `others` include it."""
    people, share = (AT.form_people, AT.form_unit) if in_unit else (AT.form_county_people, AT.form_county)
    needed = max(people, share * writers)
    return len(others) >= needed and sum(frame.likeness(other) >= AT.form_alike for other in others) >= needed


def _score(cell: Cell, frame: Frame) -> float:
    """By the share of the month; what is left over beside numbers and names lowers it."""
    share = len(frame.taken) / (cell.end - cell.start)
    strict = _may_be_readings(frame) or frame.literal < AT.literal
    over = frame.novelty - AT.novelty - (0 if strict else AT.novelty_share * share)
    if not frame.changing or frame.literal < _least(frame) or len(frame.taken) < AT.least or over > AT.doubted:
        return 0.0
    score = graded(share, AT.near, AT.raised, AT.sure)
    return min(score, (NEAR + RAISED) / 2) if over > 0 else score


def _may_be_readings(frame: Frame) -> bool:
    return frame.changing == {Mask.NUMBER} and not frame.names_somebody


def _least(frame: Frame) -> int:
    if _may_be_readings(frame):
        return AT.readings
    if frame.particular <= AT.hollow_particular and frame.changing != {Mask.NUMBER}:
        return AT.hollow
    if Mask.PERSON in frame.changing and frame.slots >= AT.slots:
        return AT.filled_in
    return AT.literal if frame.names_somebody or Mask.PERSON in frame.changing else AT.rounds


def _found(corpus: Corpus, cell: Cell, frame: Frame, score: float) -> Found:
    rows = [cell.start + taken.at for taken in frame.taken]
    return Found(
        kind=Template.kind,
        subject=cell.subject,
        month=cell.month,
        days=tuple(sorted({int(corpus.entries.day[row]) for row in rows})),
        score=round(score, 4),
        rule=Template.rule,
        entries=tuple(rows),
        spans=tuple(_spans(corpus, cell, frame.taken)),
        numbers={"count": len(rows), "total": cell.end - cell.start, "literal": frame.literal},
    )


def _spans(corpus: Corpus, cell: Cell, taken: Sequence[Taken]) -> Iterator[Span]:
    """What to mark: the frame's own words, unless an accepted phrase has moved the places."""
    if not corpus.accepted.get(cell.subject):
        for one in taken:
            yield from (Span(cell.start + one.at, start, end) for start, end in one.spans)
