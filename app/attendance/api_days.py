"""`/api/v1`: every day of a month explained, and one statement about a span of days."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.attendance import service_days_span, service_explain
from app.attendance.schemas import MONTH_PATTERN
from app.attendance.schemas_days import DaysIn, ExplainedMonthView, StatedDaysView, WithdrawDaysIn
from app.core.actor import Scope
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, scopes

router = api_router("attendance")
MonthQuery = Annotated[str, Query(pattern=MONTH_PATTERN, examples=["2026-04"])]


@router.get("/secondments/{secondment_id}/days/explained", openapi_extra=scopes(Scope.ATTENDANCE_READ))
def explain_month(work: ReadWork, secondment_id: UUID, month: MonthQuery) -> ExplainedMonthView:
    """Why each day of a month is what it is, and whether it counts for pay."""
    return service_explain.explain_month(work, secondment_id, month)


@router.post("/attendance/days")
def state_days(work: WriteWork, body: DaysIn) -> StatedDaysView:
    """State trips, training, duty or absence over a span of days for several cadres, all or nothing."""
    return service_days_span.state_days(work, body)


@router.post("/attendance/days/withdraw")
def withdraw_days(work: WriteWork, body: WithdrawDaysIn) -> StatedDaysView:
    """Take the corrections of a span of days back for several cadres, all or nothing."""
    return service_days_span.withdraw_days(work, body)
