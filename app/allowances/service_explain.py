"""Why a month pays what it pays, whole: days, states, sources, rates, rule, who confirmed, and all that joins them."""

from typing import Any
from uuid import UUID

from app.allowances import repository_runs as runs
from app.allowances.explain_sum import Settled, because_of, sentence_of, steps_of
from app.allowances.explain_words import Words
from app.allowances.models import RowStatus
from app.allowances.policy_objections import can_file
from app.allowances.schemas import LinesView
from app.allowances.schemas_explain import AdjustmentPartView, ExplainView, PaymentPartView
from app.allowances.service_explain_grounds import (
    confirmations_of,
    corrections_of,
    days_of,
    leaves_of,
    rates_of,
    rule_of,
)
from app.allowances.service_explain_parts import Month, adjustments_of, debts_of, payments_of, trips_of
from app.allowances.service_objections import list_of_month
from app.allowances.service_read import get_lines
from app.allowances.service_runs import run_view
from app.attendance.service_days import get_days, policy_of
from app.core import clock
from app.core.i18n import Locale
from app.core.money import uppercase_yuan
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.access import Access, get_access
from app.secondments.models import DayBasis, ProgrammePolicy
from app.secondments.policy import Relation

_WHOLE = frozenset({Relation.AUTHOR, Relation.FINANCE, Relation.ORGADMIN, Relation.CLIENT})
_ACCOUNT = frozenset({Relation.AUTHOR, Relation.FINANCE})


def explain_month(work: Work, month: str, secondment_id: UUID, locale: Locale) -> ExplainView:
    """The whole sum of one month in the reader's language, whatever its state; also of a term that is over.

    Who manages the days reads as far as the subsidy; journeys, adjustments, debts and transfers are for the cadre,
    finance, the Organization Department and its programs. Finance learns of 请假, never of its type or reason.
    """
    lines = get_lines(work, secondment_id, month)
    access = get_access(work, secondment_id)
    card = service_cards.describe(work, [secondment_id])[secondment_id]
    asked = Month(secondment_id, month, *(runs.find_row(work.session, secondment_id, month) or (None, None)))
    rules = policy_of(work, card.secondment, clock.month_bounds(month)[1])
    words = Words(locale)
    settled, later = _settle(work, asked, lines, rules, words, whole=bool(access.relations & _WHOLE))
    days = get_days(work, secondment_id, month)
    return ExplainView(
        **lines.model_dump(include=_OF_LINES),
        **_sums(settled, words),
        **_taken(work, asked),
        by_rate=lines.by_rate,
        cadre_id=card.secondment.cadre_id,
        person_no=card.person_no,
        programme_id=card.programme.id,
        programme_name=card.programme_name,
        unit_names=list(dict.fromkeys(part.unit_name for part in days.parts)),
        state_text=words.state(lines.state),
        status=asked.row.status if asked.row is not None else None,
        days=days_of(card, lines, days, words),
        rates=rates_of(work, card, lines),
        rule=rule_of(rules, words),
        confirmations=confirmations_of(days),
        leaves=leaves_of(work, secondment_id, month),
        corrections=corrections_of(days, words),
        later=later if settled.whole else [],
        debts=debts_of(work, asked, words) if settled.whole else [],
        payments=_payments(work, asked, access, words) if settled.whole else [],
        objections=list_of_month(work, access, month),
        may_object=asked.row is not None and can_file(access.relations),
    )


def _sums(settled: Settled, words: Words) -> dict[str, Any]:
    """The sum in words and figures."""
    return {
        "sentence": sentence_of(settled, words),
        "because": because_of(settled, words),
        "steps": steps_of(settled, words),
        "held_back": settled.held_back,
        "trips": list(settled.trips),
        "adjustments": list(settled.adjustments),
        "receipts_fen": sum(trip.receipts_fen for trip in settled.trips),
        "transport_fen": settled.transport_fen,
        "adjustment_fen": settled.adjustment_fen,
        "debt_in_fen": settled.debt_in_fen,
        "carried_fen": settled.carried_fen,
        "total_fen": settled.total_fen,
        "total_uppercase": None if settled.total_fen is None else uppercase_yuan(settled.total_fen),
    }


def _taken(work: Work, asked: Month) -> dict[str, Any]:
    """Who took which step of the run, and when."""
    names = ("calculated", "approved", "closed", "paid")
    if asked.run is None or asked.row is None:
        return dict.fromkeys(names)
    run = run_view(asked.run, "", _names(work, asked))
    return {name: getattr(run, name) for name in names}


_OF_LINES = {
    "secondment_id",
    "cadre_name",
    "month",
    "state",
    "as_of_on",
    "pays_nothing",
    "complete",
    "expected_days",
    "payable_days",
    "subsidy_fen",
}


def _settle(
    work: Work, asked: Month, lines: LinesView, rules: ProgrammePolicy, words: Words, *, whole: bool
) -> tuple[Settled, list[AdjustmentPartView]]:
    """What joins the days: as the run has it, else what would be settled now."""
    row = asked.row
    by_calendar = rules.day_basis is DayBasis.CALENDAR
    held_back = row is not None and row.status is not RowStatus.PAYABLE
    if not whole:
        return Settled(lines, by_calendar, held_back, whole=False), []
    trips = trips_of(work, asked, words)
    adjustments, later = adjustments_of(work, asked, words)
    if row is None:
        transport = sum(trip.pay_fen for trip in trips)
        total = lines.subsidy_fen + transport if lines.complete else None
        return Settled(lines, by_calendar, False, trips, transport_fen=transport, total_fen=total), later
    return Settled(
        lines,
        by_calendar,
        held_back,
        trips,
        adjustments,
        transport_fen=row.transport_fen,
        adjustment_fen=row.adjustment_fen,
        debt_in_fen=row.debt_in_fen,
        carried_fen=row.carried_fen,
        total_fen=row.total_fen,
    ), later


def _payments(work: Work, asked: Month, access: Access, words: Words) -> list[PaymentPartView]:
    return payments_of(work, asked, words, account=bool(access.relations & _ACCOUNT))


def _names(work: Work, asked: Month) -> dict[UUID, str]:
    run = asked.run
    people = () if run is None else (run.calculated_by_id, run.approved_by_id, run.closed_by_id, run.paid_by_id)
    return runs.names_of(work.session, [one for one in people if one is not None])
