"""Drafts of summaries: a week's from its records, a month's from its kept weeks, a quarter's from its kept months.

Days that no kept summary covers are drafted from their records. What was only drafted, returned, hidden or not yet
submitted is left out. Nothing of a draft is stored.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core.work import Work
from app.records import repository, repository_summaries, repository_texts
from app.records.drafting import Phrase, compose, phrases_of
from app.records.drafting_read import read_phrases
from app.records.models import DailyRecord, RecordStatus
from app.records.models_summaries import Summary, Voice
from app.records.periods import LIMITS, Grain, Period, parse_period
from app.records.service.views import content_of

SHORTER = {
    Grain.WEEK: (),
    Grain.MONTH: (Grain.WEEK,),
    Grain.QUARTER: (Grain.MONTH, Grain.WEEK),
    Grain.TERM: (Grain.QUARTER, Grain.MONTH, Grain.WEEK),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, and the kept summaries that it was taken from."""

    text: str
    built_on: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What makes two drafts the same."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def draft_of(work: Work, secondment_id: UUID, period: Period) -> Draft:
    """The draft of a period; the caller has checked that the actor is its author."""
    used, phrases = _gathered(work, secondment_id, period)
    return Draft(compose(phrases, LIMITS[period.grain]), tuple(row.period for _, row in used))


def _gathered(work: Work, secondment_id: UUID, period: Period) -> tuple[list[tuple[Period, Summary]], list[Phrase]]:
    """The kept summaries that a draft builds on, and all phrases in the order of their days."""
    first, last = period.first_on, period.last_on
    kept = repository_summaries.list_kept(work.session, secondment_id, first, last, [Voice.CADRE])
    used = _used(kept, period)
    found = [(max(row.first_on, first), read_phrases(row.text, own, period)) for own, row in used]
    rows = repository_texts.list_submitted(work.session, secondment_id, first, last)
    found += _from_records(work, [row for row in rows if not any(own.holds(row.work_on) for own, _ in used)])
    return used, [phrase for _, some in sorted(found, key=lambda pair: pair[0]) for phrase in some]


def _used(kept: Sequence[Summary], period: Period) -> list[tuple[Period, Summary]]:
    """The kept summaries that a draft builds on: the longest first, each day by one of them alone."""
    shown = [row for row in kept if row.hidden is None]
    named = [(found, row) for row in shown if (found := parse_period(row.period)) is not None]
    used: list[tuple[Period, Summary]] = []
    for grain in SHORTER[period.grain]:
        for own, row in named:
            free = not any(other.holds(own.middle_on) for other, _ in used)
            if own.grain is grain and free:
                used.append((own, row))
    return sorted(used, key=lambda pair: pair[0].first_on)


def _from_records(work: Work, rows: Sequence[DailyRecord]) -> list[tuple[date, list[Phrase]]]:
    shown = [row for row in rows if row.hidden is None and row.status is not RecordStatus.RETURNED]
    mended = repository.last_submitted(work.session, [row.id for row in shown if row.mending])
    found = []
    for row in shown:
        said = mended[row.id].content if row.id in mended else content_of(row)
        items = said.get("items") or []
        found.append((row.work_on, phrases_of(row.work_on, items, said.get("difficulty"), said.get("takeaway"))))
    return found


@dataclass(frozen=True, slots=True)
class TermDraft(Draft):
    """A whole term's: what was done, and what came of it."""

    outcomes: str = ""


def draft_term(work: Work, secondment_id: UUID, first: date, last: date, limit: int, outcomes_limit: int) -> TermDraft:
    """A term's draft from its kept quarters, months and weeks and the entries between; as `draft_of`.

    `outcomes` are the phrases with an outcome alone.
    """
    whole = Period(first, last, Grain.TERM, "")
    used, phrases = _gathered(work, secondment_id, whole)
    told = [replace(phrase, head="") for phrase in phrases if phrase.outcome]
    return TermDraft(compose(phrases, limit), tuple(row.period for _, row in used), compose(told, outcomes_limit))
