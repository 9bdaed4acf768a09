"""The term-end form 期满鉴定表 of a secondment, and every step that was taken on it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import choice, instant, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id
from app.records.models_care import Hidden, HoldReason


class Turn(StrEnum):
    """Whose turn it is: 本人自评, 接收单位, 派出单位, 组织部, 本人阅签; then it is done."""

    SELF = "self"
    RECEIVING = "receiving"
    SENDING = "sending"
    OFFICE = "office"
    READING = "reading"
    DONE = "done"


class Grade(StrEnum):
    """优秀, 称职, 基本称职, 不称职: the grades of the annual assessment (公务员法 38)."""

    OUTSTANDING = "outstanding"
    COMPETENT = "competent"
    BASIC = "basic"
    INCOMPETENT = "incompetent"


class Appraisal(Entity, table=True):
    """One secondment's form 期满鉴定表; its text is read by the sides whose turn has come."""

    __tablename__ = "appraisals"

    secondment_id: UUID = Field(foreign_key="secondments.id", unique=True)
    cadre_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id")
    turn: Turn = choice(Turn, Turn.SELF)
    self_report: str | None = Field(default=None, max_length=1500)
    achievements: str | None = Field(default=None, max_length=1000)
    figures: dict[str, Any] = json_object()
    """Days by state and the confirmed months, as the ledger stood when the receiving unit signed."""
    receiving_opinion: str | None = Field(default=None, max_length=500)
    grade: Grade | None = choice(Grade, nullable=True)
    sending_opinion: str | None = Field(default=None, max_length=500)
    office_opinion: str | None = Field(default=None, max_length=500)
    outside_quota: bool = False
    """单列名额: an 优秀 that is not charged to the sending unit's quota; the Organization Department's mark alone."""
    remark: str | None = Field(default=None, max_length=500)
    signatures: dict[str, Any] = json_object()
    """By turn, who signed and when: those that stand. One that was returned is not among them."""
    return_reason: str | None = Field(default=None, max_length=200)
    returned_from: Turn | None = choice(Turn, nullable=True)
    done_at: datetime | None = optional_instant()
    hidden: Hidden | None = choice(Hidden, nullable=True)
    """Its texts are not here: quarantined until it is decided, or purged and not begun anew."""
    hidden_reason: HoldReason | None = choice(HoldReason, nullable=True)


class AppraisalStep(SQLModel, table=True):
    """One step on a form and what was said with it; never changed, but emptied while the form is hidden.

    A version carries one step.
    """

    __tablename__ = "appraisal_steps"
    __table_args__ = (UniqueConstraint("appraisal_id", "from_version"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    appraisal_id: UUID = Field(foreign_key="appraisals.id")
    from_version: int
    kind: str = Field(max_length=16)
    turn: Turn = choice(Turn)
    body_digest: str = Field(max_length=64)
    content: dict[str, Any] = json_object()
    reason: str | None = Field(default=None, max_length=200)
    attachment_id: UUID | None = Field(default=None, index=True)
    signed_by: str | None = Field(default=None, max_length=40)
    signed_on: date | None = None
    actor_id: UUID = Field(foreign_key="people.id")
    lent_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    """Whose power it was when somebody stood in 代."""
    at: datetime = instant()
