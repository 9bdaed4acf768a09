"""The pages of 报销: lists, the queue, one claim, its form and what a journey comes to. They read alone."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts.models_care import ConsentKind
from app.accounts.service_consents import get_consent
from app.allowances import service_claims_pages as pages
from app.allowances import service_claims_price
from app.allowances.models_claims import ClaimKind, ClaimState
from app.allowances.policy_claims import WORDS, Action
from app.allowances.schemas_claims import ClaimFilter, PreviewAsked
from app.allowances.transport import TRIP_REASON_LABELS
from app.attendance.schemas import MONTH_PATTERN
from app.core import clock
from app.core.errors import Invalid
from app.core.work import Work
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()


@router.get("/claims")
def list_page(
    request: Request,
    work: ReadWork,
    view: pages.View | None = None,
    state: ClaimState | Literal[""] = "",
    month: Annotated[str, Query(pattern=rf"{MONTH_PATTERN}|^$")] = "",
    claim: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """报销: what waits for the reader with the claim beside it, their own, or all that they know of."""
    wanted = ClaimFilter(state=state or None, month=month or None, cursor=cursor, limit=pages.PAGE)
    shell = _shell(request, work)
    shown = pages.list_page(work, view, wanted, None if shell["phone"] else claim)
    name = "allowances/claim_queue.html" if shown.current and not shell["phone"] else "allowances/claim_list.html"
    return page(request, work, name, **shell, shown=shown)


@router.get("/claims/new")
def new_page(request: Request, work: ReadWork, kind: ClaimKind = ClaimKind.TRANSPORT) -> Response:
    """A new claim of one's own: a journey, or a month's statement."""
    return _form(request, work, pages.open_form(work, None, kind), kind)


@router.get("/claims/effect")
def effect(request: Request, work: ReadWork, asked: Annotated[PreviewAsked, Query()]) -> Response:
    """A part of the form: what the journey would be paid, and why."""
    try:
        found = service_claims_price.preview(work, asked)
    except Invalid:
        found = None
    return page(request, work, "allowances/_claim_effect.html", effect=found, **_words())


@router.get("/claims/{claim_id}")
def show_page(request: Request, work: ReadWork, claim_id: UUID) -> Response:
    """One claim, its way so far, and what the reader may do."""
    opened = pages.open_page(work, claim_id)
    return page(request, work, "allowances/claim.html", **_shell(request, work), opened=opened)


@router.get("/claims/{claim_id}/edit")
def edit_page(request: Request, work: ReadWork, claim_id: UUID) -> Response:
    """The form of a draft or of a returned claim."""
    return _form(request, work, pages.open_form(work, claim_id, ClaimKind.TRANSPORT), ClaimKind.TRANSPORT)


def _form(request: Request, work: Work, form: pages.Form | None, kind: ClaimKind) -> Response:
    shell = _shell(request, work)
    if form is None:
        return page(request, work, "allowances/claim_nobody.html", **shell)
    consent = get_consent(work, ConsentKind.PHOTOS)
    trips = pages.trips_of(form, work.today)
    name = "allowances/claim_statement.html" if kind is ClaimKind.ALLOWANCE else "allowances/claim_form.html"
    return page(request, work, name, **shell, form=form, trips=trips, consent=consent)


def _words() -> dict[str, Any]:
    reasons = {key.value: label for key, label in TRIP_REASON_LABELS.items()}
    return {**WORDS, "trip_reasons": reasons, "Action": Action, "local_time": _local_time}


def _local_time(at: datetime) -> str:
    """An instant as a field for date and time takes it, in Beijing."""
    return clock.beijing(at).strftime("%Y-%m-%dT%H:%M")


def _shell(request: Request, work: Work) -> dict[str, Any]:
    return {**_words(), "phone": not is_desk(request, work.actor)}
