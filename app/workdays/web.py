"""The desk's page 节假日: a year by months, its notice, and what units arrange for themselves."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.workdays import service_pages
from app.workdays.rules import OVERLAY_KIND_LABELS
from app.workdays.service import LIBRARY_SOURCE

router = page_router()


@router.get("/workdays")
def show_year(
    request: Request, work: ReadWork, year: Annotated[int | None, Query(ge=2000, le=2100)] = None
) -> Response:
    """A year's holidays and make-up workdays, this year's unless asked."""
    shown = service_pages.open_year(work, year or work.today.year)
    return page(
        request,
        work,
        "workdays/year.html",
        shown=shown,
        is_built_in=shown.year.source == LIBRARY_SOURCE,
        overlay_labels=OVERLAY_KIND_LABELS,
    )
