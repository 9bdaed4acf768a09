"""Objections 异议: what a cadre says against a calculated month, and what finance answers within five workdays."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from app.core.columns import choice, optional_instant
from app.secondments.models import Minted


class ObjectionState(StrEnum):
    """待答复 → 已答复, or 已撤回 by its author before that."""

    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """成立, 部分成立, 已说明 (the amount stands, and why)."""

    UPHELD = "upheld"
    PARTLY = "partly"
    EXPLAINED = "explained"


class Objection(Minted, table=True):
    """One objection of a cadre to their own month; `due_on` is the last workday on which it is answered in time.

    It changes no amount by itself: what is upheld is made good by a late fact or a hand-entered adjustment.
    """

    __tablename__ = "allowance_objections"
    __table_args__ = (
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_when"),
        CheckConstraint("(state = 'answered') = (outcome IS NOT NULL)", name="answered_how"),
        Index("ix_allowance_objections_programme_state", "programme_id", "state", "due_on"),
        Index("ix_allowance_objections_secondment_month", "secondment_id", "month"),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    programme_id: UUID = Field(foreign_key="programmes.id")
    month: str = Field(max_length=7)
    state: ObjectionState = choice(ObjectionState, ObjectionState.OPEN)
    text: str = Field(max_length=500)
    due_on: date
    outcome: Outcome | None = choice(Outcome, nullable=True)
    answer: str | None = Field(default=None, max_length=500)
    answered_at: datetime | None = optional_instant()
    answered_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    withdrawn_at: datetime | None = optional_instant()


class ObjectionDay(SQLModel, table=True):
    """A date that an objection is about: the unit that hosted it learns of it, and of nothing else."""

    __tablename__ = "allowance_objection_days"

    objection_id: UUID = Field(foreign_key="allowance_objections.id", primary_key=True)
    day_on: date = Field(primary_key=True)
    secondment_id: UUID = Field(foreign_key="secondments.id", index=True)
