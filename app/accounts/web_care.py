"""The steps for units that are merged and people who leave, and 隐私与授权, whose form needs no script."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts import labels, service_consents, service_leaving_page, service_unit_pages
from app.accounts.models_care import ConsentKind
from app.accounts.schemas_care import ConsentIn
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
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


@router.get("/me/consents")
def show_consents(request: Request, work: ReadWork) -> Response:
    """隐私与授权: what is asked for and why, what was answered, and how to take it back."""
    consents, desk = service_consents.list_consents(work).items, is_desk(request, work.actor)
    return page(request, work, "accounts/consents.html", consents=consents, labels=labels, desk=desk)


@router.post("/me/consents/{kind}")
def answer_consent(
    work: WriteWork, kind: ConsentKind, given: Annotated[bool, Form()], notice_version: Annotated[str, Form()]
) -> Response:
    """The page's own answer, which needs no script."""
    service_consents.put_consent(work, kind, ConsentIn(given=given, notice_version=notice_version))
    return RedirectResponse(f"/me/consents#{kind}", status_code=303)
