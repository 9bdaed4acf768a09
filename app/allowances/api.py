"""Rates, the month's steps, what is owed and why, over `/api/v1`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.allowances import service_rates, service_read, service_runs
from app.allowances.schemas import (
    LinesView,
    MonthView,
    PayView,
    RateIn,
    RatePatch,
    RateView,
    RunsView,
    StepIn,
)
from app.attendance.schemas import MONTH_PATTERN
from app.core.actor import Scope
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, refusals, scopes

router = api_router("allowances")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]
MonthQuery = Annotated[str, Query(pattern=MONTH_PATTERN, examples=["2026-04"])]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=600)]
EXPORTS = scopes(Scope.ALLOWANCE_EXPORT)


@router.post(
    "/rates",
    status_code=201,
    responses={200: {"model": RateView, "description": "The same body under the same id again."}},
)
def create_rate(work: WriteWork, body: RateIn, response: Response) -> RateView:
    """A new dated rate; overlaps are refused."""
    view, new = service_rates.create_rate(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/rates")
def list_rates(
    work: ReadWork,
    programme_id: UUID | None = None,
    on: date | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[RateView]:
    """Rates of the programmes that the reader runs or pays, newest first; `on` keeps those that hold that day."""
    return service_rates.list_rates(work, programme_id, on, limit, cursor)


@router.get("/rates/{rate_id}")
def get_rate(work: ReadWork, rate_id: UUID) -> RateView:
    """One rate."""
    return service_rates.get_rate(work, rate_id)


@router.patch("/rates/{rate_id}")
def end_rate(work: WriteWork, rate_id: UUID, body: RatePatch, if_match: IfMatch) -> RateView:
    """Let a rate end on a day (not included); never within a closed month."""
    return service_rates.end_rate(work, rate_id, body, if_match)


@router.get("/allowances/{month}", openapi_extra=EXPORTS)
def get_month(
    work: ReadWork,
    month: MonthPath,
    programme_id: UUID | None = None,
    unit_id: UUID | None = None,
    limit: Limit = MAX_LIMIT,
    cursor: Cursor = None,
) -> MonthView:
    """Rows, totals and who is pending; a cadre reads their own row."""
    return service_read.get_month(work, month, programme_id, unit_id, limit=limit, cursor=cursor)


@router.get("/allowances/{month}/lines", openapi_extra=EXPORTS, responses=refusals(409))
def get_lines(work: ReadWork, month: MonthPath, secondment_id: UUID) -> LinesView:
    """A line a day behind the sum."""
    return service_read.get_lines(work, secondment_id, month)


@router.get("/secondments/{secondment_id}/allowance", responses=refusals(409))
def get_pay(work: ReadWork, secondment_id: UUID, month: MonthQuery) -> PayView:
    """What a month pays and why, also before it is calculated."""
    return service_read.get_pay(work, secondment_id, month)


@router.post("/allowances/{month}/calculate")
def calculate_month(work: WriteWork, month: MonthPath, body: StepIn) -> RunsView:
    """核算: price the month anew; repeatable until closed."""
    return service_runs.calculate_month(work, month, body)


@router.post("/allowances/{month}/approve")
def approve_month(work: WriteWork, month: MonthPath, body: StepIn) -> RunsView:
    """审核: a second person's word."""
    return service_runs.approve_month(work, month, body)


@router.post("/allowances/{month}/close")
def close_month(work: WriteWork, month: MonthPath, body: StepIn) -> RunsView:
    """结账: settle for good."""
    return service_runs.close_month(work, month, body)


@router.post("/allowances/{month}/pay")
def pay_month(work: WriteWork, month: MonthPath, body: StepIn) -> RunsView:
    """支付: note the payment."""
    return service_runs.pay_month(work, month, body)
