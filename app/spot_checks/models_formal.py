"""Formal spot checks 抽查: periodic plans, draws with seed and frame, the checks drawn and who carries them out."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, json_list, json_object, optional_instant
from app.core.db import Entity
from app.secondments.models import Minted
from app.spot_checks.models import SpotCheckStatus


class Every(StrEnum):
    """每月, 每季度, 每半年: the calendar's own months, quarters and halves."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"


class Arm(StrEnum):
    """How somebody was drawn: 随机, or 按权重 out of those whom chance left."""

    RANDOM = "random"
    WEIGHT = "weight"


class VisitMethod(StrEnum):
    """实地, 视频, 电话."""

    ONSITE = "onsite"
    VIDEO = "video"
    PHONE = "phone"


class Consistent(StrEnum):
    """Whether the record agrees with the facts: 一致, 部分一致, 不一致."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class InOrder(StrEnum):
    """Whether leave was applied for, or the allowance agrees: 齐全/相符, 有缺/不符, 不适用."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Finding(StrEnum):
    """结论: 无, 提醒, 整改."""

    NONE = "none"
    REMIND = "remind"
    RECTIFY = "rectify"


class SpotCheckPlan(Minted, table=True):
    """How often a programme's cadres are drawn for a check and how many of them: a number or a share, never both."""

    __tablename__ = "spot_check_plans"
    __table_args__ = (CheckConstraint("(size IS NULL) <> (share IS NULL)", name="size_or_share"),)

    programme_id: UUID = Field(foreign_key="programmes.id", index=True)
    every: Every = choice(Every)
    size: int | None = None
    share: int | None = None
    """Per cent of those who serve, rounded up."""
    dates_each: int = 3
    from_on: date
    ended_on: date | None = None


class SpotCheckDraw(Minted, table=True):
    """One draw 抽签: its seed, frame and method stand for ever; a void one stays listed with its reason."""

    __tablename__ = "spot_check_draws"
    __table_args__ = (UniqueConstraint("home_unit_id", "month", "serial"),)

    home_unit_id: UUID = Field(foreign_key="units.id")
    """Whose Organization Department drew."""
    programme_id: UUID | None = Field(default=None, foreign_key="programmes.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="units.id")
    group_id: UUID | None = Field(default=None, foreign_key="groups.id")
    secondment_id: UUID | None = Field(default=None, foreign_key="secondments.id")
    """The scope: what of it is None narrows nothing. One secondment alone was named 指定, and only its days drawn."""
    month: str = Field(max_length=7)
    serial: int
    first_on: date
    last_on: date
    size: int
    by_weight: int
    dates_each: int
    inspector_ids: list[str] = json_list()
    seed: str = Field(max_length=32)
    method: str = Field(max_length=24)
    frame_size: int
    frame_digest: str = Field(max_length=64)
    voided_at: datetime | None = optional_instant()
    voided_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    void_reason: str | None = Field(default=None, max_length=200)


class SpotCheckFrame(SQLModel, table=True):
    """What was drawn from, word for word, and who was excluded from checking whom; never changed."""

    __tablename__ = "spot_check_frames"

    draw_id: UUID = Field(foreign_key="spot_check_draws.id", primary_key=True)
    frame: dict[str, Any] = json_object()


class FormalCheck(Entity, table=True):
    """One cadre drawn for a check 抽查: the days looked at, what two inspectors found, and what followed."""

    __tablename__ = "formal_checks"
    __table_args__ = (
        UniqueConstraint("draw_id", "rank"),
        Index("ix_formal_checks_status", "status", "due_on"),
        Index("ix_formal_checks_created", "created_at", "id"),
    )

    draw_id: UUID = Field(foreign_key="spot_check_draws.id")
    rank: int
    arm: Arm = choice(Arm)
    number: str = Field(max_length=32)
    status: SpotCheckStatus = choice(SpotCheckStatus, SpotCheckStatus.PLANNED)
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    programme_id: UUID = Field(foreign_key="programmes.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id")
    """The unit that hosts the last of the days looked at."""
    days: list[str] = json_list()
    signal_id: UUID | None = Field(default=None, index=True)
    """The question that led here, if one did; its outcome goes back there."""
    visited_at: datetime | None = optional_instant()
    place: str | None = Field(default=None, max_length=80)
    method: VisitMethod | None = choice(VisitMethod, nullable=True)
    consistent: Consistent | None = choice(Consistent, nullable=True)
    leave_in_order: InOrder | None = choice(InOrder, nullable=True)
    allowance_agrees: InOrder | None = choice(InOrder, nullable=True)
    difficulties: str | None = Field(default=None, max_length=1000)
    note: str | None = Field(default=None, max_length=1000)
    finding: Finding | None = choice(Finding, nullable=True)
    due_on: date | None = None
    findings_digest: str | None = Field(default=None, max_length=64)
    """Of the body that made the findings, so that the same again changes nothing."""
    found_at: datetime | None = optional_instant()
    """When the second inspector had signed and the cadre could read it."""
    reply: str | None = Field(default=None, max_length=1000)
    replied_at: datetime | None = optional_instant()
    rectification: str | None = Field(default=None, max_length=1000)
    rectified_at: datetime | None = optional_instant()
    sent_back_reason: str | None = Field(default=None, max_length=200)
    sent_back_at: datetime | None = optional_instant()
    closed_at: datetime | None = optional_instant()
    closed_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    close_reason: str | None = Field(default=None, max_length=200)
    voided_at: datetime | None = optional_instant()


class FormalInspector(SQLModel, table=True):
    """Who carries a check out 检查人, and when they signed its findings."""

    __tablename__ = "formal_check_inspectors"

    check_id: UUID = Field(foreign_key="formal_checks.id", primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", primary_key=True, index=True)
    turn: int = 0
    signed_at: datetime | None = optional_instant()


class FormalFile(SQLModel, table=True):
    """A photo taken at a visit."""

    __tablename__ = "formal_check_files"

    check_id: UUID = Field(foreign_key="formal_checks.id", primary_key=True)
    attachment_id: UUID = Field(primary_key=True, index=True)
    turn: int = 0
