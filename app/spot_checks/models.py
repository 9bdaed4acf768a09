"""Spot checks 抽查: a one-person note after a visit, or (later) a drawn formal check."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from app.core.columns import choice, instant, json_list, optional_instant
from app.core.db import Entity


class SpotCheckKind(StrEnum):
    """抽查记录 by one person, or a formal 抽查 by two drawn inspectors."""

    NOTE = "note"
    FORMAL = "formal"


class SpotCheckStatus(StrEnum):
    """计划, 已走访, 有结论, 已回复, 已整改, 已办结."""

    PLANNED = "planned"
    VISITED = "visited"
    FINDINGS = "findings"
    REPLIED = "replied"
    RECTIFIED = "rectified"
    CLOSED = "closed"


class SpotCheck(Entity, table=True):
    """What somebody saw on a visit 抽查记录; the cadre sees it and answers it."""

    __tablename__ = "spot_checks"

    kind: SpotCheckKind = choice(SpotCheckKind, SpotCheckKind.NOTE)
    status: SpotCheckStatus = choice(SpotCheckStatus, SpotCheckStatus.VISITED)
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    author_id: UUID = Field(foreign_key="people.id", index=True)
    visited_at: datetime = instant()
    place: str | None = Field(default=None, max_length=80)
    note: str = Field(max_length=1000)
    attachment_ids: list[str] = json_list()
    reply: str | None = Field(default=None, max_length=1000)
    replied_at: datetime | None = optional_instant()
    closed_at: datetime | None = optional_instant()
    closed_by_id: UUID | None = Field(default=None, foreign_key="people.id")
