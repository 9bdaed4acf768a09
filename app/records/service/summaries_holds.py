"""Summaries and notes as texts that can be hidden: how they move into a hold and back."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.core.errors import NotFound, require
from app.core.work import Work
from app.records import repository_summaries as repository
from app.records.models_care import HeldKind
from app.records.models_summaries import Summary, Voice
from app.records.ports import TextKeeper, keep_texts
from app.records.repeats import Repeated
from app.records.schemas_care import QuarantineWrite
from app.records.schemas_summaries import SummaryView
from app.records.service.summaries import may_read, open_period, view_of
from app.records.service.text_holds import hide_text
from app.secondments.access import Access, get_access

KINDS = {Voice.CADRE: HeldKind.SUMMARY, Voice.HOST: HeldKind.NOTE}


def lend_summaries() -> None:
    """Let summaries and notes be hidden; doing it twice is doing it once."""
    keep_texts(KINDS.values(), SUMMARIES)


def quarantine_summary(work: Work, secondment_id: UUID, name: str, voice: Voice, body: QuarantineWrite) -> SummaryView:
    """Hide what was kept of a period from everybody, by anybody who may read it; what is hidden already stays so."""
    access, row = _open(work, secondment_id, name, voice)
    hide_text(work, KINDS[voice], row, body, row.period)
    return view_of(work, access, row)


def open_for_hiding(work: Work, secondment_id: UUID, name: str, voice: Voice) -> SummaryView:
    """What the page of hiding shows, to those who may; NotFound or Forbidden for others."""
    access, row = _open(work, secondment_id, name, voice, lock=False)
    return view_of(work, access, row)


def _open(work: Work, secondment_id: UUID, name: str, voice: Voice, *, lock: bool = True) -> tuple[Access, Summary]:
    access = get_access(work, secondment_id, lock=lock)
    period = open_period(work, access, name)
    require(may_read(work, access, period, voice))
    row = repository.find_summary(work.session, secondment_id, voice, period.name, lock=lock)
    if row is None:
        raise NotFound
    return access, row


def _find(work: Work, subject_id: UUID, lock: bool) -> Summary | None:
    return repository.get_summary(work.session, subject_id, lock=lock)


def _take_out(work: Work, row: Summary) -> dict[str, Any]:
    versions = repository.list_versions(work.session, row.id)
    vault = {
        "now": {"text": row.text},
        "versions": [
            {"id": str(one.id), "number": one.number, "at": one.at.isoformat(), "said": {"text": one.text}}
            for one in versions
        ],
    }
    row.text = ""
    for one in versions:
        one.text = ""
    return vault


def _put_back(work: Work, row: Summary, vault: dict[str, Any]) -> None:
    row.text = vault["now"]["text"]
    kept = {one["id"]: one["said"]["text"] for one in vault["versions"]}
    for one in repository.list_versions(work.session, row.id):
        one.text = kept.get(str(one.id), one.text)


def _repeating(work: Work, secondment_id: UUID, repeated: Repeated) -> Iterable[tuple[HeldKind, Summary]]:
    for row in repository.list_of_secondment(work.session, secondment_id):
        said = [row.text, *(one.text for one in repository.list_versions(work.session, row.id))]
        if row.hidden is None and any(repeated.stands_in(text) for text in said):
            yield KINDS[row.voice], row


SUMMARIES: TextKeeper[Summary] = TextKeeper(
    subject="record_summary",
    find=_find,
    take_out=_take_out,
    put_back=_put_back,
    forget=lambda *_: None,
    images=lambda *_: (),
    wrote=lambda row, person_id: row.author_id == person_id,
    repeating=_repeating,
)
