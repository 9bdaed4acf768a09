"""The page that explains every day, and the form for a statement over a span of days."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.attendance import service_explain_pages, service_span_pages
from app.attendance.schemas import MONTH_PATTERN
from app.attendance.web import WORDS
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk, is_phone
from app.http.templating import page
from app.secondments.rules import DAY_BASIS_LABELS
from app.workdays.rules import DAY_KIND_LABELS

router = page_router()
Month = Annotated[str | None, Query(pattern=MONTH_PATTERN)]


@router.get("/secondments/{secondment_id}/days")
def explained_page(request: Request, work: ReadWork, secondment_id: UUID, month: Month = None) -> Response:
    """Why each day of a cadre's month is what it is: who said so, the calendar, and whether it counts."""
    shown = service_explain_pages.open_explained(work, secondment_id, month)
    phone = not is_desk(request, work.actor)
    labels: dict[str, Any] = {"kind_labels": DAY_KIND_LABELS, "basis_labels": DAY_BASIS_LABELS}
    return page(request, work, "attendance/explained.html", shown=shown, phone=phone, **labels, **WORDS)


@router.get("/attendance/days")
def span_page(request: Request, work: ReadWork, month: Month = None, unit_id: UUID | None = None) -> Response:
    """A form to state trips, training, duty or absence of several cadres over a span of days."""
    shown = service_span_pages.open_span(work, month, unit_id)
    return page(request, work, "attendance/span.html", shown=shown, phone=is_phone(request), **WORDS)
