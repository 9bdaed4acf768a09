"""我的补助: every month of the actor as a cadre, over all their programmes, with its sum and state in plain words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.allowances import repository_explain as repository
from app.allowances import repository_objections as objections
from app.allowances.errors import PolicyIncomplete
from app.allowances.explain_words import Words
from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.models_bank import Payment, PaymentState
from app.allowances.models_objections import ObjectionState
from app.allowances.schemas import PayState
from app.allowances.schemas_own import OwnMonthsView, OwnMonthView, OwnYearView
from app.allowances.service_read import get_pay
from app.core import clock
from app.core.errors import NotFound, require
from app.core.i18n import N_, Locale
from app.core.work import Work
from app.secondments import service_cards
from app.secondments.models import SecondmentStatus
from app.secondments.rules import pays_allowance
from app.secondments.service_cards import SecondmentCard

MOST_OPEN = 6
"""So many months that nobody has calculated are priced for the list; older ones are on the calendar."""
_FINAL = (RunState.CLOSED, RunState.PAID)
_BEGUN = frozenset(SecondmentStatus) - {SecondmentStatus.DRAFT, SecondmentStatus.APPROVED}
BACK_PAID, BOUNCED, NOTHING = N_("已补发"), N_("退票，核对账户后重发"), N_("本次不付")


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands beside the rows: names, transfers, back pay by (secondment, month), objections."""

    cards: Mapping[UUID, SecondmentCard]
    payments: Mapping[tuple[UUID, UUID], Payment]
    back_paid: Mapping[tuple[UUID, str], int]
    back_pay: Mapping[tuple[UUID, UUID], int]
    objections: Mapping[tuple[UUID, str], ObjectionState]


def list_own_months(work: Work, locale: Locale) -> OwnMonthsView:
    """The actor's months, the newest first: calculated ones, and those since that their days tell of."""
    person_id = work.actor.person_id
    require(person_id is not None)
    assert person_id is not None  # noqa: S101 - required above
    rows = repository.list_rows_of(work.session, person_id)
    cards = {card.id: card for card in service_cards.my_secondments(work)}
    known = _known(work, person_id, cards)
    words = Words(locale)
    found = [_settled(known, words, row, run) for row, run in rows]
    calculated = {(row.secondment_id, run.month) for row, run in rows}
    found += [
        view
        for card, month in _open_months(cards.values(), calculated, work.today)
        if (view := _live(work, known, words, card, month)) is not None
    ]
    found.sort(key=lambda one: (one.month, one.programme_name), reverse=True)
    return OwnMonthsView(items=found, years=_years(known, rows))


def _known(work: Work, person_id: UUID, cards: Mapping[UUID, SecondmentCard]) -> _Known:
    back_paid: dict[tuple[UUID, str], int] = defaultdict(int)
    back_pay: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for row, state in repository.list_back_pay(work.session, person_id):
        if row.run_id is not None:
            back_pay[row.run_id, row.secondment_id] += row.amount_fen
        if state in _FINAL:
            back_paid[row.secondment_id, row.month] += row.amount_fen
    payments = repository.list_payments_of(work.session, person_id)
    said = objections.list_of_cadre(work.session, person_id)
    return _Known(
        cards=cards,
        payments={(row.run_id, row.secondment_id): row for row in payments},
        back_paid=back_paid,
        back_pay=back_pay,
        objections={(row.secondment_id, row.month): row.state for row in said},
    )


def _settled(known: _Known, words: Words, row: AllowanceRow, run: AllowanceRun) -> OwnMonthView:
    payment = known.payments.get((run.id, row.secondment_id))
    left_out = row.status is RowStatus.PENDING
    told = _state_text(known, row, run, payment)
    state: PayState = "left_out" if left_out and run.state in _FINAL else "pending" if left_out else run.state.value
    return OwnMonthView(
        secondment_id=row.secondment_id,
        programme_name=known.cards[row.secondment_id].programme_name,
        month=run.month,
        state=state,
        state_text=words.say(told) if told else words.state(state),
        status=row.status,
        total_fen=None if row.status is RowStatus.BLOCKED else row.total_fen,
        back_pay_fen=known.back_pay.get((run.id, row.secondment_id), 0),
        payment=payment.state if payment else None,
        paid_at=payment.paid_at if payment else None,
        objection=known.objections.get((row.secondment_id, run.month)),
    )


def _state_text(known: _Known, row: AllowanceRow, run: AllowanceRun, payment: Payment | None) -> str | None:
    """What is more telling than the run's own state: a transfer that came back, a month that was made good."""
    if payment is not None and payment.state is PaymentState.BOUNCED:
        return BOUNCED
    if row.status is RowStatus.PENDING:
        return BACK_PAID if known.back_paid.get((row.secondment_id, run.month)) else None
    return NOTHING if run.state in _FINAL and not row.total_fen else None


def _open_months(
    cards: Iterable[SecondmentCard], calculated: set[tuple[UUID, str]], today: date
) -> list[tuple[SecondmentCard, str]]:
    """The newest months of begun secondments that no run has taken, at most a few of each."""
    found = []
    for card in cards:
        if card.secondment.status not in _BEGUN or not pays_allowance(card.programme.kind):
            continue
        month, first = clock.month_of(min(today, card.secondment.end_on)), clock.month_of(card.term_start_on)
        for _ in range(MOST_OPEN):
            if month < first or (card.id, month) in calculated:
                break
            found.append((card, month))
            month = clock.previous_month(month)
    return found


def _live(work: Work, known: _Known, words: Words, card: SecondmentCard, month: str) -> OwnMonthView | None:
    try:
        pay = get_pay(work, card.id, month)
    except (PolicyIncomplete, NotFound):
        return None
    return OwnMonthView(
        secondment_id=card.id,
        programme_name=card.programme_name,
        month=month,
        state=pay.state,
        state_text=words.state(pay.state),
        status=None,
        total_fen=pay.subsidy_fen if pay.complete else None,
        back_pay_fen=0,
        payment=None,
        paid_at=None,
        objection=known.objections.get((card.id, month)),
    )


def _years(known: _Known, rows: Sequence[tuple[AllowanceRow, AllowanceRun]]) -> list[OwnYearView]:
    """Sums over the calculated months, by the year of the month; paid is what a transfer has brought."""
    totals: dict[int, int] = defaultdict(int)
    paid: dict[int, int] = defaultdict(int)
    for row, run in rows:
        payment, year = known.payments.get((run.id, row.secondment_id)), int(run.month[:4])
        arrived = payment.state is PaymentState.PAID if payment else run.state is RunState.PAID
        totals[year] += row.total_fen
        paid[year] += row.total_fen if arrived else 0
    return [
        OwnYearView(year=year, total_fen=totals[year], paid_fen=paid[year]) for year in sorted(totals, reverse=True)
    ]
