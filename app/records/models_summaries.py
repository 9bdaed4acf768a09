"""Summaries 周小结, 月小结, 季小结 in the cadre's words, and the receiving unit's notes 评语 on months and quarters."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant
from app.core.db import Entity
from app.core.ids import new_id
from app.records.models_care import Hidden, HoldReason


class Voice(StrEnum):
    """Whose words they are: the cadre's summary, or the receiving unit's note."""

    CADRE = "cadre"
    HOST = "host"


class Summary(Entity, table=True):
    """What was kept of one week, month or quarter of a secondment; (secondment, voice, period) is its identity."""

    __tablename__ = "record_summaries"
    __table_args__ = (
        UniqueConstraint("secondment_id", "voice", "period"),
        Index("ix_record_summaries_period", "period", "voice", "secondment_id"),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id")
    voice: Voice = choice(Voice)
    period: str = Field(max_length=8)
    first_on: date
    last_on: date
    """The period's days within the term."""
    text: str = Field(max_length=800)
    author_id: UUID = Field(foreign_key="people.id")
    draft_digest: str | None = Field(default=None, max_length=64)
    """The draft that the author had before them: a newer one is offered beside what was kept."""
    hidden: Hidden | None = choice(Hidden, nullable=True)
    """Its text is not here: quarantined until it is decided, or purged and not written anew."""
    hidden_reason: HoldReason | None = choice(HoldReason, nullable=True)


class SummaryVersion(SQLModel, table=True):
    """What a summary said after one writing; never changed, but emptied while it is hidden.

    `client_id` names the write that made it.
    """

    __tablename__ = "record_summary_versions"
    __table_args__ = (UniqueConstraint("summary_id", "number"), UniqueConstraint("secondment_id", "client_id"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    summary_id: UUID = Field(foreign_key="record_summaries.id")
    secondment_id: UUID = Field(foreign_key="secondments.id")
    number: int
    client_id: UUID
    body_digest: str = Field(max_length=64)
    text: str = Field(max_length=800)
    actor_id: UUID = Field(foreign_key="people.id")
    at: datetime = instant()
