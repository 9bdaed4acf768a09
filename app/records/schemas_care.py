"""What hiding, releasing and purging a record take and answer."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.records.models import RecordStatus
from app.records.models_care import HoldReason, HoldState
from app.records.schemas import AddendumView, ContentView


class QuarantineWrite(Schema):
    """Why a record is hidden; the note is for the two who decide and must not repeat what is wrong."""

    reason_code: HoldReason
    note: str | None = Field(default=None, max_length=200)


class HoldDecision(Schema):
    """Release or purge as of the record's version, with the reason that stays."""

    version: int = Field(ge=1, le=1_000_000)
    reason: str = Field(min_length=2, max_length=200)


class HoldView(View):
    """A hidden record without its text: whose day, who did what and when; `version` is the record's."""

    id: UUID
    record_id: UUID
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_name: str
    work_on: date
    status: RecordStatus
    version: int
    state: HoldState
    reason_code: HoldReason
    note: str | None
    digest: str
    images: int
    shared_images: int
    """How many other records hold one of these pictures: each of them is decided on its own."""
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
