"""Handbooks 纪实手册: the editions that were made, and jobs that make many at once."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, optional_instant
from app.core.ids import new_id
from app.core.making import MakingState


class BookFormat(StrEnum):
    """To print, or to edit."""

    PDF = "pdf"
    DOCX = "docx"


class HandbookEdition(SQLModel, table=True):
    """One state of a handbook 版次: the same content is the same edition, another content the next one.

    `cut` names what its readers do not get to read (empty: nothing), for they hold another book.
    """

    __tablename__ = "handbook_editions"
    __table_args__ = (UniqueConstraint("secondment_id", "month", "cut", "number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    month: str = Field(default="", max_length=7)
    """Empty for the whole term."""
    cut: str = Field(default="", max_length=16)
    number: int
    digest: str = Field(max_length=64, index=True)
    days: int = 0
    made_at: datetime = instant()
    made_by_id: UUID | None = Field(default=None, foreign_key="people.id")


class HandbookJob(SQLModel, table=True):
    """The handbooks of a group or programme in one file 成批生成, made outside the web process."""

    __tablename__ = "handbook_jobs"
    __table_args__ = (Index("ix_handbook_jobs_maker", "made_by_id", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    group_id: UUID | None = Field(default=None, foreign_key="groups.id")
    programme_id: UUID | None = Field(default=None, foreign_key="programmes.id")
    month: str = Field(default="", max_length=7)
    kind: BookFormat = choice(BookFormat, BookFormat.PDF)
    made_by_id: UUID = Field(foreign_key="people.id")
    made_by_kind: str = Field(default="person", max_length=8)
    at: datetime = instant()
    creation_digest: str | None = Field(default=None, max_length=64)
    state: MakingState = choice(MakingState, MakingState.QUEUED)
    progress: int = 0
    """Percent."""
    token: str | None = Field(default=None, max_length=32)
    held_until: datetime | None = optional_instant()
    attempts: int = 0
    failure: str | None = Field(default=None, max_length=48)
    finished_at: datetime | None = optional_instant(index=True)
    taken_at: datetime | None = optional_instant()
    file_key: str | None = Field(default=None, max_length=120)
    file_name: str = Field(default="", max_length=160)
    size: int = 0
    sha256: str = Field(default="", max_length=64)
    withdrawn: bool = False
    """A text in it was hidden since: the file is gone."""


class HandbookJobBook(SQLModel, table=True):
    """One cadre's handbook in a job; `file_key` names it once it is whole, so that a new maker goes on from there."""

    __tablename__ = "handbook_job_books"
    __table_args__ = (Index("ix_handbook_job_books_secondment", "secondment_id"),)

    job_id: UUID = Field(foreign_key="handbook_jobs.id", primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", primary_key=True)
    turn: int = 0
    file_key: str | None = Field(default=None, max_length=120)
    file_name: str = Field(default="", max_length=160)
    sha256: str = Field(default="", max_length=64)
    digest: str = Field(default="", max_length=64)
    edition: int = 0
    failure: str | None = Field(default=None, max_length=48)
