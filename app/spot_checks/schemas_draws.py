"""Draws and plans as they come in and go out."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View
from app.secondments.schemas import CivilDate
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.models_formal import Arm, Every

LONGEST = timedelta(days=184)
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]
Size = Annotated[int, Field(ge=1, le=200)]
DatesEach = Annotated[int, Field(ge=1, le=10)]
Reason = Annotated[str, Field(min_length=2, max_length=200)]


class ScopeIn(Schema):
    """Whom a draw is among: what is given narrows it; `secondment_id` names one cadre 指定."""

    programme_id: UUID | None = None
    unit_id: UUID | None = None
    group_id: UUID | None = None
    secondment_id: UUID | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.programme_id, self.unit_id, self.group_id, self.secondment_id)):
            raise FieldValueError(N_("请指明范围：项目、单位或小组。"), "missing")
        return self


class DrawIn(Schema):
    """A draw to make; the seed is the server's. `inspectors` is the pool, two of whom check each cadre."""

    id: UUID | None = None
    scope: ScopeIn
    first_on: CivilDate = Field(alias="from")
    last_on: CivilDate = Field(alias="to")
    size: Size
    inspectors: Annotated[list[UUID], Field(min_length=2, max_length=50)]
    dates_each: DatesEach = 3
    signal_id: UUID | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if not self.first_on <= self.last_on < self.first_on + LONGEST:
            raise FieldValueError(N_("起止日期不对：从早到晚，最多半年。"), "dates", "/to")
        if len(set(self.inspectors)) != len(self.inspectors):
            raise FieldValueError(N_("同一个人列了两次。"), "duplicate", "/inspectors")
        if self.signal_id is not None and self.scope.secondment_id is None:
            raise FieldValueError(N_("由疑问而来的抽查要指明是哪段挂职。"), "missing", "/scope/secondment_id")
        return self


class VoidIn(Schema):
    """Voiding a draw 作废: it stays listed, with the reason."""

    version: Version
    reason: Reason


class InspectorView(View):
    """An inspector of a check and when they signed."""

    id: UUID
    name: str
    signed_at: datetime | None


class DrawnView(View):
    """One cadre of a draw."""

    id: UUID
    number: str
    rank: int
    arm: Arm
    status: SpotCheckStatus
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_name: str
    dates: list[date]
    inspectors: list[InspectorView]


class DrawView(View):
    """A draw with all that is needed to hold it to its word; the frame itself is at `/frame`."""

    id: UUID
    version: int
    number: str
    programme_id: UUID | None
    unit_id: UUID | None
    group_id: UUID | None
    secondment_id: UUID | None
    scope_name: str
    first_on: date
    last_on: date
    size: int
    by_weight: int
    dates_each: int
    seed: str
    method: str
    frame_size: int
    frame_digest: str
    inspectors: list[InspectorView]
    drawn_by: str
    drawn_at: datetime
    voided_at: datetime | None
    voided_by: str | None
    void_reason: str | None
    checks: list[DrawnView]


class FrameEntryView(View):
    """A secondment of the frame with its weight and the days served in the period, from and to."""

    id: UUID
    weight: int
    spans: list[list[date]]


class FrameView(View):
    """The frame, word for word: with the seed it is all that a recomputation needs."""

    draw_id: UUID
    method: str
    seed: str
    size: int
    by_weight: int
    dates_each: int
    workdays: list[date]
    entries: list[FrameEntryView]
    inspectors: list[UUID]
    excluded: dict[str, dict[str, str]] = Field(
        description="By secondment: who may not check it, and why", json_schema_extra={"additionalProperties": True}
    )
    digest: str


class FrameSizeView(View):
    """How many could be drawn, and on how many workdays; nobody's name."""

    frame_size: int
    workdays: int
    inspectors: int


class PlanIn(Schema):
    """A periodic plan: `size` cadres each period, or `share` per cent of them."""

    id: UUID | None = None
    programme_id: UUID
    every: Every
    size: Size | None = None
    share: Annotated[int, Field(ge=1, le=100)] | None = None
    dates_each: DatesEach = 3
    from_on: CivilDate

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.size is None) == (self.share is None):
            raise FieldValueError(N_("人数和比例填一个。"), "one-of", "/size")
        return self


class PlanPatch(Schema):
    """What may change of a plan; `ended_on` ends it."""

    every: Every | None = None
    size: Size | None = None
    share: Annotated[int, Field(ge=1, le=100)] | None = None
    dates_each: DatesEach | None = None
    ended_on: CivilDate | None = None

    @model_validator(mode="before")
    @classmethod
    def _nothing_emptied(cls, data: Any) -> Any:
        if isinstance(data, dict):
            for name in ("every", "dates_each"):
                if name in data and data[name] is None:
                    raise FieldValueError(N_("不能为空。"), "missing", f"/{name}")
        return data


class PlanView(View):
    """A plan with the periods that wait for a draw."""

    id: UUID
    version: int
    programme_id: UUID
    programme_name: str
    every: Every
    size: int | None
    share: int | None
    dates_each: int
    from_on: date
    ended_on: date | None
    waiting: list["PeriodView"]


class PeriodView(View):
    """A period without a draw: its first and last day, and the day by which it is to be drawn."""

    first_on: date
    last_on: date
    due_on: date
    overdue: bool
