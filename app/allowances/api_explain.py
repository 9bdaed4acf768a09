"""An amount explained over `/api/v1`, and a cadre's own months."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.allowances import service_explain, service_explain_paper, service_own_months
from app.allowances.schemas_explain import ExplainView
from app.allowances.schemas_own import OwnMonthsView
from app.attendance.schemas import MONTH_PATTERN
from app.core.actor import Scope
from app.http.deps import ReadWork, WriteWork
from app.http.locales import locale_of
from app.http.papers import PAPER, paper
from app.http.routing import api_router, refusals, scopes

router = api_router("allowances")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]


@router.get("/allowances/{month}/explain", openapi_extra=scopes(Scope.ALLOWANCE_EXPORT), responses=refusals(409))
def explain_month(work: ReadWork, request: Request, month: MonthPath, secondment_id: UUID) -> ExplainView:
    """Why a month pays what it pays: one sentence, the sum step by step, every day, and the grounds of each part."""
    return service_explain.explain_month(work, month, secondment_id, locale_of(request))


@router.get("/me/allowances")
def list_own_months(work: ReadWork, request: Request) -> OwnMonthsView:
    """我的补助: one's own months over all programmes, the newest first, and what each year came to."""
    return service_own_months.list_own_months(work, locale_of(request))


@router.get("/allowances/{month}/explain.pdf", response_class=Response, responses=PAPER | refusals(409))
async def print_explain(work: WriteWork, month: MonthPath, secondment_id: UUID) -> Response:
    """打印说明: the explanation on one sheet, in Chinese; taking it leaves an audit row."""
    return await paper(work, lambda: service_explain_paper.print_explain(work, month, secondment_id))
