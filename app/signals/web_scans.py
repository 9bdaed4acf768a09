"""The desk page 比对: how scans went, in dates, states and totals, and the form that asks for one."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.signals import service_scans
from app.signals.labels import KINDS

router = page_router()
A_PAGE = 30


@router.get("/scans")
def scans(request: Request, work: ReadWork, cursor: Annotated[str | None, Query(max_length=200)] = None) -> Response:
    """比对 of the last 90 days, the newest first; for whoever runs the service."""
    found = service_scans.list_scans(work, A_PAGE, cursor)
    yesterday = work.today - timedelta(days=1)
    return page(
        request,
        work,
        "signals/scans.html",
        scans=found.items,
        following=found.next_cursor,
        yesterday=yesterday,
        first=yesterday.replace(day=1),
        kinds={kind.value: label for kind, label in KINDS.items()},
    )
