"""Check-ins 签到, a supervisor's corrections of days 更正, and the month's confirmation 月度确认."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import choice, instant, optional_instant
from app.core.db import Entity


class CheckInKind(StrEnum):
    """在岗, 走访, 外出公务."""

    ON_POST = "on_post"
    VISIT = "visit"
    TRIP = "trip"


class CheckIn(Entity, table=True):
    """One tap 签到: the server's clock counts, the phone's is kept; the exact position is never stored.

    `id` is the phone's own `client_id`. Distance is taken from the exact fix, then the fix is coarsened and expires.
    """

    __tablename__ = "check_ins"
    __table_args__ = (Index("ix_check_ins_secondment_on", "secondment_id", "civil_on"),)

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    kind: CheckInKind = choice(CheckInKind)
    civil_on: date
    happened_at: datetime = instant()
    received_at: datetime = instant()
    clock_doubt: bool = False
    window: str | None = Field(default=None, max_length=16)
    lat: float | None = None
    lon: float | None = None
    accuracy_m: int | None = None
    datum: str | None = Field(default=None, max_length=8)
    fixed_at: datetime | None = optional_instant()
    inside: bool | None = None
    distance_m: int | None = None
    position_expires_at: datetime | None = optional_instant(index=True)
    note: str | None = Field(default=None, max_length=200)
    attachment_id: UUID | None = None
    withdrawn_at: datetime | None = optional_instant()
    body_digest: str = Field(max_length=64)


class DayOverride(Entity, table=True):
    """A supervisor's correction 主管更正 of a day or half a day, with its reason; the newest word on a half stands."""

    __tablename__ = "day_overrides"
    __table_args__ = (Index("ix_day_overrides_secondment_on", "secondment_id", "day_on"),)

    secondment_id: UUID = Field(foreign_key="secondments.id")
    day_on: date
    half: str | None = Field(default=None, max_length=2)
    state: str = Field(max_length=24)
    reason: str = Field(max_length=200)
    document_no: str | None = Field(default=None, max_length=80)
    """The notice behind it, e.g. the host's for a training 培训."""
    after_close: bool = False
    """Said after the month was closed: it moves the next open month by an adjustment, never the closed lines."""
    decided_by_id: UUID = Field(foreign_key="people.id")
    withdrawn_at: datetime | None = optional_instant()


class MonthConfirmation(Entity, table=True):
    """A unit's word 月度确认 on the days that it hosted in one cadre's month; what is not overridden stands."""

    __tablename__ = "month_confirmations"
    __table_args__ = (
        UniqueConstraint("secondment_id", "month", "unit_id"),
        Index("ix_month_confirmations_unit", "unit_id", "month"),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    unit_id: UUID = Field(foreign_key="units.id")
    month: str = Field(max_length=7)
    basis: str = Field(max_length=8)
    confirmed_at: datetime = instant()
    confirmed_by_id: UUID = Field(foreign_key="people.id")
    ledger_digest: str = Field(max_length=64)
    attachment_id: UUID | None = Field(default=None, index=True)
    signed_by: str | None = Field(default=None, max_length=40)
    """Who signed the paper, when, and under which number it was printed; the scan is the attachment."""
    signed_on: date | None = None
    sheet_no: str | None = Field(default=None, max_length=24)
    confirmed_for_id: UUID | None = Field(default=None, foreign_key="people.id")
    """Whose power it was when somebody stood in 代."""
    reopened_at: datetime | None = optional_instant()
    reopened_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    reopen_reason: str | None = Field(default=None, max_length=200)
