"""`/api/v1/signals/scans`: asking for a scan, and how scans went."""

from typing import Annotated

from fastapi import Query, Response

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router
from app.signals import service_scans
from app.signals.schemas_scan import ScanIn, ScanView

router = api_router("signals")


@router.post("/signals/scans", status_code=201)
def ask_for_scan(work: WriteWork, response: Response, body: ScanIn) -> ScanView:
    """Look at a period again as of a day; the scheduler begins it within ten minutes. The same `id` again: the same."""
    view, is_new = service_scans.ask_for_scan(work, body)
    response.status_code = 201 if is_new else 200
    return view


@router.get("/signals/scans")
def list_scans(
    work: ReadWork,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[ScanView]:
    """Scans of the last 90 days, the newest first: dates, states and counts by kind."""
    return service_scans.list_scans(work, limit, cursor)
