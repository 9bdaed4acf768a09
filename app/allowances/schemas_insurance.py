"""Insurance as it comes in and goes out. Premiums are integer fen; both dates are covered."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.allowances.cover import Standing
from app.core.i18n import N_
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import FieldValueError, Instant, Schema, View

MAX_PREMIUM_FEN = 100_000_000
MOST_DAYS = 3660
_YEARS = range(2000, 2100)


def plain_number(text: str) -> str:
    """A policy number for comparing and keeping: full width made half, blanks dropped, letters large."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()


def _in_calendar(on: date) -> date:
    if on.year not in _YEARS:
        raise FieldValueError(N_("日期不在 2000 至 2099 年之间。"), "date-out-of-range")
    return on


PolicyNo = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(plain_number)]
Insurer = Annotated[str, Field(min_length=2, max_length=80)]
Day = Annotated[date, AfterValidator(_in_calendar)]
Premium = Annotated[int, Field(ge=0, le=MAX_PREMIUM_FEN, strict=True)]


def check_span(start_on: date, end_on: date) -> None:
    """Both dates are covered, at most ten years."""
    if end_on < start_on:
        raise FieldValueError(N_("终保日期不能早于起保日期。"), "dates-in-order", "/end_on")
    if (end_on - start_on).days >= MOST_DAYS:
        raise FieldValueError(N_("一份保单最长十年，请检查年份。"), "too-long", "/end_on")


class InsuranceIn(Schema):
    """Cover to register: the premium is the organiser's cost, 0 where a group policy names none for each person."""

    id: UUID | None = None
    secondment_id: UUID
    policy_no: PolicyNo
    insurer: Insurer
    start_on: Day
    end_on: Day
    premium_fen: Premium

    @model_validator(mode="after")
    def _in_order(self) -> "InsuranceIn":
        check_span(self.start_on, self.end_on)
        return self


class InsurancePatch(Schema):
    """What to correct; the secondment is fixed (void it and register anew)."""

    policy_no: PolicyNo | None = None
    insurer: Insurer | None = None
    start_on: Day | None = None
    end_on: Day | None = None
    premium_fen: Premium | None = None


class VoidIn(Schema):
    """Voiding the version that was read, with the reason."""

    version: Annotated[int, Field(ge=1, le=2_000_000_000)]
    reason: Annotated[str, Field(min_length=2, max_length=200)]


class InsuranceState(StrEnum):
    """有效, 已作废."""

    VALID = "valid"
    VOID = "void"


class InsuranceView(View):
    """One cadre's cover under one policy; the premium only for the offices and the cadre, else null."""

    id: UUID
    version: int
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    programme_id: UUID
    programme_name: str
    unit_name: str = Field(description="The receiving unit.")
    policy_no: str
    insurer: str
    start_on: date
    end_on: date
    premium_fen: int | None
    state: InsuranceState
    void_reason: str | None


class _Places(Schema):
    """Which part of the register, and which page of it."""

    programme_id: UUID | None = None
    unit_id: UUID | None = Field(default=None, description="Receiving or sending: the unit and all below it.")
    q: str | None = Field(default=None, max_length=80, description="Name or person number.")
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=600)


class InsuranceFilter(_Places):
    """What a list of policies is narrowed to; `q` also finds policy numbers and insurers."""

    secondment_id: UUID | None = None
    state: InsuranceState | None = None
    expiring_days: int | None = Field(
        default=None, ge=0, le=3660, description="Valid policies whose last day is today or within so many days."
    )
    changed_since: Instant | None = Field(default=None, description="By change; answers `next_since`.")


class GapFilter(_Places):
    """What the list of gaps is narrowed to."""

    within_days: int | None = Field(
        default=None, ge=0, le=3660, description="Only gaps with a day from today to so many days on."
    )
    standing: Standing | None = Field(default=None, description="Only those of whom this is the most pressing word.")
    ended: bool = Field(default=False, description="Also terms that are over.")


class GapSpan(View):
    """Days without cover, both included."""

    start_on: date
    end_on: date
    days: int


class GapView(View):
    """A secondment with days of its term that nobody insures."""

    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    programme_id: UUID
    programme_name: str
    unit_name: str = Field(description="The receiving unit.")
    start_on: date = Field(description="First day of the term that needs cover.")
    end_on: date = Field(description="Last day of the term.")
    standing: Standing
    covered_until: date | None = Field(description="Last day of the cover that holds today.")
    gaps: list[GapSpan]
