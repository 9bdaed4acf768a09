"""Exports 导出: files that leave the system, asked for, made, taken; each with its SHA-256."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, optional_instant
from app.core.ids import new_id
from app.core.making import MakingState


class ExportKind(StrEnum):
    """What the file is; `bank-csv` is made by the batches, never asked for here."""

    SHEET_XLSX = "sheet-xlsx"
    SHEET_PDF = "sheet-pdf"
    TOTALS_XLSX = "totals-xlsx"
    TOTALS_CSV = "totals-csv"
    BANK_CSV = "bank-csv"


ExportState = MakingState


class AllowanceExport(SQLModel, table=True):
    """A file that leaves the system 导出: by whom, what, when, and its SHA-256 once it is made.

    One that is made apart from the request is queued first; whoever makes it holds it until `held_until`, and only
    the holder's `token` may finish it. `file_key` names the finished file while it is kept.
    """

    __tablename__ = "allowance_exports"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    run_id: UUID | None = Field(default=None, foreign_key="allowance_runs.id", index=True)
    month: str = Field(max_length=7)
    """Of totals, the month of their last day."""
    kind: str = Field(max_length=16)
    sha256: str = Field(default="", max_length=64, index=True)
    rows: int = 0
    made_by_id: UUID | None = Field(default=None, index=True)
    at: datetime = instant()
    """When it was asked for, which for a small one is when it was made."""
    state: ExportState = choice(ExportState, ExportState.DONE)
    progress: int = Field(default=100)
    """Percent."""
    made_by_kind: str = Field(default="person", max_length=8)
    programme_id: UUID | None = Field(default=None)
    """The one that was asked for; none for all that the maker reads."""
    first_on: date | None = None
    last_on: date | None = None
    group_by: str | None = Field(default=None, max_length=12)
    locale: str = Field(default="zh_CN", max_length=8)
    creation_digest: str | None = Field(default=None, max_length=64)
    token: str | None = Field(default=None, max_length=32)
    held_until: datetime | None = optional_instant()
    attempts: int = 0
    failure: str | None = Field(default=None, max_length=48)
    finished_at: datetime | None = optional_instant(index=True)
    taken_at: datetime | None = optional_instant()
    file_key: str | None = Field(default=None, max_length=120)
    file_name: str = Field(default="", max_length=160)
    size: int = 0


class AllowanceExportProgramme(SQLModel, table=True):
    """A programme whose money is in the file: whoever takes the file reads all of them."""

    __tablename__ = "allowance_export_programmes"

    export_id: UUID = Field(foreign_key="allowance_exports.id", primary_key=True)
    programme_id: UUID = Field(foreign_key="programmes.id", primary_key=True, index=True)
