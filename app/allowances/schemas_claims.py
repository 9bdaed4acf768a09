"""Claims as they come in and go out. Money is integer fen."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from app.allowances.models_claims import ClaimKind, ClaimState, Trip
from app.attendance.schemas import MONTH_PATTERN
from app.core import clock
from app.core.i18n import N_
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import FieldValueError, Instant, Schema, View

MOST_LEGS = 20
MAX_LEG_FEN = 10_000_000
LONGEST = timedelta(days=92)
ARRIVES_WITHIN = timedelta(days=3)
"""How long a single leg may be on the way when no day of arrival is given."""
ReasonText = Annotated[str, Field(min_length=2, max_length=200)]
Place = Annotated[str, Field(min_length=1, max_length=60)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]
Month = Annotated[str, Field(pattern=MONTH_PATTERN)]


def normal_invoice(text: str) -> str:
    """A number as it is compared: half-width, upper case, without blanks and what is not seen."""
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign)[0] != "C")
    if not 1 <= len(kept) <= 40:
        raise FieldValueError(N_("票据号为 1 至 40 个字符。"), "invoice-length")
    return kept


InvoiceNo = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(normal_invoice)]


class LegIn(Schema):
    """One leg with its receipt: what is paid needs an invoice number or the reason that there is none."""

    from_place: Place = Field(alias="from")
    to_place: Place = Field(alias="to")
    day_on: date = Field(alias="on")
    depart_at: Instant | None = None
    arrive_at: Instant | None = None
    amount_fen: Annotated[int, Field(ge=0, le=MAX_LEG_FEN, strict=True)] = 0
    invoice_no: InvoiceNo | None = None
    no_invoice_reason: ReasonText | None = None
    attachment_id: UUID | None = None

    @model_validator(mode="after")
    def _times_in_order(self) -> "LegIn":
        if self.depart_at and self.arrive_at and self.arrive_at < self.depart_at:
            raise FieldValueError(N_("到达不能早于出发。"), "times-in-order", "/arrive_at")
        if self.depart_at and clock.civil_date(self.depart_at) != self.day_on:
            raise FieldValueError(N_("出发时间不在这一天。"), "other-day", "/depart_at")
        return self


class ClaimBody(Schema):
    """What a claim says: a journey (`leg`, `outbound_on`, `legs`), or a month's statement drafted from the ledger."""

    kind: ClaimKind
    leg: Trip | None = None
    outbound_on: date | None = None
    return_on: date | None = None
    unit_car: bool = False
    legs: Annotated[list[LegIn], Field(max_length=MOST_LEGS)] = Field(default_factory=list)
    month: Month | None = None

    @model_validator(mode="after")
    def _of_one_kind(self) -> "ClaimBody":
        if self.kind is ClaimKind.ALLOWANCE:
            self._check_statement()
        else:
            self._check_journey()
            self._check_legs()
        return self

    def _check_statement(self) -> None:
        if self.month is None:
            raise FieldValueError(N_("必填。"), "missing", "/month")
        for name in ("leg", "outbound_on", "return_on", "unit_car", "legs"):
            if getattr(self, name):
                raise FieldValueError(N_("补助申报只填月份，其余由台账生成。"), "not-for-statement", f"/{name}")

    def _check_journey(self) -> None:
        if self.month is not None:
            raise FieldValueError(N_("交通报销的月份按去程日期算，不用填。"), "not-for-transport", "/month")
        for name in ("leg", "outbound_on"):
            if getattr(self, name) is None:
                raise FieldValueError(N_("必填。"), "missing", f"/{name}")
        if self.leg is Trip.ROUND and self.return_on is None:
            raise FieldValueError(N_("往返要填返程日期。"), "missing", "/return_on")
        if self.return_on is not None and self.return_on < self.first_on:
            raise FieldValueError(N_("返程不能早于去程。"), "dates-in-order", "/return_on")
        if self.return_on is not None and self.return_on - self.first_on > LONGEST:
            raise FieldValueError(N_("一次行程最长三个月。"), "too-long", "/return_on")

    def _check_legs(self) -> None:
        known: set[str] = set()
        for at, leg in enumerate(self.legs):
            if not self.first_on <= leg.day_on <= self.last_on:
                raise FieldValueError(N_("这一段不在去程与返程之间。"), "outside-journey", f"/legs/{at}/on")
            if leg.amount_fen and not self.unit_car and not (leg.invoice_no or leg.no_invoice_reason):
                text = N_("请填票据号；没有票据的，写明原因。")
                raise FieldValueError(text, "missing", f"/legs/{at}/invoice_no")
            if leg.invoice_no in known:
                raise FieldValueError(N_("同一张报销单里票据号不能重复。"), "invoice-twice", f"/legs/{at}/invoice_no")
            if leg.invoice_no:
                known.add(leg.invoice_no)

    @property
    def first_on(self) -> date:
        """The outbound day; of a checked journey only."""
        assert self.outbound_on is not None  # noqa: S101 - `_check_journey`
        return self.outbound_on

    @property
    def last_on(self) -> date:
        """The last day on which a leg may lie."""
        return self.return_on or self.first_on + ARRIVES_WITHIN

    @property
    def receipts_fen(self) -> int:
        """The sum of the legs."""
        return sum(leg.amount_fen for leg in self.legs)


class ClaimIn(ClaimBody):
    """A claim to draft; `id` may be minted by the client."""

    id: UUID | None = None
    secondment_id: UUID


class ClaimPut(ClaimBody):
    """What a draft or a returned claim is to say from now on; whose it is never changes.

    `submit` hands it in with the same write: what is refused leaves everything as it was.
    """

    secondment_id: UUID | None = None
    submit: bool = False


class ClaimDecisionIn(Schema):
    """A step on the version that was read."""

    version: Version
    comment: ReasonText | None = None


class ClaimReasonIn(Schema):
    """A return or a refusal of the version that was read, with its reason."""

    version: Version
    reason: ReasonText


class ClaimWithdrawIn(Schema):
    """The cadre takes a claim back before it is verified; the reason may be left out."""

    version: Version
    reason: ReasonText | None = None


class LegView(View):
    """One leg; without `attachment_id` no photo was attached, which is allowed and shown."""

    model_config = ConfigDict(from_attributes=True, frozen=True, populate_by_name=True, serialize_by_alias=True)

    from_place: str = Field(alias="from")
    to_place: str = Field(alias="to")
    day_on: date = Field(alias="on")
    depart_at: datetime | None
    arrive_at: datetime | None
    amount_fen: int
    invoice_no: str | None
    no_invoice_reason: str | None
    attachment_id: UUID | None


class ConflictView(View):
    """What the days say against a journey; shown, never blocking. Of leave only that there is some.

    `leave`, `checked-in` (on post during the journey), `trip-paid-elsewhere` (its travel money is paid already),
    `claim-overlap` (another claim over the same dates), `outside-posting` (a leg beyond the posting of the first day).
    """

    code: str
    dates: list[date]


class ClaimStepView(View):
    """One step that was taken."""

    kind: str
    at: datetime
    by: str | None
    comment: str | None


class StatementRateView(View):
    """Days of a statement at one rate; null where no rate holds."""

    rate_fen: int | None
    days: float
    amount_fen: int | None


class StatementView(View):
    """What the ledger said when the statement was drafted."""

    as_of_on: date
    payable_days: float
    subsidy_fen: int
    complete: bool
    confirmed: bool
    by_rate: list[StatementRateView]


class PayPreview(View):
    """What would be paid for a journey and why (`paid`, `over_cap`, `second_trip`...), with the cap that holds."""

    receipts_fen: int
    pay_fen: int
    pay_reason: str
    cap_fen: int
    trips_a_month: int
    month: str


class ClaimView(View):
    """A claim with its legs, what will be or was paid for it and why, what speaks against it, and its steps."""

    id: UUID
    version: int
    state: ClaimState
    kind: ClaimKind
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_id: UUID
    programme_id: UUID
    leg: Trip | None
    month: str
    outbound_on: date | None
    return_on: date | None
    unit_car: bool
    receipts_fen: int
    legs: list[LegView]
    pay_fen: int | None = Field(description="settled once batched, else as it would be paid now; null when refused")
    pay_reason: str | None
    statement: StatementView | None
    conflicts: list[ConflictView]
    photos_missing: int = Field(description="paid legs without a photo of the receipt")
    steps: list[ClaimStepView]
    submitted_at: datetime | None
    run_id: UUID | None
    created_at: datetime
    updated_at: datetime


class ClaimFilter(Schema):
    """What a list asks for; `changed_since` turns it into a mirror."""

    secondment_id: UUID | None = None
    unit_id: UUID | None = None
    state: ClaimState | None = None
    month: Month | None = None
    kind: ClaimKind | None = None
    changed_since: Instant | None = None
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=600)


class PreviewAsked(Schema):
    """A journey that is being filled in; `claim_id` is its claim when it was saved before."""

    secondment_id: UUID
    leg: Trip = Field(description="what the journey is: there and back, to the post, or home at the end")
    outbound_on: date = Field(description="the day on which it begins; its month counts")
    unit_car: bool = Field(default=False, description="in a unit's car, which pays nothing")
    receipts_fen: int = Field(default=0, ge=0, le=MOST_LEGS * MAX_LEG_FEN, description="the sum of the receipts")
    claim_id: UUID | None = Field(default=None, description="its own claim, when it was saved before")
