"""What the trail's viewer takes and shows."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import Schema, View

FilterDate = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class AuditFilters(Schema):
    """Which events, as a query; dates are Beijing's, both included. `records` means every action on records."""

    actor: UUID | None = None
    subject: str | None = Field(default=None, max_length=64)
    action: str | None = Field(default=None, max_length=64, pattern=r"^[a-z_.-]+$")
    from_on: FilterDate | None = Field(default=None, alias="from")
    to_on: FilterDate | None = Field(default=None, alias="to")
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=MAX_LIMIT)
    cursor: str | None = Field(default=None, max_length=500)


class AuditEventView(View):
    """One event: who did what to which subject; digests instead of content."""

    seq: int
    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str | None = None
    action: str
    subject_type: str
    subject_id: str
    unit_id: UUID | None
    before_digest: str | None
    after_digest: str | None
    facts: dict[str, Any]
    request_id: str
    address: str | None = None
    sealed: bool
