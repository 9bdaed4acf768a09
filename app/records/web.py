"""Pages of content care: hiding a record, and for the Organization Department what is hidden 内容处置."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.core.work import Work
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.records import service
from app.records.models_care import OPEN_STATES, HoldState

router = page_router()
_DECIDED = (HoldState.RELEASED, HoldState.PURGED)


def _shell(request: Request, work: Work) -> str:
    return "base_desk.html" if is_desk(request, work.actor) else "base_phone.html"


@router.get("/records/{record_id}/quarantine")
def hide(request: Request, work: ReadWork, record_id: UUID) -> Response:
    """隔离: why a record is to be hidden; it happens with one more press."""
    hiding = service.open_for_hiding(work, record_id)
    return page(request, work, "records/hide.html", shell=_shell(request, work), hiding=hiding)


@router.get("/holds")
def list_holds(
    request: Request,
    work: ReadWork,
    show: Literal["open", "decided"] = "open",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """内容处置: hidden records of the region without their text, those that wait for a decision first."""
    shown = service.list_holds(work, OPEN_STATES if show == "open" else _DECIDED, cursor=cursor)
    return page(request, work, "records/holds.html", shell=_shell(request, work), shown=shown, show=show)


@router.get("/holds/{hold_id}")
def show_hold(request: Request, work: ReadWork, hold_id: UUID) -> Response:
    """One hidden record: who, when, why, and what may be decided; its text stands on a page of its own."""
    hold = service.get_hold(work, hold_id)
    return page(request, work, "records/hold.html", shell=_shell(request, work), hold=hold)


@router.get("/holds/{hold_id}/content")
def read_held(request: Request, work: WriteWork, hold_id: UUID) -> Response:
    """The hidden text; opening this page leaves a trace."""
    hold, held = service.get_hold(work, hold_id), service.read_held(work, hold_id)
    return page(request, work, "records/held.html", shell=_shell(request, work), hold=hold, held=held)
