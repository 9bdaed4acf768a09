"""Months at a glance, what a calculation changed, adjustments and debts, over `/api/v1`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.allowances import service_adjustments, service_debts, service_months
from app.allowances.api import Cursor, Limit, MonthPath
from app.allowances.schemas_settlement import (
    AdjustmentApproveIn,
    AdjustmentFilter,
    AdjustmentIn,
    AdjustmentRejectIn,
    AdjustmentStage,
    AdjustmentView,
    ChangesView,
    DebtSettleIn,
    DebtView,
    MonthsView,
)
from app.attendance.schemas import MONTH_PATTERN
from app.core.paging import DEFAULT_LIMIT, Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals

router = api_router("allowances")

OptionalMonth = Annotated[str | None, Query(pattern=MONTH_PATTERN, examples=["2026-04"])]


PaidIn = Annotated[
    str | None, Query(pattern=MONTH_PATTERN, examples=["2026-05"], description="the month of the run that pays")
]


@router.get("/allowances/months")
def list_months(work: ReadWork, programme_id: UUID, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> MonthsView:
    """Every month of a programme with how far it is, newest first."""
    return service_months.list_months(work, programme_id, limit, cursor)


@router.get("/allowances/{month}/changes")
def get_changes(
    work: ReadWork, month: MonthPath, programme_id: UUID, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> ChangesView:
    """What the last calculation changed against the one before."""
    return service_months.get_changes(work, month, programme_id, limit, cursor)


@router.post(
    "/allowances/adjustments",
    status_code=201,
    responses={200: {"model": AdjustmentView, "description": "The same body under the same id again."}},
)
def create_adjustment(work: WriteWork, body: AdjustmentIn, response: Response) -> AdjustmentView:
    """Enter an adjustment by hand; a second person approves it."""
    view, new = service_adjustments.create_adjustment(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/allowances/adjustments")
def list_adjustments(
    work: ReadWork,
    state: AdjustmentStage | None = None,
    month: OptionalMonth = None,
    paid_in: PaidIn = None,
    secondment_id: UUID | None = None,
    programme_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[AdjustmentView]:
    """Adjustments with their days, newest first; `month` is the one referred to, `paid_in` the run's that pays."""
    wanted = AdjustmentFilter(state, month, paid_in, secondment_id, programme_id)
    return service_adjustments.list_adjustments(work, wanted, limit, cursor)


@router.get("/allowances/adjustments/{adjustment_id}")
def get_adjustment(work: ReadWork, adjustment_id: UUID) -> AdjustmentView:
    """One adjustment with its days."""
    return service_adjustments.get_adjustment(work, adjustment_id)


@router.post("/allowances/adjustments/{adjustment_id}/approve", responses=refusals(409, 412))
def approve_adjustment(work: WriteWork, adjustment_id: UUID, body: AdjustmentApproveIn) -> AdjustmentView:
    """Let it join the next calculation; never by whoever entered it, nobody their own."""
    return service_adjustments.approve_adjustment(work, adjustment_id, body)


@router.post("/allowances/adjustments/{adjustment_id}/reject", responses=refusals(409, 412))
def reject_adjustment(work: WriteWork, adjustment_id: UUID, body: AdjustmentRejectIn) -> AdjustmentView:
    """It does not count; the reason is kept."""
    return service_adjustments.reject_adjustment(work, adjustment_id, body)


@router.get("/allowances/debts")
def list_debts(
    work: ReadWork,
    settled: Annotated[bool, Query(description="those who owe no more as well")] = False,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[DebtView]:
    """Who owes something over all programmes, and how it came about; the oldest debt first."""
    return service_debts.list_debts(work, settled=settled, limit=limit, cursor=cursor)


@router.get("/allowances/debts/{cadre_id}")
def get_debt(work: ReadWork, cadre_id: UUID) -> DebtView:
    """One person's debt with every movement."""
    return service_debts.get_debt(work, cadre_id)


@router.post(
    "/allowances/debts/{cadre_id}/settle",
    status_code=201,
    responses={200: {"model": DebtView, "description": "The same body under the same id again."}},
)
def settle_debt(work: WriteWork, cadre_id: UUID, body: DebtSettleIn, response: Response) -> DebtView:
    """Note a repayment outside the system, in whole or in part; nobody their own."""
    view, new = service_debts.settle_debt(work, cadre_id, body)
    response.status_code = 201 if new else 200
    return view
