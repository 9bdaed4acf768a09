"""The pages of 月度确认, on the phone and on the desk."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.attendance import service_pages, service_pending
from app.attendance.ledger import OVERRIDABLE, SOURCE_LABELS, STATE_LABELS
from app.attendance.schemas import MONTH_PATTERN
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_phone
from app.http.templating import page

router = page_router()
Month = Annotated[str | None, Query(pattern=MONTH_PATTERN)]
MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN)]
PAGE_SIZE = 100
WORDS: dict[str, Any] = {
    "state_labels": STATE_LABELS,
    "source_labels": SOURCE_LABELS,
    "sayable": [state for state in STATE_LABELS if state in OVERRIDABLE],
}


@router.get("/attendance")
def month_page(request: Request, work: ReadWork, month: Month = None, unit_id: UUID | None = None) -> Response:
    """月度确认: a card a unit, a row a cadre, exceptions first, confirmed in one tap."""
    shown = service_pages.open_month(work, month, unit_id)
    return page(request, work, "attendance/month.html", shown=shown, phone=is_phone(request), **WORDS)


@router.get("/attendance/pending")
def pending_page(
    request: Request, work: ReadWork, cursor: Annotated[str | None, Query(max_length=600)] = None
) -> Response:
    """各月待确认: everybody who is still to be confirmed, oldest month first."""
    shown = service_pending.list_pending(work, limit=PAGE_SIZE, cursor=cursor)
    return page(request, work, "attendance/pending.html", shown=shown, phone=is_phone(request))


@router.get("/attendance/{month}/{secondment_id}")
def days_page(
    request: Request, work: ReadWork, month: MonthPath, secondment_id: UUID, on: Annotated[int, Query(ge=0, le=31)] = 0
) -> Response:
    """One cadre's days, and a form to correct one with a reason."""
    shown = service_pages.open_days(work, month, secondment_id)
    return page(request, work, "attendance/days.html", shown=shown, phone=is_phone(request), chosen=on, **WORDS)
