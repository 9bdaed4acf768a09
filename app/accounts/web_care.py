"""The desk's steps for units that are merged and people who leave; their forms write through the API."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts import labels, service_leaving_page, service_unit_pages
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()
Into = Annotated[UUID | None, Query()]
On = Annotated[date | None, Query()]


@router.get("/units/{unit_id}/merge")
def merge_unit(request: Request, work: WriteWork, unit_id: UUID, into: Into = None, on: On = None) -> Response:
    """What would move if a unit went into another; nothing is kept of the trial."""
    shown = service_unit_pages.open_merge(work, unit_id, into, on)
    return page(request, work, "accounts/unit_merge.html", shown=shown)


@router.get("/people/{person_id}/leave")
def let_leave(request: Request, work: ReadWork, person_id: UUID, on: On = None) -> Response:
    """What somebody still answers for after a day, and the form that fixes it as their last."""
    shown = service_leaving_page.open_leaving(work, person_id, on)
    return page(request, work, "accounts/leaving.html", shown=shown, labels=labels)
