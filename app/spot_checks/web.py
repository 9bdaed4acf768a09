"""Pages of spot-check notes: the cadre's on the phone, everybody else's on the desk or the phone that they hold."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.core import clock
from app.core.work import Work
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_phone
from app.http.templating import page
from app.spot_checks import policy, service_formal, service_pages
from app.spot_checks.models import SpotCheckStatus
from app.spot_checks.service_formal_pages import own_checks

router = page_router()


def _shell(request: Request, work: Work) -> str:
    """The cadre has the phone's shell everywhere; the others by what they hold in their hands."""
    return "base_phone.html" if is_phone(request) or policy.is_cadre_only(work.actor) else "base_desk.html"


@router.get("/spot-checks")
def list_notes(
    request: Request,
    work: ReadWork,
    status: SpotCheckStatus | None = None,
    secondment_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """抽查记录, newest visit first."""
    shown = service_pages.list_notes(work, status, secondment_id, cursor)
    own = [] if status or secondment_id or cursor else own_checks(work)
    return page(request, work, "spot_checks/list.html", shell=_shell(request, work), shown=shown, own_checks=own)


@router.get("/spot-checks/new")
def new_note(request: Request, work: ReadWork, secondment_id: UUID | None = None) -> Response:
    """The form for a note after a visit; without a secondment the choice of one comes first."""
    card = service_pages.open_form(work, secondment_id) if secondment_id else None
    choices = [] if card else service_pages.writable_cards(work)
    shell = _shell(request, work)
    now = clock.beijing(work.now)
    return page(request, work, "spot_checks/new.html", shell=shell, card=card, choices=choices, now=now)


@router.get("/spot-checks/{spot_check_id}")
def show_note(request: Request, work: WriteWork, spot_check_id: UUID) -> Response:
    """One note with its answer; a reading by the Organization Department is logged. A formal check has its own page."""
    if service_formal.exists(work, spot_check_id):
        service_formal.open_check(work, spot_check_id)
        return RedirectResponse(f"/checks/{spot_check_id}", status_code=303)
    opened = service_pages.open_spot_check(work, spot_check_id)
    return page(request, work, "spot_checks/detail.html", shell=_shell(request, work), opened=opened)
