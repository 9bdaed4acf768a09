"""`/api/v1/workdays`: a year of the calendar, and taking in its notice."""

from typing import Annotated

from fastapi import Query

from app.core.actor import Scope
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, scopes
from app.workdays import service_years
from app.workdays.schemas import ImportView, NoticeImport, YearView

router = api_router("workdays")
Year = Annotated[int, Query(ge=2000, le=2100)]


@router.get("/workdays", openapi_extra=scopes(Scope.ROSTER_READ, Scope.ATTENDANCE_READ))
def get_year(work: ReadWork, year: Year) -> YearView:
    """A year's holidays and make-up workdays; all other dates follow the weekday."""
    return service_years.get_year(work, year)


@router.post("/workdays/import")
def import_notice(work: WriteWork, body: NoticeImport) -> ImportView:
    """Replace a year by its notice, as published or as a table; `dry_run` only compares."""
    return service_years.import_notice(work, body)
