"""Formal checks as they come in and go out."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.attendance.ledger import Source, State
from app.core.i18n import N_
from app.core.schema import FieldValueError, Instant, Schema, View
from app.records.models import DayType, RecordStatus
from app.secondments.schemas import CivilDate
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Arm, Consistent, Finding, InOrder, VisitMethod
from app.spot_checks.schemas_draws import InspectorView, Reason, Version

MOST_PHOTOS = 3
Words = Annotated[str, Field(min_length=2, max_length=1000)]


class FindingsIn(Schema):
    """What an inspector found 抽查表: whether it agrees with the facts, never how much was written."""

    visited_at: Instant
    method: VisitMethod
    consistent: Consistent
    leave_in_order: InOrder
    allowance_agrees: InOrder
    difficulties: Annotated[str, Field(max_length=1000)] | None = None
    finding: Finding
    due_on: CivilDate | None = None
    place: Annotated[str, Field(max_length=80)] | None = None
    note: Annotated[str, Field(max_length=1000)] | None = None
    attachment_ids: Annotated[list[UUID], Field(max_length=MOST_PHOTOS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _due_as_found(self) -> Self:
        if self.finding is Finding.RECTIFY and self.due_on is None:
            raise FieldValueError(N_("整改要写明办理期限。"), "missing", "/due_on")
        if self.finding is Finding.NONE and self.due_on is not None:
            raise FieldValueError(N_("没有要办的事，不写办理期限。"), "not-needed", "/due_on")
        if len(set(self.attachment_ids)) != len(self.attachment_ids):
            raise FieldValueError(N_("同一张照片列了两次。"), "duplicate", "/attachment_ids")
        return self


class ConfirmIn(Schema):
    """The second inspector's signature under the version that they read."""

    version: Version


class RectifyIn(Schema):
    """The cadre's account of what was put right."""

    version: Version
    text: Words


class SendBackIn(Schema):
    """What is still to be put right, and until when if not by the old date."""

    version: Version
    reason: Reason
    due_on: CivilDate | None = None


class FormalCheckView(View):
    """A formal check as its reader may see it; what they may not know is null."""

    id: UUID
    version: int
    kind: Literal["formal"] = "formal"
    status: SpotCheckStatus
    number: str
    draw_id: UUID
    arm: Arm
    rank: int
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_id: UUID
    unit_name: str
    dates: list[date]
    inspectors: list[InspectorView]
    signal_id: UUID | None
    visited_at: datetime | None
    place: str | None
    method: VisitMethod | None
    consistent: Consistent | None
    leave_in_order: InOrder | None
    allowance_agrees: InOrder | None
    difficulties: str | None
    note: str | None
    finding: Finding | None
    due_on: date | None
    overdue: bool
    attachment_ids: list[UUID]
    found_at: datetime | None
    reply: str | None
    replied_at: datetime | None
    rectification: str | None
    rectified_at: datetime | None
    sent_back_reason: str | None
    sent_back_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    voided_at: datetime | None
    created_at: datetime
    updated_at: datetime


class SampledItemView(View):
    """One item of a record that was drawn."""

    text: str
    category: str | None = None
    place: str | None = None
    outcome: str | None = None


class SampledDayView(View):
    """A day looked at: what the ledger makes of it, and what was recorded, if it may be read."""

    on: date
    am: State
    pm: State
    source: Source
    on_leave: bool
    status: RecordStatus | None
    day_type: DayType | None
    hidden: bool
    items: list[SampledItemView]


class SampledPayView(View):
    """What a month pays as the system has it: days counted and the amount."""

    month: str
    days: float
    subsidy_fen: int


class SampleView(View):
    """What an inspector reads before a visit; each reading is logged."""

    check_id: UUID
    dates: list[SampledDayView]
    leave_spans: list[list[date]]
    pay: list[SampledPayView]
