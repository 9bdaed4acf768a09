"""The grounds of a sum: its days in words, the rates with their documents, the rule, and whose word each part is."""

from datetime import date
from uuid import UUID

from app.allowances import repository
from app.allowances.engine import REASON_LABELS, Reason
from app.allowances.explain_words import Words
from app.allowances.schemas import LinesView
from app.allowances.schemas_explain import (
    ConfirmedView,
    CorrectedView,
    ExplainedLineView,
    LeaveWordView,
    RuleView,
    UsedRateView,
)
from app.attendance.ledger import STATE_LABELS, State
from app.attendance.models_leave import LeaveStatus
from app.attendance.schemas import DaysView
from app.attendance.schemas_leave import LeaveFilter, LeaveView
from app.attendance.service_leave import list_leaves
from app.core import clock
from app.core.work import Work
from app.secondments.models import ProgrammePolicy
from app.secondments.rules import DAY_BASIS_LABELS
from app.secondments.service_cards import SecondmentCard

_STOOD = (LeaveStatus.APPROVED, LeaveStatus.CLOSED)


def days_of(card: SecondmentCard, lines: LinesView, days: DaysView, words: Words) -> list[ExplainedLineView]:
    """Every day with its reason in words, its host, and whether the host has confirmed it."""
    known = {day.on: day for day in days.items}
    return [
        ExplainedLineView(
            **line.model_dump(),
            reason_text=words.say(REASON_LABELS[Reason(line.reason)]),
            unit_name=card.posting_on(line.on).receiving_unit_name,
            confirmed=line.on in known and known[line.on].confirmed,
        )
        for line in lines.items
    ]


def rates_of(work: Work, card: SecondmentCard, lines: LinesView) -> list[UsedRateView]:
    """The dated rates that priced at least one day."""
    priced = {(line.rate_fen, line.on) for line in lines.items if line.rate_fen is not None}
    rows = repository.list_programme_rates(work.session, card.programme.id)
    return [
        UsedRateView.model_validate(row)
        for row in rows
        if any(fen == row.amount_fen and row.valid_from <= on < (row.valid_to or date.max) for fen, on in priced)
        and row.region_band in {None, *(card.posting_on(on).region_band for _, on in priced)}
    ]


def rule_of(rules: ProgrammePolicy, words: Words) -> RuleView:
    """The programme's basis with its document."""
    label = words.say(DAY_BASIS_LABELS[rules.day_basis]) if rules.day_basis else ""
    return RuleView(
        day_basis=rules.day_basis,
        label=label,
        document_no=rules.day_basis_document_no,
        valid_from=rules.valid_from,
        training_paid=rules.training_paid,
        transport_cap_fen=rules.transport_cap_fen,
        transport_trips_a_month=rules.transport_trips_a_month,
    )


def confirmations_of(days: DaysView) -> list[ConfirmedView]:
    """Each unit's word on its own days."""
    return [
        ConfirmedView(
            unit_name=part.unit_name,
            first_on=part.first_on,
            last_on=part.last_on,
            state=part.confirmation.state,
            basis=part.confirmation.basis,
            by=part.confirmation.confirmed_by,
            at=part.confirmation.confirmed_at,
            signed_by=part.confirmation.signed_by,
            signed_on=part.confirmation.signed_on,
            sheet_no=part.confirmation.sheet_no,
            attachment_id=part.confirmation.attachment_id,
        )
        for part in days.parts
    ]


def leaves_of(work: Work, secondment_id: UUID, month: str) -> list[LeaveWordView]:
    """The approved leave with a day in the month: when, and who approved it where the reader learns of steps."""
    if work.actor.person_id is None:
        return []
    first, last = clock.month_bounds(month)
    wanted = LeaveFilter(secondment_id=secondment_id, first_on=first, last_on=last)
    return [_leave(one) for one in sorted(list_leaves(work, wanted).items, key=_begins) if one.status in _STOOD]


def _begins(leave: LeaveView) -> date:
    return leave.start_on


def _leave(leave: LeaveView) -> LeaveWordView:
    approved = next((step for step in leave.steps if step.kind == "approve"), None)
    return LeaveWordView(
        first_on=leave.start_on,
        last_on=leave.ended_on or leave.end_on,
        approved_by=approved.by if approved else None,
        approved_at=approved.at if approved else None,
    )


def corrections_of(days: DaysView, words: Words) -> list[CorrectedView]:
    """One a half day, or one for the day when both halves are one word."""
    found = []
    for day in days.items:
        said = day.corrections
        whole = len(said) == 2 and said[0].state is said[1].state and said[0].at == said[1].at
        found += [
            CorrectedView(
                on=day.on,
                half=None if whole else word.half,
                state=word.state,
                state_text=words.say(STATE_LABELS[State(word.state)]),
                by=word.by,
                at=word.at,
                reason=word.reason,
                after_close=word.after_close,
            )
            for word in (said[:1] if whole else said)
        ]
    return found
