"""What hiding, releasing and purging a record take and answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.records.models import RecordStatus
from app.records.models_care import HeldKind, HoldReason, HoldState
from app.records.schemas import AddendumView, ContentView


class QuarantineWrite(Schema):
    """Why a record is hidden; the note is for the two who decide and must not repeat what is wrong."""

    reason_code: HoldReason
    note: str | None = Field(default=None, max_length=200)


class HoldDecision(Schema):
    """Release or purge as of the record's version, with the reason that stays."""

    version: int = Field(ge=1, le=1_000_000)
    reason: str = Field(min_length=2, max_length=200)


class AnyHoldView(View):
    """What every hold says without a word of the text: of whose secondment, who did what and when."""

    id: UUID
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_name: str
    version: int
    state: HoldState
    reason_code: HoldReason
    note: str | None
    digest: str
    images: int
    held_by_id: UUID
    held_by_name: str
    held_at: datetime
    proposed_by_id: UUID | None
    proposed_by_name: str | None
    proposed_at: datetime | None
    purge_reason: str | None
    decided_by_id: UUID | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None


class HoldView(AnyHoldView):
    """A hidden record without its text; `version` is the record's."""

    record_id: UUID
    work_on: date
    status: RecordStatus
    shared_images: int
    """How many other records hold one of these pictures: each of them is decided on its own."""


class TextHoldView(AnyHoldView):
    """A hidden summary, note or form without its text; `version` is the hold's own."""

    kind: HeldKind
    period: str | None
    """Which week, month or quarter, and its days; none of a form."""
    first_on: date | None
    last_on: date | None
    record_id: UUID | None
    """The record whose words it repeats, when it was hidden along with it."""


class HeldTextVersionView(View):
    """What a hidden text said in one version, by field."""

    number: int
    at: datetime
    said: dict[str, str]


class HeldTextView(View):
    """The hidden text itself, by field; whoever gets this left a trace."""

    hold_id: UUID
    said: dict[str, str]
    versions: list[HeldTextVersionView]
    attachment_ids: list[UUID]


class HeldVersionView(View):
    """What a hidden record said in one version."""

    number: int
    action: str
    at: datetime
    comment: str | None
    content: ContentView


class HeldContentView(View):
    """The hidden text itself; whoever gets this left a trace."""

    hold_id: UUID
    content: ContentView
    decision_comment: str | None
    versions: list[HeldVersionView]
    addenda: list[AddendumView]
    attachment_ids: list[UUID]


Vault = dict[str, Any]
"""What a hold keeps: the record's columns, each version's content and comment, the addenda."""
