"""The pages of finance's desk: 月度补助, 各月进度, 调整与欠款."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.allowances import service_adjustment_pages, service_desk, service_month_pages
from app.allowances.schemas_desk import ADJUSTMENT_TAB_LABELS, TAB_LABELS, AdjustmentTab, Tab
from app.allowances.service_desk import Asked
from app.allowances.web import WORDS
from app.attendance.schemas import MONTH_PATTERN
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()
Month = Annotated[str | None, Query(pattern=MONTH_PATTERN)]
Text = Annotated[str, Query(max_length=60)]
Cursor = Annotated[str | None, Query(max_length=600)]


@router.get("/allowances")
def month_page(
    request: Request,
    work: ReadWork,
    month: Month = None,
    programme_id: UUID | None = None,
    tab: Tab = Tab.ALL,
    q: Text = "",
    cursor: Cursor = None,
) -> Response:
    """月度补助: the steps, exceptions first, a row a cadre, sums and signatures."""
    shown = service_desk.open_month(work, Asked(month, programme_id, tab, q, cursor))
    return page(request, work, "allowances/month.html", shown=shown, tab_labels=TAB_LABELS, **WORDS)


@router.get("/allowances/months")
def months_page(
    request: Request, work: ReadWork, programme_id: UUID | Literal[""] | None = None, cursor: Cursor = None
) -> Response:
    """各月进度: every month of a programme, the newest first, with how far it is."""
    shown = service_month_pages.open_months(work, programme_id or None, cursor)
    return page(request, work, "allowances/months.html", shown=shown, **WORDS)


@router.get("/adjustments")
def adjustments_page(
    request: Request,
    work: ReadWork,
    tab: AdjustmentTab | None = None,
    programme_id: UUID | Literal[""] | None = None,
    paid_in: Month = None,
    cursor: Cursor = None,
) -> Response:
    """调整与欠款: what waits for a second person, what months were adjusted by and why, debts, who is paid later."""
    asked = service_adjustment_pages.Asked(tab, programme_id or None, paid_in, cursor)
    shown = service_adjustment_pages.open_adjustments(work, asked)
    return page(request, work, "allowances/adjustments.html", shown=shown, tab_labels=ADJUSTMENT_TAB_LABELS, **WORDS)


@router.get("/adjustments/new")
def new_adjustment_page(request: Request, work: ReadWork, q: Text = "", secondment_id: UUID | None = None) -> Response:
    """A form for an adjustment by hand: whom it concerns, then the sum, its day and its ground."""
    shown = service_adjustment_pages.open_entry(work, q, secondment_id)
    return page(request, work, "allowances/adjustment_new.html", shown=shown)
