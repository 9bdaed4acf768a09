"""The Chinese workday calendar 工作日历: only the exceptions to Monday–Friday are rows."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.accounts.models import Created
from app.core.columns import choice, instant, optional_instant
from app.core.db import Entity
from app.core.ids import new_id
from app.workdays.rules import DayHalf, OverlayKind


class CalendarDay(Entity, table=True):
    """A statutory holiday 节假日 (`is_off`) or a make-up workday 调休上班 (not `is_off`)."""

    __tablename__ = "calendar_days"

    day_on: date = Field(unique=True)
    name: str = Field(max_length=40)
    is_off: bool


class YearStatus(StrEnum):
    """`provisional` until the State Council's notice for the year has been taken in."""

    PROVISIONAL = "provisional"
    OFFICIAL = "official"


class CalendarYear(Entity, table=True):
    """A year of the calendar and where its days come from."""

    __tablename__ = "calendar_years"

    year: int = Field(unique=True)
    status: YearStatus = choice(YearStatus)
    source: str = Field(default="", max_length=200)


class CalendarChange(SQLModel, table=True):
    """What a date of an announced year was before a later notice changed it; no `was_off`: an ordinary day.

    A month that had been closed by then goes on by this word.
    """

    __tablename__ = "calendar_changes"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    day_on: date = Field(index=True)
    was_off: bool | None = None
    was_name: str | None = Field(default=None, max_length=40)
    changed_at: datetime = instant()


class CalendarOverlay(Created, table=True):
    """A regional arrangement 地方安排 (holiday, closure, make-up day) of a unit and all below it."""

    __tablename__ = "calendar_overlays"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="dates_in_order"),
        Index("ix_calendar_overlays_span", "last_on", "first_on"),
    )

    unit_id: UUID = Field(foreign_key="units.id", index=True)
    for_unit_id: UUID | None = Field(default=None, foreign_key="units.id")
    """A host outside the region: only for the cadres whom this region's programmes send there; else for everybody."""
    kind: OverlayKind = choice(OverlayKind)
    name: str = Field(max_length=40)
    first_on: date
    last_on: date
    half: DayHalf | None = choice(DayHalf, nullable=True)
    document_no: str | None = Field(default=None, max_length=80)
    reason: str = Field(max_length=200)
    withdrawn_at: datetime | None = optional_instant()
    withdrawn_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    withdraw_reason: str | None = Field(default=None, max_length=200)
