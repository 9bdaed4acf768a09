"""What secondments and the steps of their lifecycle take in and give out."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.i18n import N_
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import FieldValueError, Instant, Schema, View
from app.secondments.models import SecondmentStatus
from app.secondments.schemas import CivilDate, DocumentNo, Name

Band = Annotated[str, Field(min_length=1, max_length=32)]
Supervisors = Annotated[list[UUID], Field(max_length=20)]
Reason = Annotated[str, Field(min_length=2, max_length=200)]


class SecondmentIn(Schema):
    """A new secondment, as a draft; `region_band` is the receiving unit's unless given."""

    id: UUID | None = None
    cadre_id: UUID
    programme_id: UUID
    sending_unit_id: UUID | None = None
    receiving_unit_id: UUID
    post_title: Name
    region_band: Band | None = None
    start_on: CivilDate
    end_on: CivilDate
    supervisor_ids: list[UUID] = Field(default_factory=list, max_length=20)
    approval_no: DocumentNo | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.end_on < self.start_on:
            raise FieldValueError(N_("结束日期不能早于开始日期。"), "dates-order", "/end_on")
        return self


class SecondmentPatch(Schema):
    """What may change of a secondment depends on its state; dates of a begun one move by the lifecycle only."""

    cadre_id: UUID | None = None
    programme_id: UUID | None = None
    sending_unit_id: UUID | None = None
    receiving_unit_id: UUID | None = None
    post_title: Name | None = None
    region_band: Band | None = None
    start_on: CivilDate | None = None
    end_on: CivilDate | None = None
    supervisor_ids: Supervisors | None = None
    approval_no: DocumentNo | None = None

    @model_validator(mode="after")
    def _nothing_needed_is_emptied(self) -> Self:
        for field in sorted(self.model_fields_set - {"sending_unit_id", "region_band", "approval_no"}):
            if getattr(self, field) is None:
                raise FieldValueError(N_("必填。"), "missing", f"/{field}")
        return self


class PostingView(View):
    """One stretch of a term 任职 with its host, post and region band; a later one begins the day after."""

    start_on: date
    end_on: date
    receiving_unit_id: UUID
    receiving_unit_name: str
    post_title: str
    region_band: str | None


class SecondmentView(View):
    """A secondment with the names that a list shows; unit, post and band are those of the posting in force."""

    id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    programme_id: UUID
    programme_name: str
    sending_unit_id: UUID | None
    sending_unit_name: str | None
    receiving_unit_id: UUID
    receiving_unit_name: str
    post_title: str
    region_band: str | None
    start_on: date
    end_on: date
    status: SecondmentStatus
    approval_no: str | None
    arrived_on: date | None
    recalled_on: date | None
    supervisor_ids: list[UUID]
    postings: list[PostingView]
    version: int
    created_at: datetime
    updated_at: datetime


class StepIn(Schema):
    """A step of the lifecycle: on which version, from which day (today unless given), and why."""

    version: Annotated[int, Field(ge=1, le=999_999_999)] | None = Field(
        default=None, description="The version decided upon, unless If-Match names it."
    )
    effective_on: CivilDate | None = None
    reason: Reason | None = None


class ApproveIn(StepIn):
    """Approval needs the document number: here, or on the draft already."""

    approval_no: DocumentNo | None = None


class ReasonedIn(StepIn):
    """A step that is explained to those whom it concerns."""

    reason: Reason


class ExtendIn(StepIn):
    """A later last day."""

    end_on: CivilDate
    reason: Reason


class SecondmentSort(StrEnum):
    """Orders of a list of secondments: dates alone, never a number of anybody's."""

    START = "start_on"
    START_DOWN = "-start_on"
    END = "end_on"
    END_DOWN = "-end_on"


class SecondmentFilter(Schema):
    """What a list of secondments is narrowed to, and which page of it."""

    cadre_id: UUID | None = None
    unit_id: UUID | None = Field(default=None, description="Receiving or sending: the unit and all below it.")
    programme_id: UUID | None = None
    status: SecondmentStatus | None = None
    q: str | None = Field(default=None, max_length=80, description="Name, person number, post or unit.")
    changed_since: Instant | None = Field(default=None, description="By change; answers `next_since`.")
    sort: SecondmentSort = Field(default=SecondmentSort.START_DOWN, description="By a date of the term; `-` descends.")
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=400)
