"""Pages of formal checks 抽查: the list, draws and plans on the desk; the visit and the cadre's answer on the phone."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.core import clock
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.secondments.service_programmes import programme_choices
from app.spot_checks import labels, service_formal_pages
from app.spot_checks.models import SpotCheckStatus

router = page_router()
Cursor = Annotated[str | None, Query(max_length=500)]
WORDS: dict[str, Any] = {
    "methods": labels.METHOD_LABELS,
    "consistents": labels.CONSISTENT_LABELS,
    "leaves": labels.LEAVE_LABELS,
    "allowances": labels.ALLOWANCE_LABELS,
    "findings": labels.FINDING_LABELS,
    "arms": labels.ARM_LABELS,
    "everies": labels.EVERY_LABELS,
}


@router.get("/checks")
def list_checks(
    request: Request, work: ReadWork, status: SpotCheckStatus | None = None, cursor: Cursor = None
) -> Response:
    """抽查, newest draw first."""
    shown = service_formal_pages.list_checks(work, status, cursor)
    return page(request, work, "spot_checks/checks.html", shown=shown, desk=is_desk(request, work.actor), **WORDS)


@router.get("/checks/draws")
def list_draws(request: Request, work: ReadWork, cursor: Cursor = None) -> Response:
    """抽签: every draw, void ones with their reason."""
    shown = service_formal_pages.list_draws(work, cursor)
    return page(request, work, "spot_checks/draws.html", shown=shown, desk=is_desk(request, work.actor), **WORDS)


@router.get("/checks/draws/new")
def new_draw(
    request: Request,
    work: ReadWork,
    programme_id: UUID | None = None,
    secondment_id: UUID | None = None,
    signal_id: UUID | None = None,
    period: Annotated[str | None, Query(pattern=r"^\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}$")] = None,
) -> Response:
    """The form of a draw, with how large its frame is."""
    form = service_formal_pages.open_draw_form(
        work, programme_id=programme_id, secondment_id=secondment_id, signal_id=signal_id, period=period
    )
    return page(request, work, "spot_checks/draw_new.html", form=form, desk=is_desk(request, work.actor), **WORDS)


@router.get("/checks/draws/{draw_id}")
def show_draw(request: Request, work: ReadWork, draw_id: UUID) -> Response:
    """核验抽签: seed, digest and result, recomputed."""
    draw, verified = service_formal_pages.open_draw(work, draw_id)
    desk = is_desk(request, work.actor)
    return page(request, work, "spot_checks/draw.html", draw=draw, verified=verified, desk=desk, **WORDS)


@router.get("/checks/plans")
def list_plans(request: Request, work: ReadWork) -> Response:
    """检查计划, and the form for another one."""
    plans = service_formal_pages.plans(work)
    programmes = programme_choices(work)
    desk = is_desk(request, work.actor)
    return page(
        request,
        work,
        "spot_checks/plans.html",
        plans=plans,
        programmes=programmes,
        desk=desk,
        first=_first(work),
        **WORDS,
    )


def _first(work: ReadWork) -> str:
    return clock.month_bounds(clock.month_of(work.today))[0].isoformat()


@router.get("/checks/{check_id}")
def show_check(request: Request, work: WriteWork, check_id: UUID) -> Response:
    """One check; a reading by the Organization Department is logged."""
    opened = service_formal_pages.open_check(work, check_id)
    return page(request, work, "spot_checks/check.html", opened=opened, desk=is_desk(request, work.actor), **WORDS)


@router.get("/checks/{check_id}/visit")
def visit(request: Request, work: WriteWork, check_id: UUID) -> Response:
    """The form of a visit with the days drawn; the reading is logged."""
    opened, sample = service_formal_pages.open_visit(work, check_id)
    return page(
        request,
        work,
        "spot_checks/visit.html",
        opened=opened,
        sample=sample,
        desk=is_desk(request, work.actor),
        clock_of=clock.beijing,
        now=clock.beijing(work.now),
        **WORDS,
    )
