"""The pages of objections 异议: what waits for an answer, and one of them with its answer form."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.allowances import service_objection_pages
from app.allowances.service_objection_views import OUTCOME_LABELS
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()
Cursor = Annotated[str | None, Query(max_length=600)]


@router.get("/objections")
def list_page(
    request: Request,
    work: ReadWork,
    state: Literal["open", "overdue", "answered", "withdrawn"] | None = None,
    cursor: Cursor = None,
) -> Response:
    """异议: by the day on which they are due; overdue ones say so."""
    shown = service_objection_pages.open_list(work, state, cursor)
    desk = is_desk(request, work.actor)
    return page(request, work, "allowances/objections.html", shown=shown, desk=desk, outcomes=OUTCOME_LABELS)


@router.get("/objections/{objection_id}")
def objection_page(request: Request, work: ReadWork, objection_id: UUID) -> Response:
    """One objection: what it is about, what was answered, and what its reader may do."""
    shown = service_objection_pages.open_one(work, objection_id)
    desk = is_desk(request, work.actor)
    return page(request, work, "allowances/objection.html", shown=shown, desk=desk, outcomes=OUTCOME_LABELS)
