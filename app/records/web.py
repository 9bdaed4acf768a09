"""Pages of content care: hiding a record, and for the Organization Department what is hidden 内容处置."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.core.paging import Page
from app.core.work import Work
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.records import service
from app.records.models_care import OPEN_STATES, HoldState
from app.records.models_summaries import Voice
from app.records.schemas_care import HoldView, TextHoldView
from app.records.service import summaries_holds, text_care
from app.records.web_summaries import PeriodName
from app.secondments.service_cards import describe

router = page_router()
VOICE_PARTS = {Voice.CADRE: "summaries", Voice.HOST: "notes"}
_DECIDED = (HoldState.RELEASED, HoldState.PURGED)


def _shell(request: Request, work: Work) -> str:
    return "base_desk.html" if is_desk(request, work.actor) else "base_phone.html"


@router.get("/records/{record_id}/quarantine")
def hide(request: Request, work: ReadWork, record_id: UUID) -> Response:
    """隔离: why a record is to be hidden; it happens with one more press."""
    hiding = service.open_for_hiding(work, record_id)
    return page(request, work, "records/hide.html", shell=_shell(request, work), hiding=hiding)


@router.get("/secondments/{secondment_id}/summaries/{period}/quarantine")
def hide_summary(
    request: Request, work: ReadWork, secondment_id: UUID, period: PeriodName, voice: Voice = Voice.CADRE
) -> Response:
    """隔离: why a summary or a note is to be hidden; it happens with one more press."""
    one = summaries_holds.open_for_hiding(work, secondment_id, period, voice)
    card = describe(work, [secondment_id])[secondment_id]
    back, part = f"/secondments/{secondment_id}/summaries/{period}", VOICE_PARTS[voice]
    shown: dict[str, Any] = {
        "kind": summaries_holds.KINDS[voice].value,
        "period": period,
        "hidden": one.hidden,
        "first_on": one.first_on,
        "last_on": one.last_on,
        "cadre_name": card.cadre_name,
        "cadre_id": card.secondment.cadre_id,
    }
    api = f"/api/v1/secondments/{secondment_id}/{part}/{period}/quarantine"
    return page(request, work, "records/hide_text.html", shell=_shell(request, work), back=back, api=api, **shown)


@router.get("/holds")
def list_holds(
    request: Request,
    work: ReadWork,
    show: Literal["open", "decided"] = "open",
    of: Literal["all", "texts", "records"] = "all",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """内容处置: what is hidden in the region without its text, what waits for a decision first."""
    states = OPEN_STATES if show == "open" else _DECIDED
    records = service.list_holds(work, states, cursor=cursor) if of != "texts" else Page[HoldView](items=[])
    texts = text_care.list_text_holds(work, states, cursor=cursor) if of != "records" else Page[TextHoldView](items=[])
    shell = _shell(request, work)
    return page(request, work, "records/holds.html", shell=shell, shown=records, texts=texts, show=show)


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


@router.get("/holds/texts/{hold_id}")
def show_text_hold(request: Request, work: ReadWork, hold_id: UUID) -> Response:
    """One hidden summary, note or form: as `show_hold`."""
    hold = text_care.get_text_hold(work, hold_id)
    return page(request, work, "records/hold.html", shell=_shell(request, work), hold=hold)


@router.get("/holds/texts/{hold_id}/content")
def read_held_text(request: Request, work: WriteWork, hold_id: UUID) -> Response:
    """The hidden text; opening this page leaves a trace."""
    hold, held = text_care.get_text_hold(work, hold_id), text_care.read_held_text(work, hold_id)
    return page(request, work, "records/held_text.html", shell=_shell(request, work), hold=hold, held=held)
