"""The month's confirmation by exception: who is asked, the word given online or on paper, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.attendance import policy, repository
from app.attendance.errors import MonthCalculated, MonthNotEnded
from app.attendance.models import MonthConfirmation
from app.attendance.ports import PORTS
from app.attendance.schemas import Basis, ConfirmIn, MonthRowView, MonthView, ReopenIn
from app.attendance.service_days import policy_of
from app.attendance.service_ledger import MonthSheet, sheets
from app.attendance.service_month_list import list_rows
from app.audit.service import record
from app.core.errors import Forbidden, Invalid, NotFound, require
from app.core.events import publish
from app.core.i18n import N_
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import get_access, hold_month
from app.secondments.models import ProgrammePolicy
from app.secondments.policy import Relation
from app.secondments.service_cards import SecondmentCard


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sheet that the actor may know of, what they are to it, and the rules of its month."""

    sheet: MonthSheet
    relations: frozenset[Relation]
    rules: ProgrammePolicy


def confirm_month(work: Work, month: str, body: ConfirmIn) -> MonthView:
    """Confirm what the ledger says; what is not overridden stands.

    Without `secondment_ids`: everybody of the unit and below whose month is over and whom the actor may confirm. Named
    ones are all confirmed or none. Only ended months (or terms): what has not happened cannot be confirmed. A cadre
    confirmed after the month was calculated is paid with the next calculation.
    """
    if body.attachment_id is not None and not PORTS.owns_attachment(work, body.attachment_id):
        raise Invalid.at("/attachment_id", N_("没有找到这份扫描件，请重新上传。"), "unknown")
    paper = body.basis is Basis.PAPER
    found = _candidates(work, month, body.unit_id, body.secondment_ids)
    permitted = [c for c in found if policy.can_confirm(c.relations, c.rules.reviewed_by, paper=paper)]
    _all_or_some(found, permitted, named=body.secondment_ids is not None)
    ended = [c for c in permitted if policy.has_ended(month, c.sheet.card.secondment.end_on, work.today)]
    if not ended or (body.secondment_ids is not None and len(ended) < len(permitted)):
        raise MonthNotEnded
    for candidate in ended:
        if not candidate.sheet.is_confirmed or candidate.sheet.changed:
            _confirm(work, candidate.sheet, body)
    return _answer(work, month, body.unit_id, ended)


def reopen_month(work: Work, month: str, body: ReopenIn) -> MonthView:
    """Take the word back, with a reason, until the programme's month has been calculated."""
    found = _candidates(work, month, body.unit_id, body.secondment_ids)
    permitted = [c for c in found if _may_reopen(c)]
    _all_or_some(found, permitted, named=body.secondment_ids is not None)
    calculated = repository.calculated_programmes(work.session, month)
    for candidate in permitted:
        if not candidate.sheet.is_confirmed:
            continue
        if candidate.sheet.card.secondment.programme_id in calculated:
            raise MonthCalculated
        _reopen(work, candidate.sheet, body.reason)
    return _answer(work, month, body.unit_id, permitted)


def _may_reopen(candidate: _Candidate) -> bool:
    row = candidate.sheet.confirmation
    paper = row is not None and row.basis == Basis.PAPER
    return policy.can_reopen(candidate.relations, candidate.rules.reviewed_by, paper=paper)


def _all_or_some(found: Sequence[_Candidate], permitted: Sequence[_Candidate], *, named: bool) -> None:
    require(bool(permitted) and not (named and len(permitted) < len(found)), Forbidden())


def _candidates(work: Work, month: str, unit_id: UUID, named: Sequence[UUID] | None) -> list[_Candidate]:
    """The unit's visible sheets of the month, locked in the order of their ids; NotFound when there is none."""
    path = repository.find_unit_path(work.session, unit_id)
    if path is None:
        raise NotFound
    cards = {
        card.id: card
        for card in service_cards.list_visible_in_month(work, None, month)
        if card.receiving_path.startswith(path)
    }
    if not cards or any(wanted not in cards for wanted in named or ()):
        raise NotFound
    chosen = sorted(set(named) if named else cards)
    for programme_id in sorted({cards[key].programme.id for key in chosen}):
        hold_month(work, programme_id, month)
    access = {key: get_access(work, key, lock=True) for key in chosen}
    locked: list[SecondmentCard] = [cards[key] for key in chosen]
    return [
        _Candidate(sheet, access[sheet.card.id].relations, policy_of(work, sheet.card.secondment, sheet.days[0].on))
        for sheet in sheets(work, locked, month)
    ]


def _confirm(work: Work, sheet: MonthSheet, body: ConfirmIn) -> None:
    secondment, person_id = sheet.card.secondment, work.actor.person_id
    assert person_id is not None  # noqa: S101 - only people stand in a managing relation
    row = sheet.confirmation or MonthConfirmation(
        secondment_id=secondment.id,
        unit_id=secondment.receiving_unit_id,
        month=sheet.month,
        basis=body.basis,
        confirmed_by_id=person_id,
        ledger_digest="",
    )
    row.unit_id, row.basis, row.attachment_id = secondment.receiving_unit_id, body.basis, body.attachment_id
    row.confirmed_at, row.confirmed_by_id, row.ledger_digest = work.now, person_id, sheet.digest
    row.reopened_at = row.reopened_by_id = row.reopen_reason = None
    work.session.add(row)
    work.session.flush()
    _told(work, sheet, "confirm", "confirmed", basis=body.basis, digest=sheet.digest)


def _reopen(work: Work, sheet: MonthSheet, reason: str) -> None:
    row = sheet.confirmation
    assert row is not None  # noqa: S101 - a confirmed sheet has its row
    row.reopened_at, row.reopened_by_id, row.reopen_reason = work.now, work.actor.person_id, reason
    work.session.add(row)
    work.session.flush()
    _told(work, sheet, "reopen", "reopened")


def _told(work: Work, sheet: MonthSheet, verb: str, news: str, **facts: Any) -> None:
    secondment = sheet.card.secondment
    record(
        work,
        f"attendance.{verb}",
        "secondment",
        secondment.id,
        unit_id=secondment.receiving_unit_id,
        month=sheet.month,
        **facts,
    )
    publish(work, f"month.{news}", secondment_id=secondment.id, person_id=secondment.cadre_id, month=sheet.month)


def _answer(work: Work, month: str, unit_id: UUID, touched: Sequence[_Candidate]) -> MonthView:
    cards = [candidate.sheet.card for candidate in touched]
    rows: list[MonthRowView] = list_rows(work, sheets(work, cards, month), month)
    confirmed = sum(row.confirmation.state == "confirmed" for row in rows)
    return MonthView(month=month, unit_id=unit_id, items=rows, confirmed=confirmed, pending=len(rows) - confirmed)
