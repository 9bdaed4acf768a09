"""Imported history 历史导入: what a dataset brought, kept beside the domain's own rows, which cannot say all of it.

Every imported entry 记录 is a row of its own with typed columns for the scan; the day's `DailyRecord` shows the newest
of them. Approvals have their table, every other kind of row stands as it came in `imported_rows`. `given` holds a row
as it came when its columns would write it otherwise (a left-out field, another offset): an export gives that back.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import JsonColumn, instant, json_object, optional_instant

ImportedNumber = BigInteger().with_variant(Integer, "sqlite")


class ImportedEntry(SQLModel, table=True):
    """One entry of the dataset; the second one of a day is a row of its own with the next `number`."""

    __tablename__ = "imported_entries"
    __table_args__ = (Index("ix_imported_entries_cadre_on", "cadre_id", "work_on"),)

    seq: int | None = Field(default=None, primary_key=True, sa_type=ImportedNumber)
    external_id: str = Field(max_length=128, unique=True)
    record_id: UUID = Field(foreign_key="daily_records.id")
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    cadre_id: UUID = Field(foreign_key="people.id")
    work_on: date = Field(index=True)
    number: int = 1
    """Its place among the day's entries by (submitted_at, external_id)."""
    latest: bool = True
    """The day's newest: the record shows its text."""
    submitted_at: datetime = instant()
    written_at: datetime | None = optional_instant()
    """The writer's own clock (`created_at_client`)."""
    edit_seconds: float | None = None
    work_type: str | None = Field(default=None, sa_type=Text)
    content: str = Field(sa_type=Text)
    checkin_at: datetime | None = optional_instant()
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    photo_id: str | None = Field(default=None, sa_type=Text)
    phash: str | None = Field(default=None, max_length=16)
    """64 bits as 16 small hexadecimal digits."""
    sha256: str | None = Field(default=None, max_length=64)
    taken_at: datetime | None = optional_instant()
    source: int = 1
    """Photo hashes are compared within one source."""
    digest: str = Field(max_length=32)
    given: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn, nullable=True)


class ImportedApproval(SQLModel, table=True):
    """A supervisor's decision on an imported entry: approved or returned, and how long it was looked at elsewhere."""

    __tablename__ = "imported_approvals"

    seq: int | None = Field(default=None, primary_key=True, sa_type=ImportedNumber)
    external_id: str = Field(max_length=128, unique=True)
    entry_seq: int = Field(foreign_key="imported_entries.seq", index=True, sa_type=ImportedNumber)
    supervisor_id: UUID = Field(foreign_key="people.id", index=True)
    decision: str = Field(max_length=16)
    decided_at: datetime = instant(index=True)
    view_seconds: float | None = None
    comment: str | None = Field(default=None, sa_type=Text)
    digest: str = Field(max_length=32)
    given: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn, nullable=True)


class ImportedRow(SQLModel, table=True):
    """A row of another file as it came, with the domain row that it became, if any, and whom it is about.

    `kind`: cadre, supervisor, secondment, leave, claim. `target_id`: a person, a secondment, a leave; claims have none.
    """

    __tablename__ = "imported_rows"
    __table_args__ = (UniqueConstraint("kind", "external_id"), Index("ix_imported_rows_person", "person_id", "kind"))

    seq: int | None = Field(default=None, primary_key=True, sa_type=ImportedNumber)
    kind: str = Field(max_length=16)
    external_id: str = Field(max_length=128)
    target_id: UUID | None = None
    person_id: UUID = Field(foreign_key="people.id")
    first_on: date | None = None
    last_on: date | None = None
    digest: str = Field(max_length=32)
    row: dict[str, Any] = json_object()
