"""The desk's page 登录码: who of a unit has not signed in yet, and their slips to print."""

from uuid import UUID

from fastapi import Request, Response

from app.accounts import service_slips
from app.core.errors import NotFound
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()


@router.get("/login-slips")
def show_slips(request: Request, work: ReadWork, unit_id: str = "") -> Response:
    """The people of a unit (and below), each with whether a slip is needed."""
    try:
        wanted = UUID(unit_id) if unit_id else None
    except ValueError as error:
        raise NotFound from error
    return page(request, work, "accounts/slips.html", shown=service_slips.open_slips(work, wanted))
