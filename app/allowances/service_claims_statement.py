"""The statement of a month 补助申报: days, rates and sum as the ledger says them now. Pay never waits for one."""

from typing import Any
from uuid import UUID

from app.allowances.service_read import get_pay
from app.core.work import Work

_UNCONFIRMED = ("open", "pending")


def statement_of(work: Work, secondment_id: UUID, month: str) -> dict[str, Any]:
    """What is kept of the calculation; PolicyIncomplete where the programme cannot be priced."""
    pay = get_pay(work, secondment_id, month)
    return {
        "as_of_on": pay.as_of_on.isoformat(),
        "halves": round(pay.payable_days * 2),
        "subsidy_fen": pay.subsidy_fen,
        "complete": pay.complete,
        "confirmed": pay.state not in _UNCONFIRMED,
        "by_rate": [[group.rate_fen, round(group.days * 2), group.amount_fen] for group in pay.by_rate],
    }
