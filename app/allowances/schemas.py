"""What goes in and out of allowances. Money is integer fen; days are attended halves over two."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.allowances.engine import Reason
from app.allowances.models import RowStatus, RunState
from app.attendance.ledger import Source, State
from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View

MAX_FEN_A_DAY = 1_000_000
Band = Annotated[str, Field(min_length=1, max_length=32)]


class RateIn(Schema):
    """A day's subsidy over `[valid_from, valid_to)`; no band means every band that has no rate of its own."""

    id: UUID | None = None
    programme_id: UUID
    region_band: Band | None = None
    amount_fen: Annotated[int, Field(gt=0, le=MAX_FEN_A_DAY, strict=True)]
    valid_from: date
    valid_to: date | None = None
    document_no: Annotated[str, Field(max_length=80)] | None = None

    @model_validator(mode="after")
    def _holds_for_a_day(self) -> "RateIn":
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise FieldValueError(N_("截止日期应晚于起始日期（截止当日不含）。"), "dates-in-order", "/valid_to")
        return self


class RatePatch(Schema):
    """End a rate on a day (not included), or leave it open."""

    valid_to: date | None


class RateView(View):
    """A dated rate."""

    id: UUID
    version: int
    programme_id: UUID
    programme_name: str
    region_band: str | None
    amount_fen: int
    valid_from: date
    valid_to: date | None
    document_no: str | None


class StepIn(Schema):
    """Which programmes' month takes the step; `exclude_pending` closes without those who are not confirmed."""

    programme_id: UUID | None = None
    exclude_pending: bool = False


class StepView(View):
    """Who took a step and when."""

    at: datetime
    by: str | None


class RunView(View):
    """One programme's month and how far it is: 核算 → 审核 → 结账 → 支付."""

    id: UUID
    version: int
    programme_id: UUID
    programme_name: str
    month: str
    state: RunState
    calculated: StepView | None
    approved: StepView | None
    closed: StepView | None
    paid: StepView | None
    digest: str | None
    warnings: list[Literal["month-provisional"]] = Field(
        default_factory=list, description="month-provisional: some days are only guessed; it cannot be closed yet"
    )


class RunsView(View):
    """The runs that a step has touched."""

    items: list[RunView]
    next_cursor: str | None = None


class ExceptionView(View):
    """What a row asks for: `pending`, or the days that are `rate-missing` or `paid-twice`, as calculated.

    The others are joined as they stand when the month is read: `over-cap` (receipts above what is paid for them),
    `account-missing`, `account-unverified`, `account-rejected`, `payment-bounced`, `objection`.
    """

    code: Literal[
        "pending",
        "rate-missing",
        "paid-twice",
        "over-cap",
        "account-missing",
        "account-unverified",
        "account-rejected",
        "payment-bounced",
        "objection",
    ]
    dates: list[date] = Field(default_factory=list)
    programmes: list[str] = Field(default_factory=list, description="paid-twice: whose runs pay these days already")


class RowView(View):
    """What one secondment is owed for the month.

    `total_fen = subsidy_fen + transport_fen + adjustment_fen + debt_in_fen + carried_fen`, never below 0. A pending row
    has no subsidy, yet what earlier months and its trips are owed; `total_fen` is null when nothing is paid this time.
    """

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    unit_id: UUID
    unit_name: str
    programme_id: UUID
    region_band: str | None
    payable_days: float | None
    rates_fen: list[int]
    subsidy_fen: int | None
    trips: int
    receipts_fen: int = Field(default=0, description="receipts behind the transport, before the cap")
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int = Field(default=0, description="withheld for earlier debts, never above 0")
    carried_fen: int = Field(default=0, description="what falls below 0 and is carried on as a debt, never below 0")
    total_fen: int | None
    status: RowStatus
    exceptions: list[ExceptionView]


class TotalsView(View):
    """Sums over the rows of the whole filter, not of one page; `cadres` counts those to whom something is owed."""

    cadres: int
    payable_days: float
    subsidy_fen: int
    receipts_fen: int = 0
    transport_fen: int
    adjustment_fen: int
    debt_in_fen: int = 0
    carried_fen: int = 0
    total_fen: int
    total_uppercase: str


class PendingView(View):
    """Somebody who is named 待确认 and paid later."""

    secondment_id: UUID
    cadre_name: str
    unit_name: str


class MonthView(View):
    """A month's rows, those that ask for something first, then by person number."""

    month: str
    runs: list[RunView]
    rows: list[RowView]
    totals: TotalsView
    pending: list[PendingView]
    next_cursor: str | None = None


class RateGroupView(View):
    """All days paid at one rate; `rate_fen` and `amount_fen` are null where no rate holds."""

    rate_fen: int | None
    days: float
    amount_fen: int | None


class SpanView(View):
    """Neighbouring days that differ from the expected in one way."""

    first_on: date
    last_on: date
    days: float
    reason: Reason

    @property
    def in_halves(self) -> bool:
        """Half of each of its days."""
        return self.days * 2 == (self.last_on - self.first_on).days + 1


PayState = Literal["open", "pending", "confirmed", "calculated", "approved", "closed", "paid", "left_out"]


class PayView(View):
    """What a month pays and why: expected − not counted + counted extra = payable days, at these rates.

    `state`: `open` (the month runs, counted to `as_of_on`), `pending` (待接收单位确认), `confirmed`, then the run's own
    steps; `left_out`: closed without this cadre, paid later. `complete` is false while a day has no rate.
    """

    secondment_id: UUID
    cadre_name: str
    month: str
    state: PayState
    as_of_on: date
    payable_days: float
    expected_days: float
    subsidy_fen: int
    complete: bool
    by_rate: list[RateGroupView]
    not_counted: list[SpanView]
    counted_extra: list[SpanView]
    exceptions: list[ExceptionView]
    pays_nothing: bool = Field(description="this kind of programme pays no allowance")


class LineView(View):
    """One calendar day: what it was, who says so, and its fen; null where no rate holds."""

    on: date
    am: State
    pm: State
    state: State
    source: Source
    portion: float
    rate_fen: int | None
    amount_fen: int | None
    reason: Reason


class LinesView(PayView):
    """A line a day behind the sum."""

    items: list[LineView]
    next_cursor: str | None = None


GroupBy = Literal["unit", "programme", "month", "cadre"]


class SumsView(View):
    """Sums of days and fen; what belongs to months and not to days is null where the span is not of whole months.

    subsidy + transport + adjustment + debt = total. `receipts_fen` is what the receipts amount to, before the cap;
    `debt_fen` what is withheld for earlier debts (below 0) and carried on as new ones (above 0).
    """

    payable_days: float
    subsidy_fen: int
    receipts_fen: int | None = None
    transport_fen: int | None = None
    adjustment_fen: int | None = None
    debt_fen: int | None = None
    total_fen: int | None = None


class TotalView(SumsView):
    """One group's sums; ordered by name or number, never by a sum."""

    key: str
    name: str
    code: str | None = None


class TotalsList(SumsView):
    """Sums over `[from, to]`, both included, of everybody and by group."""

    items: list[TotalView]
    next_cursor: str | None = None
