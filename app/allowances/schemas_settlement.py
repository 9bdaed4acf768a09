"""Adjustments, debts, changes between calculations and the list of months, as they go in and out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.allowances.engine import Reason
from app.allowances.models import RowStatus
from app.allowances.models_settlement import AdjustmentKind, ChangeKind, DebtKind
from app.allowances.schemas import RunView
from app.attendance.ledger import Source, State
from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View

MOST_FEN = 10_000_000
"""¥100,000: more than any month pays."""
Words = Annotated[str, Field(min_length=2, max_length=200)]
Document = Annotated[str, Field(min_length=1, max_length=80)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]

AdjustmentStage = Literal["submitted", "approved", "rejected", "calculated", "settled"]
"""待审核, 已通过, 未通过; 自动计算 and waiting for its run to be closed; 已结清 by a closed run."""


@dataclass(frozen=True, slots=True)
class AdjustmentFilter:
    """Which adjustments; `state` is an AdjustmentStage, `month` the one referred to, `paid_in` the run's that pays."""

    state: str | None = None
    month: str | None = None
    paid_in: str | None = None
    secondment_id: UUID | None = None
    programme_id: UUID | None = None


class AdjustmentIn(Schema):
    """A hand-entered adjustment: what is paid (above 0) or taken back (below 0), for which day and why."""

    id: UUID | None = None
    secondment_id: UUID
    on: date
    amount_fen: Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN, strict=True)]
    reason: Words
    document_no: Document | None = None

    @model_validator(mode="after")
    def _something(self) -> "AdjustmentIn":
        if not self.amount_fen:
            raise FieldValueError(N_("金额不能为零。"), "amount-zero", "/amount_fen")
        return self


class AdjustmentApproveIn(Schema):
    """Approval of the version that was read."""

    version: Version


class AdjustmentRejectIn(Schema):
    """Refusal of the version that was read, with its reason."""

    version: Version
    reason: Words


class AdjustmentLineView(View):
    """One day of an adjustment: from what was settled (null: nothing was) to what it is by the facts."""

    on: date
    days: float
    amount_fen: int
    from_state: State | None
    from_reason: Reason | None
    from_days: float
    from_fen: int
    to_state: State
    to_source: Source
    to_reason: Reason
    to_days: float
    to_fen: int
    rate_fen: int | None


class AdjustmentView(View):
    """What a closed month is paid or taken afterwards; `month` is the one it refers to, `paid_in` the run's that pays.

    `kind`: `back_pay` (补发: the month had paid nothing), `correction` (recomputed − settled), `manual`. The lines of
    an automatic one sum up to `amount_fen`.
    """

    id: UUID
    version: int
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    programme_id: UUID
    programme_name: str
    month: str
    kind: AdjustmentKind
    state: AdjustmentStage
    on: date | None
    amount_fen: int
    days: float
    reason: str | None
    document_no: str | None
    run_id: UUID | None
    paid_in: str | None
    created_at: datetime
    created_by: str | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None
    can_decide: bool = Field(description="whether the reader may approve or reject it now")
    lines: list[AdjustmentLineView]


class DebtSettleIn(Schema):
    """A repayment, or what is given up by decision; without an amount, all that is owed."""

    id: UUID | None = None
    amount_fen: Annotated[int, Field(gt=0, le=MOST_FEN, strict=True)] | None = None
    reason: Words
    document_no: Document | None = None


class DebtEntryView(View):
    """A movement of a debt: above 0 it grows; `month` is that of the run which carried or withheld."""

    id: UUID
    kind: DebtKind
    amount_fen: int
    balance_fen: int
    month: str | None
    secondment_id: UUID | None
    reason: str | None
    document_no: str | None
    at: datetime
    by: str | None


class DebtView(View):
    """What somebody owes over all programmes, and every movement, oldest first."""

    id: UUID
    version: int
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    balance_fen: int
    entries: list[DebtEntryView]


class ChangedDayView(View):
    """A day that differs from the calculation before; null where there was or is no day."""

    on: date
    from_state: State | None
    from_days: float
    from_fen: int
    to_state: State | None
    to_days: float
    to_fen: int


class ChangeView(View):
    """Somebody who was added, dropped, or comes out otherwise; amounts are the rows' totals."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    kind: ChangeKind
    from_status: RowStatus | None
    to_status: RowStatus | None
    from_fen: int
    to_fen: int
    days: list[ChangedDayView]


class ChangesView(View):
    """What the last calculation changed against the one before; `compared_at` is null when there was none."""

    programme_id: UUID
    month: str
    calculated_at: datetime | None
    compared_at: datetime | None
    items: list[ChangeView]
    next_cursor: str | None = None


MonthStage = Literal["open", "confirmed", "calculated", "approved", "closed", "paid"]


class MonthStateView(View):
    """A month of a programme: `open` while days are to come or a unit's word lacks, `confirmed` once none does.

    `cadres` and `pending` are those of the run once there is one.
    """

    month: str
    state: MonthStage
    cadres: int
    pending: int
    total_fen: int | None
    run: RunView | None


class MonthsView(View):
    """The months of a programme, newest first."""

    programme_id: UUID
    items: list[MonthStateView]
    next_cursor: str | None = None
