"""Scans as an administrator asks for them and sees them: dates, states and counts, never a person."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from app.core.i18n import N_
from app.core.schema import FieldValueError, Schema, View
from app.signals.models_scan import ScanOrigin, ScanState

MOST_DAYS = 400


class ScanIn(Schema):
    """A period to look at as if it were the end of day `as_of`; 400 days at most."""

    id: UUID | None = None
    from_on: date = Field(ge=date(2000, 1, 1))
    to_on: date = Field(le=date(2099, 12, 31))
    as_of: date = Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_on < self.from_on or (self.to_on - self.from_on).days >= MOST_DAYS:
            raise FieldValueError(N_("结束日期不能早于开始日期，最多 400 天。"), "dates-in-order", "/to_on")
        if self.as_of < self.from_on:
            raise FieldValueError(N_("比对的日期不能早于开始日期。"), "dates-in-order", "/as_of")
        return self


class KindCounts(View):
    """What a scan made of one kind, over everybody."""

    kind: str
    raised: int = 0
    near: int = 0
    opened: int = 0
    reopened: int = 0
    updated: int = 0
    closed: int = 0


class ScanView(View):
    """One scan: how far it is, and once it is done what each kind came to."""

    id: UUID
    version: int
    from_on: date
    to_on: date
    as_of: date
    origin: ScanOrigin
    state: ScanState
    asked_by_name: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    entries: int | None
    done_shards: int
    shards: int
    counts: list[KindCounts]
    failure: str | None
