"""What a run settles for one cadre beside the days: journeys, adjustments by the day, debts, transfers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.allowances import repository_explain as repository
from app.allowances.engine import REASON_LABELS, Reason
from app.allowances.explain_words import Words
from app.allowances.models import AllowanceRow, AllowanceRun, RunState
from app.allowances.models_bank import PaymentState
from app.allowances.models_claims import Claim
from app.allowances.models_settlement import (
    AdjustmentKind,
    AdjustmentState,
    AllowanceAdjustmentLine,
    DebtKind,
)
from app.allowances.repository_explain import Adjusted
from app.allowances.schemas_explain import (
    AdjustedDayView,
    AdjustmentPartView,
    DebtPartView,
    PaymentPartView,
    TripView,
)
from app.allowances.service_accounts import masked
from app.allowances.service_claims_price import price_claims
from app.allowances.transport import TRIP_REASON_LABELS, Leg, TransportRule, TripReason
from app.core import clock
from app.core.i18n import N_
from app.core.work import Work
from app.secondments.access import rules_of

_COUNTING = (AdjustmentState.APPROVED, AdjustmentState.CALCULATED)
FINAL = (RunState.CLOSED, RunState.PAID)
KIND_WORDS: dict[AdjustmentKind, str] = {
    AdjustmentKind.BACK_PAY: N_("补发"),
    AdjustmentKind.CORRECTION: N_("差额"),
    AdjustmentKind.MANUAL: N_("手工调整"),
}
DEBT_WORDS: dict[DebtKind, str] = {
    DebtKind.CARRIED: N_("结转为欠款"),
    DebtKind.WITHHELD: N_("扣回欠款"),
    DebtKind.SETTLED: N_("另行结清"),
}
PAYMENT_WORDS: dict[PaymentState, str] = {
    PaymentState.DUE: N_("待付"),
    PaymentState.BATCHED: N_("已送银行"),
    PaymentState.PAID: N_("已支付"),
    PaymentState.BOUNCED: N_("退票"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """Whose month is explained: its run and row where there are any."""

    secondment_id: UUID
    month: str
    run: AllowanceRun | None
    row: AllowanceRow | None

    @property
    def run_id(self) -> UUID | None:
        """The run's, where the secondment has a row in it."""
        return self.run.id if self.run is not None and self.row is not None else None


def trips_of(work: Work, asked: Month, words: Words) -> list[TripView]:
    """The journeys that the month's run settles; while it is open, those that it would settle now."""
    if asked.run is not None and asked.run.state in FINAL:
        settled = repository.list_journeys_of_run(work.session, asked.run.id, asked.secondment_id)
        priced = [(claim, claim.pay_fen or 0, claim.pay_reason or TripReason.PAID.value) for claim in settled]
    else:
        known = {claim.id: claim for claim in repository.list_journeys_due(work.session, asked.secondment_id)}
        last = clock.month_bounds(asked.month)[1]
        counting = [one for one in known.values() if one.outbound_on is not None and one.outbound_on <= last]
        found = price_claims(work, counting)
        priced = [(known[UUID(pay.trip.ref)], pay.pay_fen, pay.reason.value) for pay in found]
    receipts = repository.count_receipts(work.session, [claim.id for claim, _, _ in priced])
    return [_trip(work, words, claim, pay, why, receipts.get(claim.id, 0)) for claim, pay, why in priced]


def _trip(work: Work, words: Words, claim: Claim, pay_fen: int, why: str, receipts: int) -> TripView:
    reason = TripReason(why)
    on = claim.outbound_on or claim.counts_on
    rules = rules_of(work, [claim.programme_id]).policy_on(claim.programme_id, on)
    cap = TransportRule(rules.transport_cap_fen, rules.transport_trips_a_month) if rules else TransportRule(0, 0)
    return TripView(
        claim_id=claim.id,
        leg=claim.leg,
        outbound_on=on,
        return_on=claim.return_on,
        receipts=receipts,
        receipts_fen=claim.receipts_fen,
        cap_fen=cap.cap_of(Leg(claim.leg.value)) if claim.leg else cap.cap_fen,
        pay_fen=pay_fen,
        reason=reason,
        reason_text=words.say(TRIP_REASON_LABELS[reason]),
        state=claim.state,
    )


def adjustments_of(work: Work, asked: Month, words: Words) -> tuple[list[AdjustmentPartView], list[AdjustmentPartView]]:
    """(those in this month's sum, those that other runs make to this month); what nobody approved is of no account."""
    found = repository.list_adjustments(work.session, asked.secondment_id, asked.month, asked.run_id)
    found = [one for one in found if one.row.state in _COUNTING]
    days = repository.list_adjusted_days(work.session, [one.row.id for one in found])
    here: list[AdjustmentPartView] = []
    later: list[AdjustmentPartView] = []
    for one in found:
        view = _adjustment(words, one, days.get(one.row.id, []))
        (here if asked.run_id is not None and one.row.run_id == asked.run_id else later).append(view)
    return here, later


def _adjustment(words: Words, found: Adjusted, lines: Sequence[AllowanceAdjustmentLine]) -> AdjustmentPartView:
    row = found.row
    items = [_adjusted_day(words, line) for line in lines]
    return AdjustmentPartView(
        id=row.id,
        month=row.month,
        paid_in=found.paid_in,
        kind=row.kind,
        kind_text=words.say(KIND_WORDS[row.kind]),
        amount_fen=row.amount_fen,
        days=row.halves / 2,
        reason=row.reason,
        document_no=row.document_no,
        on=row.day_on,
        sentence=_sentence(words, found, items),
        items=items,
    )


def _sentence(words: Words, found: Adjusted, items: Sequence[AdjustedDayView]) -> str:
    """`2026年3月差额：3月12日由计发改为请假不计，−¥30.00`, a day after the other; back pay in one clause."""
    row = found.row
    head = words.say(KIND_WORDS[row.kind])
    month = words.month(row.month)
    if row.kind is AdjustmentKind.MANUAL:
        said = [words.day(row.day_on) if row.day_on else "", row.reason or "", row.document_no or ""]
        return words.say(
            N_("%(month)s%(kind)s：%(said)s"), month=month, kind=head, said=words.joined([s for s in said if s])
        )
    if row.kind is AdjustmentKind.BACK_PAY:
        paid = sum(item.days for item in items)
        return words.say(
            N_("%(month)s%(kind)s：%(days)s 天，当时待确认"), month=month, kind=head, days=words.count(paid)
        )
    days = [
        words.say(
            N_("%(day)s%(words)s（%(yuan)s）"),
            day=words.day(item.on),
            words=item.to_text,
            yuan=words.yuan(item.amount_fen),
        )
        for item in items
    ]
    return words.say(N_("%(month)s%(kind)s：%(said)s"), month=month, kind=head, said=words.listed(days))


def _adjusted_day(words: Words, line: AllowanceAdjustmentLine) -> AdjustedDayView:
    return AdjustedDayView(
        on=line.day_on,
        days=line.halves / 2,
        amount_fen=line.amount_fen,
        from_state=line.from_state,
        from_text=words.say(REASON_LABELS[Reason(line.from_reason)]) if line.from_reason else "",
        to_state=line.to_state,
        to_text=words.say(REASON_LABELS[Reason(line.to_reason)]),
        rate_fen=line.rate_fen,
    )


def debts_of(work: Work, asked: Month, words: Words) -> list[DebtPartView]:
    """What the closed run moved of the cadre's debt for this row."""
    if asked.run_id is None:
        return []
    return [
        DebtPartView(
            kind=row.kind,
            kind_text=words.say(DEBT_WORDS[row.kind]),
            amount_fen=row.amount_fen,
            balance_fen=row.balance_fen,
            at=row.at,
        )
        for row in repository.list_debts(work.session, asked.run_id, asked.secondment_id)
    ]


def payments_of(work: Work, asked: Month, words: Words, *, account: bool) -> list[PaymentPartView]:
    """Each transfer of the closed sum; the account by its last digits, where the reader may know of it."""
    if asked.run_id is None:
        return []
    return [
        PaymentPartView(
            attempt=row.attempt,
            state=row.state,
            state_text=words.say(PAYMENT_WORDS[row.state]),
            amount_fen=row.amount_fen,
            bank_name=row.bank_name if account else None,
            account=masked(row.tail) if account else None,
            batch=number,
            paid_at=row.paid_at,
            bounced_at=row.bounced_at,
            bounced_reason=row.bounced_reason if account else None,
        )
        for row, number in repository.list_payments(work.session, asked.run_id, asked.secondment_id)
    ]
