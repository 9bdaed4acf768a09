"""An amount explained over `/api/v1`, and a cadre's own months."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request

from app.allowances import service_explain
from app.allowances.schemas_explain import ExplainView
from app.attendance.schemas import MONTH_PATTERN
from app.core.actor import Scope
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import api_router, refusals, scopes

router = api_router("allowances")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]


@router.get("/allowances/{month}/explain", openapi_extra=scopes(Scope.ALLOWANCE_EXPORT), responses=refusals(409))
def explain_month(work: ReadWork, request: Request, month: MonthPath, secondment_id: UUID) -> ExplainView:
    """Why a month pays what it pays: one sentence, the sum step by step, every day, and the grounds of each part."""
    return service_explain.explain_month(work, month, secondment_id, locale_of(request))
