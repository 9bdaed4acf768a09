"""The month's confirmation by exception: who is asked, the word given online or on paper, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.attendance import policy, repository
from app.attendance.errors import MonthCalculated, MonthNotEnded
from app.attendance.models import MonthConfirmation
from app.attendance.parts import MonthPart
from app.attendance.schemas import Basis, ConfirmIn, MonthView, ReopenIn
from app.attendance.service_days import policy_of
from app.attendance.service_ledger import MonthSheet, sheets
from app.attendance.service_month_list import Hosted, hosted_parts, list_rows
from app.attendance.service_paper import require_scan, require_signed
from app.attendance.sheet_numbers import normal_number
from app.audit.service import record
from app.core.errors import Forbidden, NotFound, require
from app.core.events import publish
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import Access, get_access, hold_month, is_month_closed
from app.secondments.models import ProgrammePolicy
from app.secondments.policy import Relation
from app.secondments.service_cards import SecondmentCard


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A unit's part of a sheet that the actor may know of, the rules of its month, and in whose place they act."""

    hosted: Hosted
    rules: ProgrammePolicy
    acts_for: UUID | None

    @property
    def sheet(self) -> MonthSheet:
        """The cadre's month."""
        return self.hosted.sheet

    @property
    def part(self) -> MonthPart:
        """The unit's days of it."""
        return self.hosted.part

    @property
    def relations(self) -> frozenset[Relation]:
        """What the actor is for these days."""
        return self.hosted.held


def confirm_month(work: Work, month: str, body: ConfirmIn) -> MonthView:
    """Confirm what the ledger says; what is not overridden stands.

    Each unit confirms the days that it hosts. Without `secondment_ids`: everybody of the unit and below whose days of
    the month are over and whom the actor may confirm. Named ones are all confirmed or none. A cadre confirmed after the
    month was calculated is paid with the next calculation, one confirmed after it was closed with a later month: the
    closed lines stay as they are.
    """
    require_scan(work, body)
    paper = body.basis is Basis.PAPER
    found = _candidates(work, month, body.unit_id, body.secondment_ids)
    closed = repository.closed_programmes(work.session, month)
    permitted = [c for c in found if _may_confirm(c, closed, paper=paper)]
    _all_or_some(found, permitted, named=body.secondment_ids is not None)
    ended = [c for c in permitted if policy.has_ended(c.part.last_on, c.sheet.card.secondment.end_on, work.today)]
    if not ended or (body.secondment_ids is not None and len(ended) < len(permitted)):
        raise MonthNotEnded
    require_signed(work, month, body, [c.hosted for c in ended])
    for candidate in ended:
        if not candidate.part.is_confirmed or candidate.part.changed:
            _confirm(work, candidate, body)
    return _answer(work, month, body.unit_id, ended)


def _may_confirm(candidate: _Candidate, closed: frozenset[UUID], *, paper: bool) -> bool:
    month_closed = candidate.sheet.card.programme.id in closed
    reviewed_by = candidate.rules.reviewed_by
    return policy.can_confirm(candidate.relations, reviewed_by, paper=paper, month_closed=month_closed)


def reopen_month(work: Work, month: str, body: ReopenIn) -> MonthView:
    """Take the word back, with a reason, until the programme's month has been calculated."""
    found = _candidates(work, month, body.unit_id, body.secondment_ids)
    permitted = [c for c in found if _may_reopen(c)]
    _all_or_some(found, permitted, named=body.secondment_ids is not None)
    calculated = repository.calculated_programmes(work.session, month)
    for candidate in permitted:
        if not candidate.part.is_confirmed:
            continue
        if candidate.sheet.card.secondment.programme_id in calculated:
            raise MonthCalculated
        _reopen(work, candidate, body.reason)
    return _answer(work, month, body.unit_id, permitted)


def _may_reopen(candidate: _Candidate) -> bool:
    row = candidate.part.confirmation
    paper = row is not None and row.basis == Basis.PAPER
    return policy.can_reopen(candidate.relations, candidate.rules.reviewed_by, paper=paper)


def _all_or_some(found: Sequence[_Candidate], permitted: Sequence[_Candidate], *, named: bool) -> None:
    require(bool(permitted) and not (named and len(permitted) < len(found)), Forbidden())


def _candidates(work: Work, month: str, unit_id: UUID, named: Sequence[UUID] | None) -> list[_Candidate]:
    """The unit's visible sheets of the month, locked in the order of their ids; NotFound when there is none."""
    path = repository.find_unit_path(work.session, unit_id)
    if path is None:
        raise NotFound
    cards = {card.id: card for card in service_cards.list_visible_in_month(work, None, month)}
    known = _parts(work, list(cards.values()), month, path)
    hosted = {item.sheet.card.id for item in known}
    if not hosted or any(wanted not in hosted for wanted in named or ()):
        raise NotFound
    chosen = sorted(set(named) if named else hosted)
    for programme_id in sorted({cards[key].programme.id for key in chosen}):
        hold_month(work, programme_id, month)
    access = {key: get_access(work, key, lock=True) for key in chosen}
    parts = _parts(work, [cards[key] for key in chosen], month, path)
    return [_candidate(work, item, access[item.sheet.card.id]) for item in parts]


def _candidate(work: Work, item: Hosted, access: Access) -> _Candidate:
    rules = policy_of(work, item.sheet.card.secondment, item.part.first_on)
    return _Candidate(item, rules, access.acts_for(item.part.first_on, rules.reviewed_by))


def _parts(work: Work, cards: Sequence[SecondmentCard], month: str, path: str) -> list[Hosted]:
    """The visible parts that the units at and below a path host."""
    found = hosted_parts(work, sheets(work, cards, month))
    return [item for item in found if item.part.posting.receiving_path.startswith(path)]


def _confirm(work: Work, candidate: _Candidate, body: ConfirmIn) -> None:
    sheet, part, person_id = candidate.sheet, candidate.part, work.actor.person_id
    assert person_id is not None  # noqa: S101 - only people stand in a managing relation
    row = part.confirmation or MonthConfirmation(
        secondment_id=sheet.card.id,
        unit_id=part.unit_id,
        month=sheet.month,
        basis=body.basis,
        confirmed_by_id=person_id,
        ledger_digest="",
    )
    row.basis, row.attachment_id = body.basis, body.attachment_id
    row.signed_by, row.signed_on, row.confirmed_for_id = body.signed_by, body.signed_on, candidate.acts_for
    row.sheet_no = normal_number(body.sheet_no) if body.sheet_no else None
    row.confirmed_at, row.confirmed_by_id, row.ledger_digest = work.now, person_id, part.digest
    row.reopened_at = row.reopened_by_id = row.reopen_reason = None
    work.session.add(row)
    work.session.flush()
    _told(work, candidate, "confirm", "confirmed", basis=body.basis, digest=part.digest, **_paper(body))


def _paper(body: ConfirmIn) -> dict[str, Any]:
    """The paper behind a word, for the trail: its scan and dates, never a name."""
    if body.basis is not Basis.PAPER:
        return {}
    return {
        "attachment_id": str(body.attachment_id),
        "signed_on": body.signed_on.isoformat() if body.signed_on else None,
        "sheet_no": body.sheet_no,
    }


def _reopen(work: Work, candidate: _Candidate, reason: str) -> None:
    row = candidate.part.confirmation
    assert row is not None  # noqa: S101 - a confirmed part has its row
    row.reopened_at, row.reopened_by_id, row.reopen_reason = work.now, work.actor.person_id, reason
    work.session.add(row)
    work.session.flush()
    _told(work, candidate, "reopen", "reopened")


def _told(work: Work, candidate: _Candidate, verb: str, news: str, **facts: Any) -> None:
    secondment, part = candidate.sheet.card.secondment, candidate.part
    month = candidate.sheet.month
    dates: dict[str, Any] = {"first_on": part.first_on.isoformat(), "last_on": part.last_on.isoformat()}
    if is_month_closed(work, secondment.programme_id, month):
        facts["after_close"] = True
    if candidate.acts_for is not None:
        facts["delegated_by"] = str(candidate.acts_for)
    record(
        work,
        f"attendance.{verb}",
        "secondment",
        secondment.id,
        unit_id=part.unit_id,
        month=month,
        **dates,
        **facts,
    )
    publish(work, f"month.{news}", secondment_id=secondment.id, person_id=secondment.cadre_id, month=month)


def _answer(work: Work, month: str, unit_id: UUID, touched: Sequence[_Candidate]) -> MonthView:
    done = {(candidate.sheet.card.id, candidate.part.unit_id) for candidate in touched}
    cards = {candidate.sheet.card.id: candidate.sheet.card for candidate in touched}
    found = hosted_parts(work, sheets(work, list(cards.values()), month))
    rows = list_rows(work, [item for item in found if (item.sheet.card.id, item.part.unit_id) in done], month)
    confirmed = sum(row.confirmation.state == "confirmed" for row in rows)
    return MonthView(month=month, unit_id=unit_id, items=rows, confirmed=confirmed, pending=len(rows) - confirmed)
