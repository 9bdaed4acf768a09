"""What a reviewer accepted of a cadre's: a sentence that is the duty itself. Never raised again.

It is the cadre's own words alone, and the cadre and the reviewers may take it back.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of
from app.audit.service import record
from app.core.errors import NotFound
from app.core.paging import Page
from app.core.work import Work
from app.signals import repository, repository_phrases
from app.signals.models import Signal
from app.signals.models_queue import AcceptedPhrase
from app.signals.policy_queue import SHORTEST_PHRASE
from app.signals.schemas_queue import AcceptedView
from app.signals.service import is_known
from app.signals.service_evidence import texts_named

MOST_PHRASES = 20
LONGEST = 1000
_EDGES = " \t\r\n，。；、：,.;:！？!?（）()"


def accept_of(work: Work, row: Signal) -> int:
    """Keep what a signal's evidence marks in the cadre's own texts; answers how many are new. The caller decided."""
    if row.secondment_id is None or work.actor.person_id is None:
        return 0
    standing = repository_phrases.standing_phrases(work.session, row.person_id)
    new = [one for one in _marked(work, row) if one not in standing][:MOST_PHRASES]
    for phrase in new:
        made = AcceptedPhrase(
            cadre_id=row.person_id,
            phrase=phrase,
            signal_id=row.id,
            accepted_by_id=work.actor.person_id,
            accepted_at=work.now,
        )
        work.session.add(made)
    work.session.flush()
    if new:
        record(work, "signals.accept", "signal", row.id, unit_id=row.unit_id, kind=row.kind, count=len(new))
    return len(new)


def _marked(work: Work, row: Signal) -> list[str]:
    """The marked stretches of the cadre's own texts, the longest first, none inside another."""
    spans: list[Mapping[str, Any]] = row.evidence.get("spans", [])
    texts = texts_named(work, row.evidence) if spans else {}
    said = []
    for one in spans:
        text = texts.get(one["entry_id"])
        if text is not None and text.cadre_id == row.person_id:
            said.append(text.text[one["start"] : one["end"]].strip(_EDGES)[:LONGEST])
    found: list[str] = []
    for phrase in sorted({one for one in said if len(one) >= SHORTEST_PHRASE}, key=lambda one: (-len(one), one)):
        if not any(phrase in longer for longer in found):
            found.append(phrase)
    return found


def list_accepted(
    work: Work, cadre_id: UUID | None = None, limit: int = 50, cursor: str | None = None
) -> Page[AcceptedView]:
    """What was accepted of the actor, or of whom they may know by the question that it rests on."""
    rows, following = repository_phrases.page_phrases(work.session, work.actor, work.today, cadre_id, limit, cursor)
    return Page[AcceptedView](items=_views(work, rows), next_cursor=following)


def take_back(work: Work, phrase_id: UUID) -> AcceptedView:
    """It may be raised again from now on; taken back already it is answered with what stands."""
    row = repository_phrases.get_phrase(work.session, phrase_id, lock=True)
    if row is None or not _may_know(work, row):
        raise NotFound
    if row.taken_back_at is None:
        row.taken_back_at, row.taken_back_by_id = work.now, work.actor.person_id
        work.session.add(row)
        work.session.flush()
        record(work, "signals.take_back", "accepted_phrase", row.id, signal_id=str(row.signal_id))
    return _views(work, [row])[0]


def forget_words(work: Work, cadre_id: UUID, record_id: UUID) -> int:
    """A record's text was hidden or purged: what was accepted from a question about it is emptied for good."""
    forgotten = 0
    for row in repository_phrases.of_cadre(work.session, cadre_id):
        signal = repository.get_signal(work.session, row.signal_id)
        if row.phrase and signal is not None and _names(signal, record_id):
            row.phrase, row.taken_back_at = "", row.taken_back_at or work.now
            work.session.add(row)
            forgotten += 1
    work.session.flush()
    return forgotten


def _names(signal: Signal, record_id: UUID) -> bool:
    places = signal.evidence.get("records", {}).values()
    return str(record_id) in {*signal.evidence.get("entries", ()), *(place.get("record_id") for place in places)}


def _may_know(work: Work, row: AcceptedPhrase) -> bool:
    if row.cadre_id == work.actor.person_id:
        return True
    signal = repository.get_signal(work.session, row.signal_id)
    return signal is not None and is_known(work, signal)


def _views(work: Work, rows: Collection[AcceptedPhrase]) -> list[AcceptedView]:
    people = {one for row in rows for one in (row.cadre_id, row.accepted_by_id, row.taken_back_by_id)}
    names = names_of(work, people)
    return [
        AcceptedView(
            **row.model_dump(include=_SHOWN),
            cadre_name=names[row.cadre_id],
            accepted_by_name=names[row.accepted_by_id],
            taken_back_by_name=names.get(row.taken_back_by_id) if row.taken_back_by_id else None,
        )
        for row in rows
    ]


_SHOWN = {name for name in AcceptedView.model_fields if name in AcceptedPhrase.model_fields}
