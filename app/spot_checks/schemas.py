"""Spot-check notes as they come in and go out."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schema import Instant, Schema, View
from app.spot_checks.models import SpotCheckKind, SpotCheckStatus

NoteText = Annotated[str, Field(min_length=2, max_length=1000)]


class SpotCheckCreate(Schema):
    """A one-person note 抽查记录 after a visit."""

    id: UUID | None = None
    kind: Literal["note"] = "note"
    secondment_id: UUID
    visited_at: Instant
    place: Annotated[str, Field(max_length=80)] | None = None
    note: NoteText


class SpotCheckReply(Schema):
    """The cadre's answer to the version that they read."""

    version: int = Field(ge=1, le=2_000_000_000)
    text: NoteText


class SpotCheckClose(Schema):
    """Closing the version that was read; a formal check before its time needs a reason."""

    version: int = Field(ge=1, le=2_000_000_000)
    reason: Annotated[str, Field(min_length=2, max_length=200)] | None = None


class SpotCheckView(View):
    """A spot check with the people's names."""

    id: UUID
    version: int
    kind: SpotCheckKind
    status: SpotCheckStatus
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    unit_id: UUID
    author_id: UUID
    author_name: str
    visited_at: datetime
    place: str | None
    note: str
    reply: str | None
    replied_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    updated_at: datetime
