"""What goes in and out of attendance: days, confirmations and check-ins."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.attendance.geo import Datum
from app.attendance.ledger import OVERRIDABLE, Half, Source, State
from app.attendance.models import CheckInKind
from app.core.i18n import N_
from app.core.schema import FieldValueError, Instant, Schema, View

Reason = Annotated[str, Field(min_length=2, max_length=200)]
MONTH_PATTERN = r"^20\d{2}-(0[1-9]|1[0-2])$"


class Basis(StrEnum):
    """How the receiving unit gave its word: 在线 or 纸质签认."""

    ONLINE = "online"
    PAPER = "paper"


class DayIn(Schema):
    """A correction of a day, or of one half of it."""

    state: State
    half: Half | None = None
    reason: Reason

    @model_validator(mode="after")
    def _sayable(self) -> "DayIn":
        if self.state not in OVERRIDABLE:
            raise FieldValueError(
                N_("请假由请假单决定，挂职期由挂职文件决定，这里不能更正。"), "not-overridable", "/state"
            )
        return self


class ConfirmIn(Schema):
    """Confirm a unit's month: everybody whose month has ended, or only those named.

    On paper the scan carries the signature; who signed and when may be typed beside it, as the page always asks.
    """

    unit_id: UUID
    secondment_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)] | None = None
    basis: Basis
    attachment_id: UUID | None = None
    signed_by: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    signed_on: date | None = None
    sheet_no: Annotated[str, Field(max_length=24)] | None = None

    @model_validator(mode="after")
    def _paper_has_a_scan(self) -> "ConfirmIn":
        if self.basis is not Basis.PAPER:
            if self.signed_by or self.signed_on or self.sheet_no:
                raise FieldValueError(N_("只有纸质签认才有签字人和签字日期。"), "only-on-paper", "/basis")
            return self
        if self.attachment_id is None:
            raise FieldValueError(N_("纸质签认须附上签字表的扫描件或照片。"), "missing", "/attachment_id")
        return self


class ReopenIn(Schema):
    """Take the word back, with the reason, until the month has been calculated."""

    unit_id: UUID
    secondment_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)] | None = None
    reason: Reason


class CorrectionView(View):
    """The correction that holds for a half day; `reason` and `by` are null for readers who need not know."""

    half: Half
    state: State
    reason: str | None
    by: str | None
    at: datetime
    after_close: bool


class DayView(View):
    """One date: each half's state, the state and source that name the day, attended halves as 0, 0.5 or 1."""

    on: date
    am: State
    pm: State
    state: State
    portion: float = Field(examples=[1, 0.5, 0])
    source: Source
    confirmed: bool
    recorded: bool | None = Field(description="null for readers who only pay: pay does not look at records")
    workday: bool
    leave_id: UUID | None = Field(default=None, description="the approved leave behind it, never its type or reason")
    corrections: list[CorrectionView] = Field(default_factory=list)


class ConfirmationView(View):
    """The receiving unit's word on a month."""

    state: Literal["pending", "confirmed", "reopened"]
    basis: Basis | None = None
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    changed: bool = Field(default=False, description="a day was corrected after the confirmation")
    confirmed_for: str | None = Field(default=None, description="whose power it was, when somebody stood in")
    signed_by: str | None = Field(default=None, description="on paper: who signed")
    signed_on: date | None = None
    sheet_no: str | None = None
    attachment_id: UUID | None = Field(default=None, description="on paper: the scan; open to these readers")


class PartView(View):
    """The dates of a month that one unit hosts, and its word on them; more than one only after a transfer."""

    unit_id: UUID
    unit_name: str
    post_title: str
    first_on: date
    last_on: date
    confirmation: ConfirmationView


class DaysView(View):
    """A month of the day ledger; confirmed once every unit has confirmed its part."""

    secondment_id: UUID
    month: str
    confirmation: ConfirmationView
    parts: list[PartView]
    items: list[DayView]
    next_cursor: str | None = None


class DayExceptionView(View):
    """Days that differ from the work calendar, joined while they are neighbours; `halves` counts half days."""

    code: Literal[
        "on_post", "duty", "rest", "leave", "official_trip", "trip_paid_elsewhere", "training", "absent", "outside"
    ]
    source: Source
    first_on: date
    last_on: date
    halves: int


class MonthRowView(View):
    """One cadre's month, or the part of it that one unit hosts, from `first_on` to `last_on`.

    Days count attendance only (`21.5`), never records or check-ins.
    """

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    post_title: str
    unit_id: UUID
    unit_name: str
    first_on: date
    last_on: date
    whole: bool = Field(description="the unit hosts the whole month")
    programme_id: UUID
    programme_name: str
    workdays: int
    attended_days: float
    confirmation: ConfirmationView
    exceptions: list[DayExceptionView]
    due: bool = Field(description="the month, or the term inside it, is over")
    can_confirm: bool
    can_confirm_paper: bool
    can_reopen: bool
    can_correct: bool
    can_print: bool


class MonthView(View):
    """A month to confirm by exception: rows that differ from the calendar first."""

    month: str
    unit_id: UUID | None
    items: list[MonthRowView]
    next_cursor: str | None = None
    confirmed: int
    pending: int


class PositionIn(Schema):
    """A fix that the cadre chose to give."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    accuracy_m: Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)] | None = None
    datum: Datum
    fixed_at: Instant | None = None


class CheckInIn(Schema):
    """One tap; a position is never required."""

    secondment_id: UUID
    kind: CheckInKind
    happened_at: Instant
    position: PositionIn | None = None
    note: Annotated[str, Field(max_length=200)] | None = None
    attachment_id: UUID | None = None


class PlaceView(View):
    """What is kept of a position: a grid of about a kilometre, for the cadre alone, until it expires."""

    lat: float
    lon: float
    datum: Datum
    expires_at: datetime | None


class CheckInView(View):
    """A check-in; `position` is given to the cadre alone, `inside` is null when no fix could tell."""

    id: UUID
    version: int
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    kind: CheckInKind
    on: date
    happened_at: datetime
    received_at: datetime
    clock_doubt: bool = Field(description="the phone's clock and the server's disagree; recorded, without consequence")
    window: str | None = Field(description="the duty window it fell into, e.g. 08:00-09:00")
    inside: bool | None
    distance_m: int | None
    position: PlaceView | None = None
    note: str | None
    attachment_id: UUID | None
    withdrawn_at: datetime | None
    notice: str | None = Field(default=None, description="a plain remark for the cadre, e.g. that no position was kept")


@dataclass(frozen=True, slots=True)
class CheckInFilter:
    """What a list asks for; `changed_since` turns it into a mirror that also names what was withdrawn."""

    secondment_id: UUID | None = None
    unit_id: UUID | None = None
    first_on: date | None = None
    last_on: date | None = None
    changed_since: datetime | None = None
