"""The Organization Department's page 总览."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.home import service_overview
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.signals.labels import KINDS

router = page_router()


@router.get("/overview")
def overview(request: Request, work: ReadWork, units: Annotated[int, Query(ge=1, le=999)] = 1) -> Response:
    """总览: programmes and people, records asked for and received, months to confirm; `units` is the charts' page."""
    return page(request, work, "home/overview.html", shown=service_overview.open_overview(work, units), kinds=KINDS)
