"""What goes in and out of objections."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from app.allowances.models_objections import ObjectionState, Outcome
from app.attendance.schemas import MONTH_PATTERN
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import Schema, View

Version = Annotated[int, Field(ge=1, le=1_000_000)]
Words = Annotated[str, Field(min_length=2, max_length=500)]
Dates = Annotated[list[date], Field(max_length=62), AfterValidator(lambda days: sorted(set(days)))]


class ObjectionIn(Schema):
    """Against one's own calculated month; without a date against what no day explains (trips, adjustments)."""

    id: UUID | None = None
    secondment_id: UUID
    dates: Dates = Field(default_factory=list)
    text: Words


class AnswerIn(Schema):
    """Finance's word on the version that was read."""

    version: Version
    outcome: Outcome
    text: Words


class WithdrawIn(Schema):
    """The author takes it back."""

    version: Version


class ObjectionView(View):
    """An objection as its reader may know it: `text` and `answer` are null for those who only correct the days."""

    id: UUID
    version: int
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    programme_id: UUID
    programme_name: str
    month: str
    dates: list[date]
    text: str | None
    state: ObjectionState
    filed_at: datetime
    due_on: date = Field(description="the fifth workday after it was filed")
    overdue: bool
    outcome: Outcome | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    withdrawn_at: datetime | None


class MonthObjectionFilter(Schema):
    """Which objections to a month, and which page of them."""

    programme_id: UUID | None = None
    secondment_id: UUID | None = None
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=500)


class ObjectionFilter(MonthObjectionFilter):
    """Which objections; `overdue` are the open ones past their day. Open ones come by their due day."""

    state: Literal["open", "overdue", "answered", "withdrawn"] | None = None
    month: Annotated[str, Field(pattern=MONTH_PATTERN)] | None = None
