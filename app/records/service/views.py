"""Rows as what their reader may see of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core.work import Work
from app.records import policy, repository, repository_paper
from app.records.models import DailyRecord
from app.records.schemas import AddendumView, PaperReviewView, RecordStatusView, RecordView
from app.secondments.access import Access, get_policy
from app.secondments.policy import Relation

_UNSAID: dict[str, Any] = {"difficulty": None, "takeaway": None, "late_reason": None}
"""What a version may leave out."""


def reads_text(work: Work, access: Access, on: date) -> bool:
    """Whether the actor may read the text of that day's submitted record: a unit reads the days that it hosts."""
    held = access.relations_on(on)
    if Relation.LIAISON not in held:
        return bool(held & policy.TEXT_READERS)
    rules = get_policy(work, access.secondment.programme_id, work.today)
    return policy.can_read_text(held, rules.reviewed_by)


def content_of(row: DailyRecord) -> dict[str, Any]:
    """What the record says, as it is kept in a version."""
    return {
        "day_type": row.day_type.value,
        "items": row.items,
        "difficulty": row.difficulty,
        "takeaway": row.takeaway,
        "attachment_ids": row.attachment_ids,
        "late_reason": row.late_reason,
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside some records: their addenda, and the signed papers behind decisions."""

    addenda: Mapping[UUID, Sequence[AddendumView]]
    papers: Mapping[UUID, PaperReviewView]


def full_view(row: DailyRecord, content: Mapping[str, Any], beside: Beside) -> RecordView:
    """The record with its text: its newest, or for others than the author the newest that was submitted."""
    fields = RecordStatusView.model_validate(row).model_dump()
    said = {"decision_comment": row.decision_comment, "hidden_reason": row.hidden_reason}
    paper = beside.papers.get(row.paper_review_id) if row.paper_review_id else None
    return RecordView(**(fields | dict(content) | said), paper=paper, addenda=list(beside.addenda.get(row.id, ())))


def own_view(work: Work, row: DailyRecord) -> RecordView:
    """The record as its author sees it."""
    return full_view(row, content_of(row), beside(work, [row]))


def reader_view(work: Work, row: DailyRecord) -> RecordView:
    """The record as a reader of its text sees it: what was submitted."""
    content = _submitted_contents(work, [row]).get(row.id) or content_of(row)
    return full_view(row, content, beside(work, [row]))


def views_of(work: Work, rows: Sequence[DailyRecord], readable: set[UUID]) -> list[RecordView | RecordStatusView]:
    """Each row as the actor may see it; `readable` are the records of others whose text they may read."""
    submitted, stands_by = _submitted_contents(work, rows), beside(work, rows)
    views: list[RecordView | RecordStatusView] = []
    for row in rows:
        content = submitted.get(row.id) or content_of(row)
        if row.cadre_id == work.actor.person_id or row.id in readable:
            views.append(full_view(row, content, stands_by))
        else:
            views.append(status_view(row, content))
    return views


def texts_for_review(work: Work, rows: Sequence[DailyRecord]) -> list[RecordView]:
    """Submitted records whose reader was checked: their newest text is what was submitted."""
    stands_by = beside(work, rows)
    return [full_view(row, content_of(row), stands_by) for row in rows]


def status_view(row: DailyRecord, content: Mapping[str, Any]) -> RecordStatusView:
    """The record without its text."""
    fields = RecordStatusView.model_validate(row).model_dump()
    return RecordStatusView(**(fields | {"day_type": content["day_type"]}))


def _submitted_contents(work: Work, rows: Sequence[DailyRecord]) -> dict[UUID, dict[str, Any]]:
    """What others than the author read of records with an unsubmitted mend."""
    hidden = [row.id for row in rows if row.mending and row.cadre_id != work.actor.person_id]
    found = repository.last_submitted(work.session, hidden)
    return {key: _UNSAID | version.content for key, version in found.items()}


def beside(work: Work, rows: Sequence[DailyRecord]) -> Beside:
    """Addenda and papers of the rows that have any."""
    papers = repository_paper.list_papers(work.session, [row.paper_review_id for row in rows if row.paper_review_id])
    return Beside(_addenda_of(work, rows), {paper.id: PaperReviewView.model_validate(paper) for paper in papers})


def _addenda_of(work: Work, rows: Sequence[DailyRecord]) -> dict[UUID, list[AddendumView]]:
    """The addenda of the rows that have any, by record."""
    found: dict[UUID, list[AddendumView]] = {}
    for row in repository.list_addenda(work.session, [row.id for row in rows if row.addenda_count]):
        found.setdefault(row.record_id, []).append(AddendumView.model_validate(row))
    return found
