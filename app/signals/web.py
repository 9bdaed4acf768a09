"""Pages of signals 疑问: the cadre's on the phone, everybody else's on the desk or the phone that they hold."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.core.work import Work
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.http.wording import wording
from app.signals import service
from app.signals.service import SignalFilter

router = page_router()
PAGE_SIZE = 30


def _shell(request: Request, work: Work) -> str:
    return "base_desk.html" if is_desk(request, work.actor) else "base_phone.html"


@router.get("/gaps")
def gaps(_work: ReadWork) -> Response:
    """Where older messages lead: what was a gap is a question now."""
    return RedirectResponse("/signals", status_code=303)


@router.get("/signals")
def list_signals(
    request: Request, work: ReadWork, cursor: Annotated[str | None, Query(max_length=500)] = None
) -> Response:
    """疑问, the newest put first."""
    found = service.list_signals(work, SignalFilter(limit=PAGE_SIZE, cursor=cursor), wording(request))
    return page(request, work, "signals/list.html", shell=_shell(request, work), signals=found.items)
