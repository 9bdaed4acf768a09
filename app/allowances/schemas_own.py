"""A cadre's own months 我的补助: each with its sum and its state in plain words."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from app.allowances.models import RowStatus
from app.allowances.models_bank import PaymentState
from app.allowances.models_objections import ObjectionState
from app.allowances.schemas import PayState
from app.core.schema import View


class OwnMonthView(View):
    """One month of one secondment; `total_fen` is null while a day has no rate.

    Before the month is calculated it is what the days come to so far; then what the run settles.
    """

    secondment_id: UUID
    programme_name: str
    month: str
    state: PayState
    state_text: str
    status: RowStatus | None
    total_fen: int | None
    back_pay_fen: int = Field(description="of it paid for earlier months that had been pending")
    payment: PaymentState | None
    paid_at: datetime | None
    objection: ObjectionState | None = Field(description="of the newest objection to the month")


class OwnYearView(View):
    """What the calculated months of a year come to, and what of it was paid."""

    year: int
    total_fen: int
    paid_fen: int


class OwnMonthsView(View):
    """The newest month first; the years likewise."""

    items: list[OwnMonthView]
    years: list[OwnYearView]
    next_cursor: str | None = None
