"""Leave as it comes in and goes out."""

from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from app.attendance.ledger import Half, LeaveSpan
from app.attendance.models_leave import LeaveStatus, LeaveType, Level
from app.attendance.schemas import Basis
from app.core.i18n import N_
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import FieldValueError, Instant, Schema, View

ReasonText = Annotated[str, Field(min_length=2, max_length=500)]
ShortText = Annotated[str, Field(min_length=2, max_length=200)]
LONGEST = timedelta(days=366)
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class LeaveIn(Schema):
    """A leave to file; `start_half` and `end_half` are the halves in which it begins and ends, left out: whole days.

    `on_behalf_reason` says why somebody else files it, `late_reason` why it comes after the month was closed.
    """

    id: UUID | None = None
    secondment_id: UUID
    type: LeaveType
    start_on: date
    end_on: date
    start_half: Half | None = None
    end_half: Half | None = None
    reason: ReasonText
    on_behalf_reason: ShortText | None = None
    late_reason: ShortText | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "LeaveIn":
        try:
            LeaveSpan(self.start_on, self.end_on, self.start_half, self.end_half)
        except ValueError as error:
            raise FieldValueError(N_("结束不能早于开始。"), "ends-before-start", "/end_on") from error
        if self.end_on - self.start_on > LONGEST:
            raise FieldValueError(N_("一次请假最长一年。"), "too-long", "/end_on")
        return self


class LeaveApproveIn(Schema):
    """Approval of the version that was read; `approval_no` is the upper department's document.

    `basis: paper` enters a signed form: with a comment that names it and its scan.
    """

    version: Version
    comment: ShortText | None = None
    approval_no: Annotated[str, Field(min_length=2, max_length=80)] | None = None
    basis: Basis = Basis.ONLINE
    attachment_id: UUID | None = None

    @model_validator(mode="after")
    def _paper_is_named(self) -> "LeaveApproveIn":
        if self.basis is Basis.PAPER and self.comment is None:
            raise FieldValueError(N_("请写明是哪一份纸质审批。"), "missing", "/comment")
        if self.basis is Basis.PAPER and self.attachment_id is None:
            raise FieldValueError(N_("纸质审批须附上签批件的扫描件或照片。"), "missing", "/attachment_id")
        return self


class LeaveRejectIn(Schema):
    """Refusal of the version that was read, with its reason."""

    version: Version
    reason: ShortText


class LeaveCancelIn(Schema):
    """Taking back; whoever decided gives the reason, the cadre need not."""

    version: Version
    reason: ShortText | None = None


class LeaveEndIn(Schema):
    """销假: the last day, and half, really away; left out, as the cadre said or as it was approved."""

    version: Version
    ended_on: date | None = None
    ended_half: Half | None = None
    comment: ShortText | None = None


class LeaveStepView(View):
    """One step that was taken; the names and words are given with type and reason only."""

    kind: str
    at: datetime
    by: str | None
    comment: str | None
    basis: Basis


class LeaveView(View):
    """A leave; what only the author and the deciders read is null for everybody else."""

    id: UUID
    version: int
    status: LeaveStatus
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_id: UUID
    start_on: date
    end_on: date
    start_half: Half | None
    end_half: Half | None
    ended_on: date | None
    ended_half: Half | None
    retroactive: bool = Field(description="filed after its first day had come")
    after_close: bool = Field(description="filed after a month inside it was closed")
    overdue: bool = Field(description="over, and nobody has said that the cadre is back")
    type: LeaveType | None
    reason: str | None
    days: float | None = Field(description="what counts against the tiers; annual leave skips rest days")
    level: Level | None = Field(description="who has the last word")
    on_behalf_reason: str | None
    late_reason: str | None
    filed_by: str | None
    approval_no: str | None
    steps: list[LeaveStepView] = Field(default_factory=list)
    created_at: datetime
    updated_at: datetime


class LeaveFilter(Schema):
    """What a list asks for; `changed_since` turns it into a mirror."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    secondment_id: UUID | None = None
    cadre_id: UUID | None = None
    unit_id: UUID | None = None
    status: LeaveStatus | None = None
    first_on: date | None = Field(default=None, alias="from")
    last_on: date | None = Field(default=None, alias="to")
    changed_since: Instant | None = None
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=600)
