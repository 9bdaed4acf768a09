"""Leave 请销假: one request from filing to the return, and every step that was taken on it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant
from app.core.db import Entity
from app.core.ids import new_id


class LeaveType(StrEnum):
    """病假, 事假, 年休假, 探亲假, 婚假, 产假, 丧假, 其他; for the author and the deciders only."""

    SICK = "sick"
    PERSONAL = "personal"
    ANNUAL = "annual"
    FAMILY = "family"
    MARRIAGE = "marriage"
    MATERNITY = "maternity"
    BEREAVEMENT = "bereavement"
    OTHER = "other"


class LeaveStatus(StrEnum):
    """待审批, 已转组织部, 已批准, 未批准, 已撤销, 已销假."""

    SUBMITTED = "submitted"
    REFERRED = "referred"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Level(StrEnum):
    """Up to whom a leave of its length goes: the receiving unit, the Organization Department, the one above it."""

    RECEIVING = "receiving"
    ORGANISATION = "organisation"
    ABOVE = "above"


class Leave(Entity, table=True):
    """One leave 请假 from `start_half` of `start_on` to `end_half` of `end_on`; None is the whole day.

    `ended_on` and `ended_half` are the last day and half really away (销假): the cadre's word while approved, the
    receiving unit's once closed, and only then the ledger's.
    """

    __tablename__ = "leaves"
    __table_args__ = (
        CheckConstraint("end_on >= start_on", name="dates_in_order"),
        Index("ix_leaves_secondment_dates", "secondment_id", "start_on", "end_on"),
        Index("ix_leaves_status", "status", "end_on"),
    )

    secondment_id: UUID = Field(foreign_key="secondments.id")
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    """The unit that hosts the first day: its people decide."""
    filed_by_id: UUID = Field(foreign_key="people.id")
    type: LeaveType = choice(LeaveType)
    start_on: date
    end_on: date
    start_half: str | None = Field(default=None, max_length=2)
    end_half: str | None = Field(default=None, max_length=2)
    reason: str = Field(max_length=500)
    on_behalf_reason: str | None = Field(default=None, max_length=200)
    """Why somebody else files it for a cadre who cannot."""
    late_reason: str | None = Field(default=None, max_length=200)
    halves: int
    """Half days that count against the tiers: annual leave leaves out rest days and holidays."""
    level: Level = choice(Level)
    retroactive: bool = False
    """Filed after its first day had come (补假)."""
    after_close: bool = False
    """Filed when a month inside it was closed: it moves the ledger, never the closed lines."""
    status: LeaveStatus = choice(LeaveStatus, LeaveStatus.SUBMITTED)
    approval_no: str | None = Field(default=None, max_length=80)
    """The document by which the department above approved what is beyond the Organization Department."""
    ended_on: date | None = None
    ended_half: str | None = Field(default=None, max_length=2)
    overdue_told_on: date | None = None

    @property
    def is_ended(self) -> bool:
        """The cadre or the unit has said when it really ended."""
        return self.ended_on is not None

    @property
    def last(self) -> tuple[date, str | None]:
        """The last day and half that count: as approved, or as it really ended once that is confirmed."""
        if self.status is LeaveStatus.CLOSED and self.ended_on is not None:
            return self.ended_on, self.ended_half
        return self.end_on, self.end_half


class LeaveStep(SQLModel, table=True):
    """A step on a leave, with the version that was decided upon: one version carries one step."""

    __tablename__ = "leave_steps"
    __table_args__ = (UniqueConstraint("leave_id", "from_version"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    leave_id: UUID = Field(foreign_key="leaves.id", index=True)
    kind: str = Field(max_length=12)
    from_version: int
    actor_id: UUID = Field(foreign_key="people.id")
    at: datetime = instant()
    comment: str | None = Field(default=None, max_length=200)
    basis: str = Field(default="online", max_length=8)
    attachment_id: UUID | None = None
