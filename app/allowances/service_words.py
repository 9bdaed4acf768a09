"""What allowances lend to attendance below them: which days count for pay, and which late months were paid since."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from app.allowances import repository_runs as runs
from app.allowances import repository_settlement as settlement_rows
from app.allowances.engine import REASON_LABELS, calculate_subsidy
from app.allowances.errors import PolicyIncomplete
from app.allowances.models import RowStatus, RunState
from app.allowances.service_calculate import pricing_of
from app.attendance.ports_pay import PORTS, PayWord
from app.attendance.service_ledger import MonthSheet
from app.core.work import Work

_FINAL = (RunState.CLOSED, RunState.PAID)


def lend_words() -> None:
    """Hand the answer to attendance, which may not ask for it itself; doing it twice is doing it once."""
    PORTS.paid_months = paid_months
    PORTS.pay_words, PORTS.reason_labels = pay_words, {code.value: label for code, label in REASON_LABELS.items()}


def pay_words(work: Work, sheet: MonthSheet) -> Mapping[date, PayWord]:
    """Each day's halves that count: as settled once the month is closed, else by the programme's basis as it stands."""
    found = runs.find_row(work.session, sheet.card.id, sheet.month)
    if found is not None and found[0].state in _FINAL and found[1].status is RowStatus.PAYABLE:
        lines = runs.list_lines(work.session, found[0].id, sheet.card.id)
        return {line.day_on: PayWord(line.halves, line.reason, settled=True) for line in lines}
    try:
        pricing = pricing_of(work, sheet.card.programme, sheet.month)
    except PolicyIncomplete:
        return {}
    subsidy = calculate_subsidy(sheet.days, pricing.rule, pricing.rates, lambda _on: None)
    return {line.on: PayWord(line.portion, line.reason.value) for line in subsidy.lines}


def paid_months(work: Work, secondment_ids: Collection[UUID]) -> Collection[tuple[UUID, str]]:
    """The months of these secondments whose days a closed run has paid: their own, or a later one as back pay."""
    return settlement_rows.settled_pairs(work.session, secondment_ids)
