"""Pages of signals 疑问: the cadre's on the phone, everybody else's on the desk or the phone that they hold."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.http.wording import wording
from app.signals import labels, service_pages
from app.signals.models import SignalKind
from app.signals.service_pages import Step

router = page_router()


@router.get("/gaps")
def gaps(_work: ReadWork) -> Response:
    """Where older messages lead: what was a gap is a question now."""
    return RedirectResponse("/signals", status_code=303)


@router.get("/signals")
def list_signals(
    request: Request,
    work: ReadWork,
    step: Step = Step.LIVE,
    kind: SignalKind | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """疑问: one's own, those that one reviews, those of one's region; the newest put first, never ranked."""
    shown = service_pages.list_page(work, step, kind, cursor, wording(request))
    desk = is_desk(request, work.actor)
    return page(request, work, "signals/list.html", desk=desk, shown=shown, kinds=labels.KINDS)


@router.get("/signals/{signal_id}")
def show_signal(
    request: Request,
    work: WriteWork,
    signal_id: UUID,
    step: Step | None = None,
    kind: SignalKind | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """One question: to answer, or to decide on beside its list; the Department's reading is logged."""
    say, desk = wording(request), is_desk(request, work.actor)
    opened = service_pages.open_page(work, signal_id, say)
    beside = None
    if desk and not opened.is_own:
        beside = service_pages.list_page(work, step or service_pages.step_of(opened.signal.status), kind, cursor, say)
    return page(
        request,
        work,
        "signals/detail.html",
        desk=desk,
        opened=opened,
        beside=beside,
        previous=beside.next_to(signal_id, -1) if beside else None,
        following=beside.next_to(signal_id, 1) if beside else None,
        kinds=labels.KINDS,
        reasons=labels.REASONS,
        outcomes=labels.OUTCOMES,
        hints=labels.OUTCOME_HINTS,
    )
