"""Whose eyes see what of a signal's evidence. Of a text that is not theirs to read, readers get the date alone.

The cadre sees their own texts. A reviewer sees those of the secondment that is asked about, and another's only where
that one is in their scope as well. What is left out is out of everything: ids, spans, texts and photos.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from app.core.errors import NotFound
from app.core.work import Work
from app.records.service.texts import DayText, texts_of
from app.secondments.access import get_access, get_policy
from app.signals import policy
from app.signals.models import Signal
from app.signals.schemas_evidence import Comparison, Passage, Stretch

MOST_COMPARED = 3
MOST_PASSAGES = 6
Span = tuple[int, int]


@dataclass(slots=True)
class Shown:
    """A signal's evidence, cut for its reader: the JSON of it, and the texts laid side by side."""

    evidence: dict[str, Any]
    comparisons: list[Comparison] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @property
    def photo_ids(self) -> set[UUID]:
        """The photos of what is shown."""
        texts = [*self.passages, *(one.passage for one in self.comparisons)]
        texts += [one.with_passage for one in self.comparisons if one.with_passage]
        return {photo for text in texts for photo in text.photo_ids}


def shown_to_reader(work: Work, row: Signal) -> Shown:
    """What the actor, who may know of the signal, sees of its evidence."""
    evidence = row.evidence
    if row.secondment_id is None:  # about a reviewer's decisions: whose records they were is beside the point
        return Shown({name: evidence[name] for name in ("rule", "days", "numbers") if name in evidence})
    found = texts_named(work, evidence)
    readable = {key: text for key, text in found.items() if _may_read(work, row, text)}
    return Shown(_cut(evidence, readable), _compared(evidence, found, readable), _others(evidence, readable))


def texts_named(work: Work, evidence: Mapping[str, Any]) -> dict[str, DayText]:
    """The texts that evidence names, by its own names for them; NOT filtered by reader."""
    places: Mapping[str, Mapping[str, Any]] = evidence.get("records", {})
    keys = {key: _record_id(key, places) for key in _ids(evidence)}
    named = {key: value for key, value in keys.items() if value is not None}
    if not named:
        return {}
    texts = texts_of(work, {value: places.get(key, {}).get("number") for key, value in named.items()})
    return {key: texts[value] for key, value in named.items() if value in texts}


def _ids(evidence: Mapping[str, Any]) -> set[str]:
    found = {key for pair in evidence.get("pairs", ()) for key in pair}
    found |= {span[name] for span in evidence.get("spans", ()) for name in ("entry_id", "with_id") if span.get(name)}
    return found | set(evidence.get("entries", ()))


def _record_id(key: str, places: Mapping[str, Mapping[str, Any]]) -> UUID | None:
    try:
        return UUID(places[key]["record_id"] if key in places else key)
    except ValueError:
        return None


def _may_read(work: Work, row: Signal, text: DayText) -> bool:
    if text.cadre_id == row.person_id:
        return True
    if work.actor.person_id in (row.person_id, text.cadre_id):
        return False  # the person asked sees nobody else's; nor do reviewers see whom their own text resembles
    try:
        access = get_access(work, text.secondment_id)
        reviewed_by = get_policy(work, access.secondment.programme_id, text.work_on).reviewed_by
    except NotFound:
        return False
    return policy.can_know(access.relations_on(text.work_on), reviewed_by)


def _cut(evidence: Mapping[str, Any], readable: Mapping[str, DayText]) -> dict[str, Any]:
    """The same shape without anything that leads to a text which is not the reader's."""
    entries = [key for key in evidence.get("entries", ()) if key in readable]
    pairs = [[copy, source if source in readable else None] for copy, source in _pairs(evidence) if copy in readable]
    spans = [_span(span, readable) for span in evidence.get("spans", ()) if span["entry_id"] in readable]
    parts = {"days": list(evidence.get("days", ())), "entries": entries, "spans": spans, "pairs": pairs}
    kept = {name: part for name, part in parts.items() if part}
    return {"rule": evidence.get("rule"), **kept, "numbers": dict(evidence.get("numbers", {}))}


def _span(span: Mapping[str, Any], readable: Mapping[str, DayText]) -> dict[str, Any]:
    own = ("entry_id", "start", "end")
    return {name: value for name, value in span.items() if name in own or span.get("with_id") in readable}


def _pairs(evidence: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(copy, source) for copy, source in evidence.get("pairs", ())]


def _compared(
    evidence: Mapping[str, Any], found: Mapping[str, DayText], readable: Mapping[str, DayText]
) -> list[Comparison]:
    """The pairs side by side, the newest first; the reader's side must be theirs to read."""
    pairs = [(copy, source) for copy, source in _pairs(evidence) if copy in readable and source in found]
    pairs.sort(key=lambda pair: (found[pair[0]].work_on, found[pair[1]].work_on), reverse=True)
    return [_comparison(evidence, pair, found, readable) for pair in pairs[:MOST_COMPARED]]


def _comparison(
    evidence: Mapping[str, Any],
    pair: tuple[str, str],
    found: Mapping[str, DayText],
    readable: Mapping[str, DayText],
) -> Comparison:
    copy, source = pair
    spans = [one for one in evidence.get("spans", ()) if one["entry_id"] == copy and one.get("with_id") == source]
    spans = [one for one in spans if _still_says(one, found[copy].text, found[source].text)]
    left = [(one["start"], one["end"]) for one in spans]
    right = [(one["with_start"], one["with_end"]) for one in spans if one.get("with_start") is not None]
    other = readable.get(source)
    return Comparison(
        passage=passage_of(found[copy], left),
        with_passage=passage_of(other, right) if other else None,
        with_on=found[source].work_on,
    )


def _still_says(span: Mapping[str, Any], copy: str, source: str) -> bool:
    """A record may have been mended since it was compared: what its marks no longer fit is not marked."""
    if span.get("with_start") is None:
        return True
    here, there = copy[span["start"] : span["end"]], source[span["with_start"] : span["with_end"]]
    return 2 * len(set(here) & set(there)) > len(set(here))


def _others(evidence: Mapping[str, Any], readable: Mapping[str, DayText]) -> list[Passage]:
    """Texts that the evidence names by themselves, with what is marked in them."""
    compared = {key for pair in _pairs(evidence) for key in pair}
    alone = [key for key in dict.fromkeys(evidence.get("entries", ())) if key in readable and key not in compared]
    marks: dict[str, list[Span]] = {}
    for span in evidence.get("spans", ()):
        marks.setdefault(span["entry_id"], []).append((span["start"], span["end"]))
    alone.sort(key=lambda key: readable[key].work_on)
    return [passage_of(readable[key], marks.get(key, ())) for key in alone[:MOST_PASSAGES]]


def passage_of(text: DayText, spans: Sequence[Span]) -> Passage:
    """A text cut at its marked stretches; what lies beyond its end is left out."""
    return Passage(
        on=text.work_on,
        record_id=text.record_id,
        category=text.category,
        stretches=stretches_of(text.text, spans),
        photo_ids=list(text.photo_ids),
        is_hidden=text.is_hidden,
    )


def stretches_of(text: str, spans: Sequence[Span]) -> list[Stretch]:
    """The whole text, marked and unmarked in turn; spans may overlap and come in any order."""
    found: list[Stretch] = []
    at = 0
    for first, last in sorted(spans):
        start, end = max(first, at), min(last, len(text))
        if start >= end:
            continue
        if start > at:
            found.append(Stretch(text=text[at:start], shared=False))
        if found and found[-1].shared and start == at:
            found[-1] = Stretch(text=found[-1].text + text[start:end], shared=True)
        else:
            found.append(Stretch(text=text[start:end], shared=True))
        at = end
    if at < len(text):
        found.append(Stretch(text=text[at:], shared=False))
    return found


def other_days(shown: Shown) -> list[date]:
    """Days of the question that no shown text is of."""
    seen = {one.passage.on for one in shown.comparisons} | {one.on for one in shown.passages}
    days = [date.fromisoformat(on) for on in shown.evidence.get("days", ())]
    return [on for on in days if on not in seen]
