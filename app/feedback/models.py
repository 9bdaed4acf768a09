"""Feedback 投诉建议. An anonymous one holds nothing that leads to a person: no author, no secondment, no exact time."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from app.core.columns import choice, json_list, optional_instant
from app.core.db import Entity


class FeedbackKind(StrEnum):
    """投诉, 建议, 咨询."""

    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    QUESTION = "question"


class FeedbackState(StrEnum):
    """已收到, 处理中, 已答复, 已办结."""

    RECEIVED = "received"
    PROCESSING = "processing"
    ANSWERED = "answered"
    CLOSED = "closed"


class Feedback(Entity, table=True):
    """One piece of feedback; it goes to the Organization Department of `unit_id`'s region, never to a receiving unit.

    A named one has its author (and secondment, if any). An anonymous one has the hash of its retrieval code, the hash
    of the id under which it was sent (so that a repetition is known), and who must not see it.
    """

    __tablename__ = "feedback"

    unit_id: UUID = Field(foreign_key="units.id", index=True)
    kind: FeedbackKind = choice(FeedbackKind)
    state: FeedbackState = choice(FeedbackState, FeedbackState.RECEIVED)
    text: str = Field(max_length=2000)
    anonymous: bool = False
    author_id: UUID | None = Field(default=None, foreign_key="people.id", index=True)
    secondment_id: UUID | None = Field(default=None, foreign_key="secondments.id")
    barred_ids: list[str] = json_list()
    """Of an anonymous one: who would have decided on their own unit; of a named one this is looked up each time."""
    code_hash: str | None = Field(default=None, max_length=64, unique=True)
    sent_hash: str = Field(max_length=64, unique=True)
    body_digest: str = Field(max_length=64)
    taken_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    taken_at: datetime | None = optional_instant()
    answer: str | None = Field(default=None, max_length=2000)
    answered_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    answered_at: datetime | None = optional_instant()
    closed_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    closed_at: datetime | None = optional_instant()
