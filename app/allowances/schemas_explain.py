"""What explains an amount: the sum step by step, the days behind it, and the grounds it stands on."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.allowances.models import RowStatus
from app.allowances.models_bank import PaymentState
from app.allowances.models_claims import ClaimState, Trip
from app.allowances.models_settlement import AdjustmentKind, DebtKind
from app.allowances.schemas import LineView, PayState, RateGroupView, StepView
from app.allowances.schemas_objections import ObjectionView
from app.allowances.transport import TripReason
from app.attendance.schemas import Basis
from app.core.schema import View

SumKind = Literal[
    "expected",
    "not_counted",
    "counted_extra",
    "payable",
    "rate",
    "subsidy",
    "held_back",
    "transport",
    "adjustment",
    "debt_in",
    "carried",
    "total",
]


class SumStepView(View):
    """One line of the sum as one writes it on paper; `days` or `amount_fen`, never below 0: `op` has the sign."""

    kind: SumKind
    op: Literal["", "+", "−", "×", "="]
    label: str
    note: str = ""
    days: float | None = None
    amount_fen: int | None = None


class ExplainedLineView(LineView):
    """A day with its reason in words, the unit that hosted it, and whether that unit has confirmed it."""

    reason_text: str
    unit_name: str
    confirmed: bool


class UsedRateView(View):
    """A dated rate that priced at least one day, with its document."""

    region_band: str | None
    amount_fen: int
    valid_from: date
    valid_to: date | None
    document_no: str | None


class RuleView(View):
    """The programme's basis in force, with its document; null basis where the kind pays no allowance."""

    day_basis: str | None
    label: str
    document_no: str | None
    valid_from: date
    training_paid: bool
    transport_cap_fen: int
    transport_trips_a_month: int


class ConfirmedView(View):
    """A unit's word on the days that it hosted: by whom, when, online or on a signed paper."""

    unit_name: str
    first_on: date
    last_on: date
    state: Literal["pending", "confirmed", "reopened"]
    basis: Basis | None
    by: str | None
    at: datetime | None
    signed_by: str | None
    signed_on: date | None
    sheet_no: str | None
    attachment_id: UUID | None


class LeaveWordView(View):
    """That somebody was away, and when: never the type or the reason. Who approved it, for those who read leave."""

    first_on: date
    last_on: date
    approved_by: str | None
    approved_at: datetime | None


class CorrectedView(View):
    """A correction of the receiving unit; who and why, for those who may know."""

    on: date
    half: str | None
    state: str
    state_text: str
    by: str | None
    at: datetime
    reason: str | None
    after_close: bool


class TripView(View):
    """A journey with its receipts, the cap that held, what is paid, and why."""

    claim_id: UUID
    leg: Trip | None
    outbound_on: date
    return_on: date | None
    receipts: int = Field(description="how many receipts")
    receipts_fen: int
    cap_fen: int
    pay_fen: int
    reason: TripReason
    reason_text: str
    state: ClaimState


class AdjustedDayView(View):
    """One day of an adjustment: what was settled, what it is, and the fen between."""

    on: date
    days: float
    amount_fen: int
    from_state: str | None
    from_text: str
    to_state: str
    to_text: str
    rate_fen: int | None


class AdjustmentPartView(View):
    """An adjustment of this month's sum, or one that a later month makes to this month (`paid_in`)."""

    id: UUID
    month: str = Field(description="the month that it refers to")
    paid_in: str | None = Field(description="the month whose run pays it; null while none has taken it")
    kind: AdjustmentKind
    kind_text: str
    amount_fen: int
    days: float
    reason: str | None
    document_no: str | None
    on: date | None
    sentence: str
    items: list[AdjustedDayView]


class DebtPartView(View):
    """A movement of the cadre's debt by this month's run."""

    kind: DebtKind
    kind_text: str
    amount_fen: int
    balance_fen: int
    at: datetime


class PaymentPartView(View):
    """One transfer of the sum: its state, and the account by its last digits for its owner and finance."""

    attempt: int
    state: PaymentState
    state_text: str
    amount_fen: int
    bank_name: str | None
    account: str | None
    batch: int | None
    paid_at: datetime | None
    bounced_at: datetime | None
    bounced_reason: str | None


class ExplainView(View):
    """Why a month pays what it pays, whole: for any month of a secondment, running, settled or paid afterwards.

    `subsidy_fen` is what the days come to by the facts; while the row is pending or blocked it is not part of
    `total_fen` (`held_back`). `total_fen` is null for readers who manage days and do not pay: they read as far as the
    subsidy, and for a sum that has no rate yet.
    """

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    programme_id: UUID
    programme_name: str
    unit_names: list[str]
    month: str
    state: PayState
    state_text: str
    status: RowStatus | None = Field(description="the row's, null while nothing was calculated")
    as_of_on: date
    pays_nothing: bool
    complete: bool
    sentence: str
    because: str = Field(description="the sentence without its product, for where that stands above it")
    steps: list[SumStepView]
    expected_days: float
    payable_days: float
    by_rate: list[RateGroupView]
    subsidy_fen: int
    held_back: bool
    receipts_fen: int
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int
    carried_fen: int
    total_fen: int | None
    total_uppercase: str | None
    days: list[ExplainedLineView]
    rates: list[UsedRateView]
    rule: RuleView
    confirmations: list[ConfirmedView]
    leaves: list[LeaveWordView]
    corrections: list[CorrectedView]
    trips: list[TripView]
    adjustments: list[AdjustmentPartView]
    later: list[AdjustmentPartView] = Field(description="what later months pay or take for this one")
    debts: list[DebtPartView]
    payments: list[PaymentPartView]
    objections: list[ObjectionView]
    may_object: bool
    calculated: StepView | None
    approved: StepView | None
    closed: StepView | None
    paid: StepView | None
