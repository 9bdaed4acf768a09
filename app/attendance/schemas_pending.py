"""Who is still 待确认, in every month."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.schema import View


class PendingPartView(View):
    """Days of one cadre that their host has not confirmed, or confirmed only after the month was closed (`owed`)."""

    month: str
    secondment_id: UUID
    cadre_id: UUID
    cadre_name: str
    person_no: str | None
    post_title: str
    unit_id: UUID
    unit_name: str
    programme_id: UUID
    programme_name: str
    first_on: date
    last_on: date
    state: Literal["pending", "reopened", "owed"]
    month_closed: bool = Field(description="closed without these days: they are paid with a later month")
    can_confirm: bool
    can_confirm_paper: bool


class PendingListView(View):
    """Oldest month first; `pending` counts what waits for a word, `owed` what was confirmed after the close."""

    items: list[PendingPartView]
    next_cursor: str | None = None
    pending: int
    owed: int
