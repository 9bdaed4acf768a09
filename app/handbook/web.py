"""The pages 纪实手册: one cadre's, and many in one file."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.core.making import MakingState
from app.handbook import service_pages
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()


@router.get("/handbook")
def own_handbook(request: Request, work: ReadWork) -> Response:
    """纪实手册: one's own, whole or a month, to print or to edit."""
    shown = service_pages.open_own(work)
    return page(request, work, "handbook/book.html", shown=shown, desk=is_desk(request, work.actor))


@router.get("/secondments/{secondment_id}/handbook")
def handbook(request: Request, work: ReadWork, secondment_id: UUID) -> Response:
    """The same of a cadre whose texts one may read."""
    shown = service_pages.open_one(work, secondment_id)
    return page(request, work, "handbook/book.html", shown=shown, desk=is_desk(request, work.actor))


@router.get("/handbooks")
def handbooks(
    request: Request,
    work: ReadWork,
    group_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """成批生成: the handbooks of a group or programme in one file, and how far each is."""
    desk = service_pages.open_desk(work, cursor)
    return page(request, work, "handbook/jobs.html", desk=desk, group_id=group_id, states=MakingState)
