"""What a delegation says, and what the service answers."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.schema import Schema, View


class DelegationState(StrEnum):
    """未开始, 代理中, 已到期, 已撤回, 已失效 (the giver's own role ended)."""

    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class DelegationInput(Schema):
    """Hand one's power as a supervisor over a unit to somebody; `from_id` by the Organization Department alone."""

    id: UUID | None = None
    from_id: UUID | None = None
    to_id: UUID
    unit_id: UUID
    start_on: date
    end_on: date
    reason: Annotated[str, Field(min_length=2, max_length=200)] | None = None


class DelegationView(View):
    """Who stands in for whom; `reason` is null for readers who need not know."""

    id: UUID
    version: int
    from_id: UUID
    from_name: str
    to_id: UUID
    to_name: str
    unit_id: UUID
    unit_name: str
    start_on: date
    end_on: date
    reason: str | None
    state: DelegationState
    can_withdraw: bool


class DelegationQuery(Schema):
    """A page of delegations, the latest begin first."""

    unit_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    cursor: Annotated[str, Field(max_length=400)] | None = None
