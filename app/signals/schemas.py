"""Signals as they come in and go out."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.signals.models import ClosedReason, Outcome, ReasonCode, SignalKind, SignalState
from app.signals.schemas_evidence import Comparison, Passage

ShortText = Annotated[str, Field(min_length=2, max_length=300)]


class Question(View):
    """The sentence that a person reads: a message id with its parameters, and where to look."""

    text: str
    params: dict[str, Any] = Field(default_factory=dict)
    href: str | None = None


class ReplyIn(Schema):
    """The answer of the person asked: a reason, and one sentence more if they wish."""

    reason_code: ReasonCode
    text: ShortText | None = None


class ResolveIn(Schema):
    """A reviewer's decision."""

    outcome: Outcome
    note: ShortText
    accept: bool | None = None
    """Whether what the texts share is the duty itself and is not raised again; unsaid: when it was explained."""


class SignalLine(View):
    """A signal in a list: the question in the reader's language, and how far it is; never a verdict or a rank.

    What people wrote about it stands in `SignalView` alone, whose reading is logged.
    """

    id: UUID
    version: int
    kind: SignalKind
    status: SignalState
    secondment_id: UUID | None
    person_id: UUID
    person_name: str
    unit_id: UUID
    unit_name: str
    window: str
    first_on: date
    last_on: date
    question: str
    opened_on: date
    expires_on: date
    told_at: datetime | None
    reason_code: ReasonCode | None
    answered_at: datetime | None
    outcome: Outcome | None
    closed_reason: ClosedReason | None
    closed_at: datetime | None
    can_reply: bool
    can_resolve: bool
    can_ask: bool
    """Seen in the queue, and neither put to the person nor dropped."""


class Round(View):
    """An earlier time that the same question was put: what was asked, answered and decided."""

    days: list[date]
    state: SignalState
    opened_on: date
    reason_code: ReasonCode | None = None
    reply_text: str | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_note: str | None = None
    closed_reason: ClosedReason | None = None
    closed_at: datetime | None = None


class SignalView(SignalLine):
    """One signal with its evidence as its reader may see it, and what the person asked and the reviewer said."""

    evidence: dict[str, Any]
    comparisons: list[Comparison]
    passages: list[Passage]
    other_days: list[date]
    """Days of the question that none of the texts shown is of."""
    reply_text: str | None
    outcome_note: str | None
    resolved_by_name: str | None
    history: list[Round]


class SignalCount(View):
    """How many questions a unit's month has had, by state; no number where it would be one person's."""

    unit_id: UUID
    unit_name: str
    month: str
    open: int | None
    closed: int | None


class SignalCounts(View):
    """Counts by unit and month, by unit name and month."""

    items: list[SignalCount]
