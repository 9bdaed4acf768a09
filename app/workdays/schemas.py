"""What goes in and out about the work calendar."""

from datetime import date
from typing import Literal

from pydantic import Field

from app.core.schema import Schema, View
from app.workdays.models import YearStatus
from app.workdays.rules import DayKind


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


class ImportView(View):
    """What an import changes (or, dry, would change), day by day."""

    year: int
    dry_run: bool
    added: list[ExceptionView]
    removed: list[ExceptionView]
    changed: list[ExceptionView]
    kept: int
    days: list[ExceptionView]
