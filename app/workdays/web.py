"""The desk's page 节假日: a year by months, and taking in its notice."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.workdays import service_years

router = page_router()


@router.get("/workdays")
def show_year(
    request: Request, work: ReadWork, year: Annotated[int | None, Query(ge=2000, le=2100)] = None
) -> Response:
    """A year's holidays and make-up workdays, this year's unless asked."""
    return page(request, work, "workdays/year.html", shown=service_years.open_year(work, year or work.today.year))
