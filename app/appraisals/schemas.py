"""What the steps of the term-end form say, and the form as its readers see it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.appraisals.models import Grade, Turn
from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View
from app.records.models_care import Hidden, HoldReason
from app.secondments.models import SecondmentStatus


def _or_none(value: str | None) -> str | None:
    return value or None


Version = Annotated[int, Field(ge=1, le=999_999_999)]
Opinion = Annotated[str, Field(min_length=2, max_length=500)]


class SelfReportIn(Schema):
    """The cadre's self-report, kept, or with `submit` handed in and signed."""

    version: Version
    self_report: str = Field(min_length=2, max_length=1500)
    achievements: Annotated[str | None, Field(max_length=1000), AfterValidator(_or_none)] = None
    submit: bool = False


class SignedIn(Schema):
    """A side's step: on which version; on paper with the scan, who signed it and when."""

    version: Version
    attachment_id: UUID | None = None
    signed_by: str | None = Field(default=None, min_length=1, max_length=40)
    signed_on: date | None = None

    @model_validator(mode="after")
    def _whole_paper(self) -> Self:
        said = {"attachment_id": self.attachment_id, "signed_by": self.signed_by, "signed_on": self.signed_on}
        missing = [name for name, value in said.items() if value is None]
        if 0 < len(missing) < len(said):
            message = N_("纸质签字须附上扫描件或照片，并写明签字人和签字日期。")
            raise FieldValueError(message, "missing", f"/{missing[0]}")
        return self

    @property
    def on_paper(self) -> bool:
        """It was signed on paper and is entered here."""
        return self.attachment_id is not None


class ReceivingIn(SignedIn):
    """The receiving unit's opinion and grade."""

    opinion: Opinion
    grade: Grade


class SendingIn(SignedIn):
    """The sending unit's opinion."""

    opinion: Opinion


class OfficeIn(Schema):
    """The Organization Department's opinion and its mark 单列名额."""

    version: Version
    opinion: Opinion
    outside_quota: bool = False


class ReadingIn(Schema):
    """The cadre has read the form, with a remark of their own if they wish."""

    version: Version
    remark: Annotated[str | None, Field(max_length=500), AfterValidator(_or_none)] = None


class GiveBackIn(Schema):
    """Back to the step before, and why."""

    version: Version
    reason: str = Field(min_length=2, max_length=200)


class SignatureView(View):
    """Who signed a step, when; on paper who signed it and who entered it."""

    turn: Turn
    name: str
    at: datetime
    on_paper: bool = False
    signed_on: date | None = None
    attachment_id: UUID | None = None
    entered_by: str | None = None


class FiguresView(View):
    """Days of the term by state, in halves (`full_days` counts both), and how many months are confirmed of how many."""

    halves: dict[str, int]
    months: list[str]
    confirmed: list[str]

    def days(self, state: str) -> str:
        """A state's days as one writes them: `21.5`."""
        whole, half = divmod(self.halves.get(state, 0), 2)
        return f"{whole}.5" if half else str(whole)


class AppraisalView(View):
    """The form as its reader may see it; a text that is not theirs to read yet is null."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    sending_unit_name: str | None
    receiving_unit_name: str
    programme_name: str
    post_title: str
    start_on: date
    end_on: date
    status: SecondmentStatus
    turn: Turn
    turns: list[Turn]
    self_report: str | None
    achievements: str | None
    figures: FiguresView | None
    receiving_opinion: str | None
    grade: Grade | None
    sending_opinion: str | None
    office_opinion: str | None
    outside_quota: bool
    remark: str | None
    signatures: list[SignatureView]
    return_reason: str | None
    returned_from: Turn | None
    done_at: datetime | None
    may_sign: bool
    may_enter_paper: bool
    may_return: bool
    hidden: Hidden | None = None
    """Its texts and scans are not here: quarantined until it is decided, or purged."""
    hidden_reason: HoldReason | None = None
    version: int


class SelfReportDraftView(View):
    """A self-report drafted from the kept summaries and entries; nothing of it is stored."""

    self_report: str
    achievements: str
    built_on: list[str]


class TermView(View):
    """A term that ends soon or is being appraised: how its form stands."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    receiving_unit_name: str
    end_on: date
    status: SecondmentStatus
    turn: Turn | None
