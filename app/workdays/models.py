"""The Chinese workday calendar 工作日历: only the exceptions to Monday–Friday are rows."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from app.core.columns import choice
from app.core.db import Entity


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
