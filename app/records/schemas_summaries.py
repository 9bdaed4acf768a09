"""What is kept of a week, a month or a quarter, and what a draft answers."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View
from app.records.models_care import Hidden, HoldReason
from app.records.models_summaries import Voice
from app.records.periods import Grain


class SummaryWrite(Schema):
    """One writing; `client_id` is minted anew for each edit. `draft_digest` names the draft that one had before one."""

    client_id: UUID
    text: str = Field(min_length=2, max_length=800)
    draft_digest: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")


class NoteWrite(Schema):
    """The receiving unit's word on a month or a quarter."""

    client_id: UUID
    text: str = Field(min_length=2, max_length=500)


class SummaryView(View):
    """A kept summary or note; `frozen`: its month is closed and it changes no more."""

    id: UUID
    secondment_id: UUID
    voice: Voice
    period: str
    grain: Grain
    first_on: date
    last_on: date
    text: str
    author_name: str
    kept_at: datetime
    frozen: bool
    has_newer_draft: bool = False
    """Entries came or changed since: the new draft stands beside, nothing was overwritten. Said to the author alone."""
    hidden: Hidden | None = None
    """The text is not here: quarantined until it is decided, or purged."""
    hidden_reason: HoldReason | None = None
    version: int


class DraftView(View):
    """A draft from the entries; `built_on` names the kept summaries that it was taken from."""

    period: str
    grain: Grain
    first_on: date
    last_on: date
    text: str
    limit: int
    digest: str
    built_on: list[str]
