"""What checks left behind of one secondment, for its book: notes with their reply, and signed checks."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.accounts.directory import names_of
from app.core.clock import civil_date
from app.core.work import Work
from app.spot_checks import repository, repository_formal
from app.spot_checks.labels import ALLOWANCE_LABELS, CONSISTENT_LABELS, FINDING_LABELS, LEAVE_LABELS, METHOD_LABELS
from app.spot_checks.models_formal import FormalCheck


@dataclass(frozen=True, slots=True)
class BookNote:
    """One visit's note, with the cadre's reply."""

    visited_at: datetime
    place: str
    author: str
    note: str
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class BookCheck:
    """One signed check: `answers` are (question, answer) in the words of the form."""

    number: str
    days: tuple[date, ...]
    inspectors: tuple[str, ...]
    visited_at: datetime | None
    place: str
    answers: tuple[tuple[str, str], ...]
    note: str
    difficulties: str
    due_on: date | None
    reply: str
    replied_at: datetime | None
    rectification: str
    rectified_at: datetime | None
    closed_at: datetime | None


def book_notes(work: Work, secondment_id: UUID, cadre_id: UUID, first_on: date, last_on: date) -> list[BookNote]:
    """The notes of visits on these days, oldest first; NOT filtered by actor."""
    found = [
        row
        for row in repository.list_about(work.session, cadre_id)
        if row.secondment_id == secondment_id and first_on <= civil_date(row.visited_at) <= last_on
    ]
    names = names_of(work, {row.author_id for row in found})
    return [
        BookNote(row.visited_at, row.place or "", names[row.author_id], row.note, row.reply or "", row.replied_at)
        for row in found
    ]


def book_checks(work: Work, secondment_id: UUID, cadre_id: UUID, first_on: date, last_on: date) -> list[BookCheck]:
    """The checks that two inspectors signed and nobody voided, with a day in the span; NOT filtered by actor."""
    found = []
    for row in repository_formal.list_about(work.session, cadre_id):
        days = tuple(date.fromisoformat(one) for one in row.days)
        if row.secondment_id == secondment_id and any(first_on <= on <= last_on for on in days):
            found.append((row, days))
    inspectors = repository_formal.inspectors_of(work.session, [row.id for row, _ in found])
    names = names_of(work, {one.person_id for some in inspectors.values() for one in some})
    return [
        BookCheck(
            number=row.number,
            days=days,
            inspectors=tuple(names[one.person_id] for one in inspectors[row.id]),
            visited_at=row.visited_at,
            place=row.place or "",
            answers=_answers(row),
            note=row.note or "",
            difficulties=row.difficulties or "",
            due_on=row.due_on,
            reply=row.reply or "",
            replied_at=row.replied_at,
            rectification=row.rectification or "",
            rectified_at=row.rectified_at,
            closed_at=row.closed_at,
        )
        for row, days in found
    ]


def _answers(row: FormalCheck) -> tuple[tuple[str, str], ...]:
    given: tuple[tuple[str, str | None], ...] = (
        ("方式", METHOD_LABELS[row.method] if row.method else None),
        ("记录与事实", CONSISTENT_LABELS[row.consistent] if row.consistent else None),
        ("请假手续", LEAVE_LABELS[row.leave_in_order] if row.leave_in_order else None),
        ("补助与在岗天数", ALLOWANCE_LABELS[row.allowance_agrees] if row.allowance_agrees else None),
        ("结论", FINDING_LABELS[row.finding] if row.finding else None),
    )
    return tuple((question, word.partition("|")[0]) for question, word in given if word)
