"""What the phone keeps to open without a network: its worker, a blank day, and a page for what it does not have."""

from uuid import UUID

from fastapi import Request, Response

from app.accounts.service_consents import list_consents
from app.home.service_blank import open_blank
from app.http import worker
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()


@router.get("/sw.js")
def service_worker() -> Response:
    """The worker; asked anew at each start, so that a mended one is there at once."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return Response(worker.script(), media_type="text/javascript", headers=headers)


@router.get("/offline")
def offline(request: Request) -> Response:
    """What the worker shows for a page that the phone does not have; names nobody."""
    return page(request, None, "home/offline.html")


@router.get("/today/blank")
def blank(request: Request, work: ReadWork, s: UUID | None = None) -> Response:
    """A day's form for the day that the phone's calendar shows, of the present secondment or another of one's own."""
    found = open_blank(work, s)
    if found is None:
        return page(request, work, "home/no_secondment.html", desk=False)
    consents = list_consents(work).items
    return page(request, work, "home/blank.html", day=found.day, days=found.days, consents=consents, desk=False)
