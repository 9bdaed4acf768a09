"""Login slips 登录码: what is asked for, and the codes that are shown this once."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema, View

MOST_SLIPS = 500


class SlipsIn(Schema):
    """For whom: everybody at the unit and below who has no password yet, or exactly these people."""

    unit_id: UUID
    person_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_SLIPS)


class SlipView(View):
    """One slip to hand over."""

    person_id: UUID
    name: str
    unit_name: str
    login: str
    code: str


class SlipsView(View):
    """The slips of a unit; their codes are shown this once and void all earlier ones."""

    unit_id: UUID
    unit_name: str
    expires_at: datetime
    address: str = Field(description="Where to sign in.")
    slips: list[SlipView]
