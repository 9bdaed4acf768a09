"""What a handbook says: the same plain values for print and for editing, as far as its reader may read.

Its digest is over these values alone: not over when, by whom or in which format it was made.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.directory import names_of, unit_names_of
from app.appraisals import policy as form_policy
from app.appraisals.errors import NotBegun
from app.appraisals.models import Turn
from app.appraisals.service_print import paper_of
from app.appraisals.service_views import open_form, view_of
from app.audit.service import digest
from app.core import clock
from app.core.errors import NotFound, require
from app.core.work import Work
from app.handbook import policy, words
from app.handbook.service_months import Months, trainings
from app.records.policy import last_day
from app.records.service.book import BookDay, book_days
from app.secondments.access import Access, ProgrammeRules, get_access, rules_of
from app.secondments.models import ReviewedBy
from app.secondments.rules import KIND_LABELS, REVIEW_LABELS, REVIEWER_LABELS
from app.secondments.service_cards import SecondmentCard, describe, named_supervisors
from app.spot_checks.service_book import BookCheck, BookNote, book_checks, book_notes

LAYOUT = 1
"""Counts up when the same facts are laid out anew: an older print then says another thing."""
WHOLE = ""
"""In place of a month: the whole term."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Whose book, of which days."""

    secondment_id: UUID
    month: str = WHOLE


@dataclass(frozen=True, slots=True)
class Book:
    """A handbook's content: what it says, which pictures it shows, what its reader does not get to read."""

    extent: Extent
    card: SecondmentCard
    said: dict[str, Any]
    pictures: tuple[str, ...]
    cut: str
    days: int
    digest: str
    by_office: bool
    """The Organization Department reads others' texts here."""


def read_book(work: Work, extent: Extent) -> Book:
    """The book as the actor may read it; the caller writes the reading into the trail.

    Raises NotFound for an invisible secondment or a month outside its term, Forbidden for those who read no text.
    """
    access = get_access(work, extent.secondment_id)
    rules = rules_of(work, [access.secondment.programme_id])
    first, last = _span(access, extent)
    reader = _Reader(work, access, rules)
    require(reader.may_read_anything(first, last))
    card = describe(work, [extent.secondment_id])[extent.secondment_id]
    submitted = book_days(work, extent.secondment_id, first, last)
    shown = [one for one in submitted if reader.reads(one.on)]
    months = Months(work, card, rules, reader.reads)
    cadre_id = access.secondment.cadre_id
    notes = book_notes(work, card.id, cadre_id, first, last) if policy.reads_notes(access.relations) else None
    checks = book_checks(work, card.id, cadre_id, first, last) if policy.reads_checks(access.relations) else None
    form = _form(work, access) if extent.month == WHOLE else None
    omitted = _omitted(reader, first, last, notes, checks)
    said = {
        "layout": LAYOUT,
        "whole": extent.month == WHOLE,
        "extent": words.span(first, last) if extent.month == WHOLE else words.month(extent.month),
        **_particulars(work, card, rules, last),
        "term_months": [words.month(key) for key in clock.months_within(first, last)],
        "months": months.told(first, last, shown),
        "trainings": trainings(shown),
        "notes": [_note(one) for one in notes or ()],
        "checks": [_check(one) for one in checks or ()],
        "form": form,
        "omitted": omitted,
    }
    return Book(
        extent=extent,
        card=card,
        said=said,
        pictures=_pictures(shown),
        cut=(digest({"omitted": omitted}) or "")[:16] if omitted else "",
        days=len(shown),
        digest=digest(said) or "",
        by_office=policy.reads_by_office(access.relations),
    )


def _span(access: Access, extent: Extent) -> tuple[date, date]:
    first, last = access.secondment.start_on, last_day(access.secondment)
    if extent.month == WHOLE:
        return first, max(first, last)
    opens, closes = clock.month_bounds(extent.month)
    if closes < first or opens > last:
        raise NotFound
    return max(first, opens), min(last, closes)


class _Reader:
    """Which days the actor may read: a unit's people those that it hosts."""

    def __init__(self, work: Work, access: Access, rules: ProgrammeRules) -> None:
        found = rules.policy_on(access.secondment.programme_id, work.today)
        self.access, self.reviewed_by = access, found.reviewed_by if found else ReviewedBy.RECEIVING
        self._known: dict[date, bool] = {}

    def reads(self, on: date) -> bool:
        """Whether the text of that day is theirs to read; the same for all days of a posting."""
        start = self.access.posting_on(on).start_on
        if start not in self._known:
            self._known[start] = policy.can_read_day(self.access.relations_on(on), self.reviewed_by)
        return self._known[start]

    def stretches(self, first: date, last: date) -> list[tuple[date, date]]:
        """The days from `first` to `last` by postings."""
        found = [(max(one.start_on, first), min(one.end_on, last)) for one in self.access.facts.postings]
        return [(begin, end) for begin, end in found if begin <= end] or [(first, last)]

    def may_read_anything(self, first: date, last: date) -> bool:
        """At least one of the days is theirs to read."""
        return any(self.reads(begin) for begin, _ in self.stretches(first, last))


def _form(work: Work, access: Access) -> dict[str, Any] | None:
    """期满鉴定表 once everybody has signed it, for those who may open it."""
    if not form_policy.can_open(access.relations_on(last_day(access.secondment))):
        return None
    try:
        opened = open_form(work, access.secondment.id)
    except NotBegun:
        return None
    return paper_of(view_of(work, opened)) if opened.row.turn is Turn.DONE else None


def _omitted(
    reader: _Reader, first: date, last: date, notes: list[BookNote] | None, checks: list[BookCheck] | None
) -> list[str]:
    said = [
        f"{words.span(begin, end)}在其他单位挂职，这些日子由该单位审阅"
        for begin, end in reader.stretches(first, last)
        if not reader.reads(begin)
    ]
    if notes is None:
        said.append("走访记录由本人、接收单位、组长和组织部查阅")
    if checks is None:
        said.append("抽查表由本人和组织部查阅")
    if not form_policy.can_open(reader.access.relations_on(last)):
        said.append("期满鉴定表由本人、接收单位、派出单位和组织部查阅")
    return said


def _particulars(work: Work, card: SecondmentCard, rules: ProgrammeRules, on: date) -> dict[str, Any]:
    row = card.secondment
    named = sorted(named_supervisors(work, [row.id]).get(row.id, ()))
    people = names_of(work, named)
    policy_now = rules.policy_on(row.programme_id, min(max(work.today, row.start_on), row.end_on))
    review = REVIEW_LABELS[policy_now.review] if policy_now else ""
    reviewer = REVIEWER_LABELS[policy_now.reviewed_by] if policy_now else ""
    return {
        "name": card.cadre_name,
        "person_no": card.person_no or "",
        "sending": card.sending_unit_name or "",
        "receiving": card.posting_on(on).receiving_unit_name,
        "post": card.posting_on(on).post_title,
        "programme": card.programme_name,
        "organiser": unit_names_of(work, [card.programme.unit_id])[card.programme.unit_id],
        "kind": KIND_LABELS[card.programme.kind],
        "approval_no": row.approval_no or card.programme.approval_no or "",
        "term": words.span(row.start_on, row.end_on),
        "arrived": words.day(row.arrived_on),
        "recalled": words.day(row.recalled_on),
        "paused": [words.span(*one) for one in card.suspensions],
        "supervisors": "、".join(people[key] for key in named if key in people),
        "review": "，".join(part for part in (review, f"{reviewer}审阅" if reviewer else "") if part),
        "postings": [
            {
                "span": words.span(one.start_on, min(one.end_on, row.end_on)),
                "unit": one.receiving_unit_name,
                "post": one.post_title,
                "band": one.region_band or "",
            }
            for one in card.postings
        ],
    }


def _pictures(days: list[BookDay]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(photo.sha256 for one in days for photo in one.photos))


def _note(one: BookNote) -> dict[str, str]:
    return {
        "visited": words.instant(one.visited_at),
        "place": one.place,
        "author": one.author,
        "note": one.note,
        "reply": one.reply,
        "replied": words.instant(one.replied_at),
    }


def _check(one: BookCheck) -> dict[str, Any]:
    return {
        "number": one.number,
        "days": "、".join(words.day(on) for on in one.days),
        "inspectors": "、".join(one.inspectors),
        "visited": words.instant(one.visited_at),
        "place": one.place,
        "answers": [list(pair) for pair in one.answers],
        "note": one.note,
        "difficulties": one.difficulties,
        "due": words.day(one.due_on),
        "reply": one.reply,
        "replied": words.instant(one.replied_at),
        "rectification": one.rectification,
        "rectified": words.instant(one.rectified_at),
        "closed": words.instant(one.closed_at),
    }
