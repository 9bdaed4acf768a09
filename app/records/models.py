"""The daily work record 挂职纪实, its versions 版本, addenda 补充说明 and attachments 附件."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_list, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id
from app.records.models_care import Hidden, HoldReason


class DayType(StrEnum):
    """What the cadre says the day was 日别: a hint to the reviewer that never moves the ledger."""

    ON_POST = "on_post"
    OFFICIAL_TRIP = "official_trip"
    TRAINING = "training"
    LEAVE = "leave"
    REST = "rest"


class RecordStatus(StrEnum):
    """草稿, 已提交, 已退回, 已通过."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class DailyRecord(Entity, table=True):
    """One cadre's record of one day; (secondment, day) is its identity. The newest version's content stands here."""

    __tablename__ = "daily_records"
    __table_args__ = (
        UniqueConstraint("secondment_id", "work_on"),
        Index("ix_daily_records_cadre_on", "cadre_id", "work_on"),
        Index(
            "ix_daily_records_queue",
            "secondment_id",
            "work_on",
            sqlite_where=text("status = 'submitted'"),
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_daily_records_drafts",
            "secondment_id",
            "work_on",
            sqlite_where=text("status = 'draft'"),
            postgresql_where=text("status = 'draft'"),
        ),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id")
    unit_id: UUID = Field(foreign_key="units.id")
    work_on: date
    day_type: DayType = choice(DayType)
    status: RecordStatus = choice(RecordStatus)
    items: list[dict[str, Any]] = json_list()
    difficulty: str | None = Field(default=None, max_length=500)
    takeaway: str | None = Field(default=None, max_length=500)
    attachment_ids: list[str] = json_list()
    late_reason: str | None = Field(default=None, max_length=200)
    late_sync: bool = False
    resubmitted: bool = False
    mending: bool = False
    """A returned record holds a mended text that was not submitted yet: only its author sees that text."""
    imported: bool = False
    addenda_count: int = 0
    submitted_at: datetime | None = optional_instant()
    decided_at: datetime | None = optional_instant()
    decided_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    decision_comment: str | None = Field(default=None, max_length=500)
    decided_for_id: UUID | None = Field(default=None, foreign_key="people.id")
    """Whose power it was when somebody stood in 代."""
    paper_review_id: UUID | None = None
    """The signed paper behind the decision, when it was not taken online."""
    hidden: Hidden | None = choice(Hidden, nullable=True)
    """The text is not here: quarantined (it stands in the record's hold) or purged."""
    hidden_reason: HoldReason | None = choice(HoldReason, nullable=True)


class RecordVersion(SQLModel, table=True):
    """What a record said and was after one act; never changed. `client_id` names the write that made it."""

    __tablename__ = "record_versions"
    __table_args__ = (UniqueConstraint("record_id", "number"), UniqueConstraint("secondment_id", "client_id"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    record_id: UUID = Field(foreign_key="daily_records.id")
    secondment_id: UUID = Field(foreign_key="secondments.id")
    number: int
    action: str = Field(max_length=16)
    status: RecordStatus = choice(RecordStatus)
    client_id: UUID | None = None
    body_digest: str | None = Field(default=None, max_length=64)
    content: dict[str, Any] = json_object()
    comment: str | None = Field(default=None, max_length=500)
    actor_id: UUID | None = Field(default=None, foreign_key="people.id")
    at: datetime = instant()
    client_created_at: datetime | None = optional_instant()
    edit_seconds: int | None = None


class Addendum(SQLModel, table=True):
    """A supplement 补充说明 beneath approved or closed text; it never alters the original or pay."""

    __tablename__ = "record_addenda"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    record_id: UUID = Field(foreign_key="daily_records.id", index=True)
    text: str = Field(max_length=1000)
    reason: str = Field(max_length=200)
    author_id: UUID = Field(foreign_key="people.id")
    at: datetime = instant()


class DayUnlock(SQLModel, table=True):
    """The receiving unit's permission to write a day outside the back-fill window, with its reason."""

    __tablename__ = "day_unlocks"
    __table_args__ = (UniqueConstraint("secondment_id", "work_on"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    work_on: date
    reason: str = Field(max_length=200)
    unlocked_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    at: datetime = instant()


class Attachment(Entity, table=True):
    """A photo 照片: recognised by content, its metadata stripped, its taking time kept."""

    __tablename__ = "attachments"

    owner_id: UUID = Field(foreign_key="people.id", index=True)
    record_id: UUID | None = Field(default=None, foreign_key="daily_records.id", index=True)
    media_type: str = Field(max_length=32)
    size: int
    width: int
    height: int
    sha256: str = Field(max_length=64, index=True)
    phash: str = Field(max_length=16)
    source_sha256: str = Field(max_length=64)
    taken_at: datetime | None = optional_instant()
    held: bool = False
    """Its record is quarantined: nobody gets the bytes but by the logged reading."""
