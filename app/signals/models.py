"""Signals 疑问: a question with its evidence about one subject and window; never a verdict, no score to rank by."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import choice, json_list, json_object, optional_instant
from app.core.db import Entity


class SignalKind(StrEnum):
    """What was noticed; the names are the interchange dataset's."""

    MISSING = "missing"
    BACKFILL = "backfill"
    SELF_COPY = "self_copy"
    PEER_COPY = "peer_copy"
    TEMPLATE = "template"
    FILLER = "filler"
    CLOCKWORK = "clockwork"
    PHOTO_REUSE = "photo_reuse"
    FAR_LOCATION = "far_location"
    CLAIM_CONFLICT = "claim_conflict"
    RUBBER_STAMP = "rubber_stamp"


class SignalState(StrEnum):
    """待告知, 待回答, 已回答, 已了结, 已过期."""

    OPEN = "open"
    TOLD = "told"
    ANSWERED = "answered"
    CLOSED = "closed"
    EXPIRED = "expired"


class ReasonCode(StrEnum):
    """The answer that the person asked gives: 同一职责, 同一会议, 当时离线, 数据有误, 其他."""

    SAME_DUTY = "same_duty"
    JOINT_MEETING = "joint_meeting"
    OFFLINE = "offline"
    DATA_ERROR = "data_error"
    OTHER = "other"


class Outcome(StrEnum):
    """What a reviewer makes of it: 已说明, 谈心谈话, 列入抽查, 数据有误."""

    EXPLAINED = "explained"
    TALK = "talk"
    SPOT_CHECK = "spot_check"
    DATA_ERROR = "data_error"


class ClosedReason(StrEnum):
    """Why it is over: a person decided, or the facts no longer ask: 已补记, 已请假, 情况已更正; or 不必问."""

    RESOLVED = "resolved"
    WRITTEN = "written"
    LEAVE = "leave"
    CORRECTED = "corrected"
    NOT_ASKED = "not_asked"


class Signal(Entity, table=True):
    """One question 疑问: unique for its kind, subject and window, so that scanning again never asks twice.

    `subject_id` is the secondment or, where none is meant (`rubber_stamp`), the person; `person_id` is who is asked.
    `unit_id` is the unit that hosts `last_on`: its people decide. `window` is the month (`2026-04`).
    """

    __tablename__ = "signals"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "window"),
        Index("ix_signals_state_kind", "state", "kind"),
        Index("ix_signals_secondment", "secondment_id"),
        Index("ix_signals_window", "window", "unit_id"),
    )

    kind: SignalKind = choice(SignalKind)
    subject_id: UUID
    secondment_id: UUID | None = Field(default=None, foreign_key="secondments.id")
    person_id: UUID = Field(foreign_key="people.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id")
    window: str = Field(max_length=16)
    first_on: date
    last_on: date
    """The dates that it is about, as narrow as the evidence."""
    score: float = 1.0
    """0 to 1, how sure the rule is; for the queue and the export, never a list's order."""
    evidence: dict[str, Any] = json_object()
    """`{rule, entries, spans, pairs, days, numbers}`: see `app.signals.evidence`."""
    state: SignalState = choice(SignalState, SignalState.OPEN)
    opened_on: date
    expires_on: date
    queue_item_id: UUID | None = Field(default=None, index=True)
    queued_at: datetime | None = optional_instant()
    """When it was drawn into a reviewer's week; `missing` waits in no queue."""
    seen_at: datetime | None = optional_instant()
    """When its month had been judged without it: from then on the Organization Department may see it."""
    told_at: datetime | None = optional_instant()
    reason_code: ReasonCode | None = choice(ReasonCode, nullable=True)
    reply_text: str | None = Field(default=None, max_length=300)
    answered_at: datetime | None = optional_instant()
    outcome: Outcome | None = choice(Outcome, nullable=True)
    outcome_note: str | None = Field(default=None, max_length=300)
    resolved_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    resolved_for_id: UUID | None = Field(default=None, foreign_key="people.id")
    """Whose power it was when somebody stood in 代."""
    closed_reason: ClosedReason | None = choice(ClosedReason, nullable=True)
    closed_at: datetime | None = optional_instant()
    was_real: bool | None = None
    """What came of it for the rules' calibration: it was so, or it was not; a spot check's end corrects it."""
    accepted: list[str] = json_list()
    """What of the evidence a person has accepted, or was asked in vain: it is not raised again."""
    quiet: bool = False
    """Nobody's question: imported history, or found by a scan of the past. Only `signals export` shows it."""
    as_of_on: date | None = None
    """The day as of which it was last written; a scan as of an earlier one leaves it alone."""
    history: list[dict[str, Any]] = json_list()
    """Earlier rounds of the same question: when it was put, answered and closed, with what was said."""
