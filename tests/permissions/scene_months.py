"""Adjustments of a secondment that wait and that count, and a debt of its cadre, with a canary in every text."""

from datetime import date
from typing import Any

from app.accounts.models import Person
from app.allowances.models_settlement import (
    AdjustmentKind,
    AdjustmentState,
    AllowanceAdjustment,
    AllowanceDebt,
    AllowanceDebtEntry,
    DebtKind,
)
from app.secondments.models import Secondment
from tests.factories import County


def settlement_of(county: County, row: Secondment, name: str, maker: Person) -> dict[str, Any]:
    """The ids by their names; `maker` is no actor of finance's rows."""
    waits, counts = (
        AllowanceAdjustment(
            secondment_id=row.id, cadre_id=row.cadre_id, programme_id=row.programme_id, month="2026-06",
            kind=AdjustmentKind.MANUAL, state=state, day_on=date(2026, 6, 12), amount_fen=100, reason=said,
            created_by_id=maker.id,
        )
        for state, said in (
            (AdjustmentState.SUBMITTED, f"CANARY-ADJUSTING-{name}"),
            (AdjustmentState.APPROVED, f"CANARY-ADJUSTED-{name}"),
        )
    )  # fmt: skip
    debt = AllowanceDebt(cadre_id=row.cadre_id, balance_fen=100)
    entry = AllowanceDebtEntry(
        cadre_id=row.cadre_id, kind=DebtKind.SETTLED, amount_fen=-100, balance_fen=100, reason=f"CANARY-DEBT-{name}"
    )
    county.add(waits, counts, debt, entry)
    return {f"adjustment_id@{name}": waits.id, f"cadre_id@{name}": row.cadre_id}
