"""The page 代理: who stands in for whom, and a form to ask somebody. It only reads; its form writes through the API."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts import service_delegation_pages as service
from app.core.i18n import N_
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()
SIGNS = {
    "upcoming": ("calendar-event", N_("未开始"), "quiet"),
    "in_force": ("check", N_("代理中"), "good"),
    "ended": ("history", N_("已到期"), "quiet"),
    "withdrawn": ("x", N_("已撤回"), "quiet"),
    "lapsed": ("alert-circle", N_("已失效"), "quiet"),
}


@router.get("/delegations")
def delegations(
    request: Request, work: ReadWork, cursor: Annotated[str | None, Query(max_length=400)] = None
) -> Response:
    """代理: given, received, and those of one's units."""
    shown = service.open_delegations(work, cursor)
    return page(request, work, "accounts/delegations.html", shown=shown, signs=SIGNS)


@router.get("/delegations/new")
def new_delegation(request: Request, work: ReadWork, unit_id: UUID | None = None) -> Response:
    """Ask somebody to stand in at a unit."""
    return page(request, work, "accounts/delegation.html", shown=service.open_new_delegation(work, unit_id))
