"""What goes in and out about the work calendar."""

from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.core.i18n import N_
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import FieldValueError, Schema, View
from app.workdays.models import YearStatus
from app.workdays.rules import DayHalf, DayKind, OverlayKind

LONGEST = timedelta(days=92)
Words = Annotated[str, Field(min_length=2, max_length=200)]


class NoticeImport(Schema):
    """A year's notice to take in; with `dry_run` only to read and compare."""

    year: int = Field(ge=2000, le=2100)
    text: str = Field(min_length=1, max_length=20_000)
    source: str = Field(min_length=1, max_length=200)
    dry_run: bool = False


class ExceptionView(View):
    """A holiday or a make-up workday; all other dates follow the weekday."""

    on: date
    kind: Literal[DayKind.HOLIDAY, DayKind.MAKEUP]
    name: str


class YearView(View):
    """A year of the calendar; provisional until its notice has been taken in."""

    year: int
    version: int
    status: YearStatus
    source: str
    workdays: int
    days: list[ExceptionView]


class MonthEffectView(View):
    """What a change of the calendar does to a month that has begun: whose days differ afterwards.

    `confirmed` of the `cadres` are to be confirmed anew. `closed` cadres, whose month is settled, keep their days.
    """

    month: str
    cadres: int
    confirmed: int
    closed: int


class ImportView(View):
    """What an import changes (or, dry, would change), day by day, and in the months that have begun."""

    year: int
    dry_run: bool
    added: list[ExceptionView]
    removed: list[ExceptionView]
    changed: list[ExceptionView]
    kept: int
    days: list[ExceptionView]
    effects: list[MonthEffectView] = Field(default_factory=list)


class OverlayIn(Schema):
    """A regional arrangement: a unit and all below it rest, close or work on these dates; `half` of each of them."""

    id: UUID | None = None
    unit_id: UUID
    kind: OverlayKind
    name: str = Field(min_length=1, max_length=40)
    first_on: date
    last_on: date
    half: DayHalf | None = None
    document_no: str | None = Field(default=None, min_length=1, max_length=80)
    reason: Words

    @model_validator(mode="after")
    def _a_span(self) -> "OverlayIn":
        if not date(2000, 1, 1) <= self.first_on <= date(2100, 12, 31):
            raise FieldValueError(N_("日期应在 2000 年至 2100 年之间。"), "out-of-range", "/first_on")
        if not self.first_on <= self.last_on <= self.first_on + LONGEST:
            raise FieldValueError(N_("结束日期不能早于开始日期，一项安排最长 92 天。"), "bad-range", "/last_on")
        if self.half is not None and self.kind is OverlayKind.WORKDAY:
            raise FieldValueError(N_("调休上班按整天安排。"), "whole-days", "/half")
        return self


class OverlayView(View):
    """A regional arrangement; in force until withdrawn."""

    id: UUID
    version: int
    unit_id: UUID
    unit_name: str
    for_unit_id: UUID | None = Field(description="the host is outside the region: only for this region's own cadres")
    for_unit_name: str | None
    kind: OverlayKind
    name: str
    first_on: date
    last_on: date
    half: DayHalf | None
    document_no: str | None
    reason: str
    created_at: datetime
    created_by: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdraw_reason: str | None
    can_withdraw: bool


class OverlaysView(View):
    """Arrangements, the latest dates first."""

    items: list[OverlayView]
    next_cursor: str | None = None


class OverlayQuery(Schema):
    """Which arrangements: those that reach a unit or lie below it, with a day from `from` to `to`."""

    unit_id: UUID | None = Field(default=None, description="those that reach this unit or lie below it")
    first_on: date | None = Field(default=None, alias="from", description="with a day on or after this date")
    last_on: date | None = Field(default=None, alias="to", description="with a day on or before this date")
    withdrawn: bool = Field(default=False, description="withdrawn ones as well")
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=600)


class WithdrawIn(Schema):
    """Take an arrangement back, with the reason; the dates go by the calendar again."""

    version: int = Field(ge=1, le=1_000_000)
    reason: Words


class EffectsView(View):
    """What a change of the calendar would do; months that have not begun simply follow it."""

    effects: list[MonthEffectView]
