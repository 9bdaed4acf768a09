"""What programmes, policies and groups take in and give out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View
from app.secondments.models import (
    CheckInPolicy,
    DayBasis,
    LocationPolicy,
    ProgrammeKind,
    RecordFrequency,
    Review,
    ReviewedBy,
)

Name = Annotated[str, Field(min_length=1, max_length=80)]
DocumentNo = Annotated[str, Field(min_length=2, max_length=80)]
WallClock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:30"])]
CivilDate = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class DutyWindow(Schema):
    """From when to when a duty check-in is expected, on Beijing's wall clock."""

    start: WallClock
    end: WallClock


def _check_windows(windows: Sequence[DutyWindow]) -> None:
    """In order of beginning and apart from one another; the last one may run over midnight (22:00 to 06:00)."""
    for index, window in enumerate(windows):
        if window.end == window.start:
            raise FieldValueError(N_("结束不能与开始相同。"), "window-empty", f"/duty_windows/{index}/end")
        following = windows[index + 1].start if index + 1 < len(windows) else None
        over_midnight = window.end < window.start
        if following is not None and (over_midnight or following < window.end):
            message = N_("时段应先后排列、互不重叠。")
            raise FieldValueError(message, "window-overlap", f"/duty_windows/{index + 1}/start")
        if following is None and over_midnight and window.end > windows[0].start:
            raise FieldValueError(N_("跨夜时段与第一个时段重叠。"), "window-overlap", f"/duty_windows/{index}/end")


class LeaveTiersIn(Schema):
    """Up to how many days the receiving unit, then the Organization Department, decides; beyond, the one above."""

    receiving_days: Annotated[int, Field(ge=0, le=31)] = 3
    organisation_days: Annotated[int, Field(ge=0, le=366)] = 7

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.organisation_days < self.receiving_days:
            raise FieldValueError(N_("不小于接收单位的天数。"), "tiers-order", "/organisation_days")
        return self


class PolicyIn(Schema):
    """A policy's fields; what is left out takes the default, except `day_basis`, which has none."""

    record_frequency: RecordFrequency = RecordFrequency.WORKDAY
    review: Review = Review.EACH
    reviewed_by: ReviewedBy = ReviewedBy.RECEIVING
    backfill_free_days: Annotated[int, Field(ge=0, le=31)] = 3
    backfill_reason_days: Annotated[int, Field(ge=0, le=62)] = 10
    check_in: CheckInPolicy = CheckInPolicy.VOLUNTARY
    duty_basis: Annotated[str, Field(min_length=2, max_length=200)] | None = None
    duty_windows: list[DutyWindow] = Field(default_factory=list, max_length=6)
    location: LocationPolicy = LocationPolicy.OFF
    day_basis: DayBasis | None = None
    day_basis_document_no: DocumentNo | None = None
    training_paid: bool = True
    transport_cap_fen: Annotated[int, Field(ge=0, le=2_000_000)] = 0
    transport_trips_a_month: Annotated[int, Field(ge=0, le=10)] = 1
    insured: bool = False
    reminder_hour: Annotated[int, Field(ge=9, le=17)] = 17
    leave_tiers: LeaveTiersIn = LeaveTiersIn()
    two_person_close: bool = True
    term_form: bool = True

    @model_validator(mode="after")
    def _back_fill_rises(self) -> Self:
        if self.backfill_reason_days < self.backfill_free_days:
            raise FieldValueError(N_("不小于免说明的天数。"), "backfill-order", "/backfill_reason_days")
        return self

    @model_validator(mode="after")
    def _duty_has_its_basis(self) -> Self:
        if self.check_in is CheckInPolicy.DUTY:
            if self.duty_basis is None:
                raise FieldValueError(N_("值守签到必须写明依据。"), "duty-basis-missing", "/duty_basis")
        elif self.duty_windows:
            raise FieldValueError(N_("只有值守签到才设时段。"), "duty-windows-unused", "/duty_windows")
        _check_windows(self.duty_windows)
        return self

    @model_validator(mode="after")
    def _day_basis_has_its_document(self) -> Self:
        if self.day_basis is not None and self.day_basis_document_no is None:
            raise FieldValueError(N_("计发口径须附文号。"), "document-missing", "/day_basis_document_no")
        return self


class PolicyView(View):
    """A policy from `valid_from` until the next one begins."""

    id: UUID
    programme_id: UUID
    valid_from: date
    record_frequency: RecordFrequency
    review: Review
    reviewed_by: ReviewedBy
    backfill_free_days: int
    backfill_reason_days: int
    check_in: CheckInPolicy
    duty_basis: str | None
    duty_windows: list[DutyWindow]
    location: LocationPolicy
    day_basis: DayBasis | None
    day_basis_document_no: str | None
    training_paid: bool
    transport_cap_fen: int
    transport_trips_a_month: int
    insured: bool
    reminder_hour: int
    leave_tiers: LeaveTiersIn
    two_person_close: bool
    term_form: bool
    version: int
    updated_at: datetime


class PolicyList(View):
    """A programme's policies, newest first."""

    items: list[PolicyView]


class ProgrammeIn(Schema):
    """A new programme with its first policy, in force from `valid_from` (this year's first day unless given)."""

    id: UUID | None = None
    name: Name
    kind: ProgrammeKind
    unit_id: UUID | None = Field(default=None, description="Whose programme; needed by who administers several units.")
    approval_no: DocumentNo | None = None
    policy: PolicyIn = PolicyIn()
    valid_from: CivilDate | None = None

    @model_validator(mode="after")
    def _first_of_a_month(self) -> Self:
        if self.valid_from is not None and self.valid_from.day != 1:
            raise FieldValueError(N_("政策只能自某月 1 日起。"), "not-first-of-month", "/valid_from")
        return self


class ProgrammePatch(Schema):
    """What may change of a programme; its rules change by dated policies only."""

    name: Name | None = None
    approval_no: DocumentNo | None = None
    archived: bool | None = None

    @model_validator(mode="after")
    def _name_stays(self) -> Self:
        if "name" in self.model_fields_set and self.name is None:
            raise FieldValueError(N_("必填。"), "missing", "/name")
        return self


class ProgrammeView(View):
    """A programme with the policy in force today (none before its first begins); `imported` is read-only history."""

    id: UUID
    name: str
    kind: ProgrammeKind
    unit_id: UUID
    approval_no: str | None
    archived_at: datetime | None
    imported: bool
    policy: PolicyView | None
    version: int
    created_at: datetime
    updated_at: datetime


class GroupIn(Schema):
    """A new group; its leader's power lasts from `start_on` to `end_on`, both included."""

    id: UUID | None = None
    name: Name
    leader_id: UUID
    secondment_ids: list[UUID] = Field(default_factory=list, max_length=200)
    start_on: CivilDate
    end_on: CivilDate
    unit_id: UUID | None = Field(default=None, description="Whose group; needed by who administers several units.")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.end_on < self.start_on:
            raise FieldValueError(N_("结束日期不能早于开始日期。"), "dates-order", "/end_on")
        return self


class GroupPatch(Schema):
    """What may change of a group; nothing can be emptied but the list of members."""

    name: Name | None = None
    leader_id: UUID | None = None
    secondment_ids: Annotated[list[UUID], Field(max_length=200)] | None = None
    start_on: CivilDate | None = None
    end_on: CivilDate | None = None

    @model_validator(mode="after")
    def _nothing_emptied(self) -> Self:
        for field in sorted(self.model_fields_set):
            if getattr(self, field) is None:
                raise FieldValueError(N_("必填。"), "missing", f"/{field}")
        return self


class MembershipIn(Schema):
    """From when to when a secondment belongs to a group, both included; null is the group's own first or last day."""

    from_on: CivilDate | None = None
    to_on: CivilDate | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.from_on and self.to_on and self.to_on < self.from_on:
            raise FieldValueError(N_("结束日期不能早于开始日期。"), "dates-order", "/to_on")
        return self


class MembershipView(View):
    """One member's days in a group."""

    secondment_id: UUID
    from_on: date
    to_on: date


class GroupView(View):
    """A group with its members as far as the reader may know of them; `secondment_ids` are those not yet gone."""

    id: UUID
    name: str
    unit_id: UUID
    leader_id: UUID
    leader_name: str
    secondment_ids: list[UUID]
    members: list[MembershipView]
    start_on: date
    end_on: date
    version: int
    created_at: datetime
    updated_at: datetime
