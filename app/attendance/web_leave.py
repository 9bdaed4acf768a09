"""The pages of 请假: lists, one leave, the form and what its dates come to. They read; forms write through the API."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.attendance import service_leave_pages as pages
from app.attendance.ledger import Half
from app.attendance.models_leave import LeaveStatus, LeaveType
from app.attendance.policy_leave import WORDS
from app.attendance.schemas import MONTH_PATTERN
from app.attendance.schemas_leave import LeaveFilter
from app.core.errors import Invalid
from app.core.schema import Schema
from app.core.work import Work
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()


class Dates(Schema):
    """The dates of a form that is being filled in."""

    secondment_id: UUID
    type: LeaveType
    start_on: date
    end_on: date
    start_half: Half | None = None
    end_half: Half | None = None


@router.get("/leave")
def list_page(
    request: Request,
    work: ReadWork,
    view: pages.View | None = None,
    status: LeaveStatus | Literal[""] = "",
    month: Annotated[str, Query(pattern=rf"{MONTH_PATTERN}|^$")] = "",
    secondment_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """请假: what waits for the reader, or all that they may know of."""
    wanted = LeaveFilter(status=status or None, secondment_id=secondment_id, cursor=cursor, limit=pages.PAGE)
    shown = pages.list_page(work, view, wanted, month)
    return page(request, work, "attendance/leave_list.html", **_shell(request, work), shown=shown)


@router.get("/leave/new")
def new_page(
    request: Request,
    work: ReadWork,
    secondment_id: UUID | None = None,
    other: bool = False,
    q: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """The form; `other` chooses the cadre for whom somebody else files."""
    card = None if other else pages.open_form(work, secondment_id)
    chosen = [] if card else pages.choices(work, q)
    on_behalf = card is not None and card.secondment.cadre_id != work.actor.person_id
    shell = _shell(request, work)
    return page(
        request, work, "attendance/leave_new.html", **shell, card=card, choices=chosen, on_behalf=on_behalf, q=q
    )


@router.get("/leave/effect")
def effect(request: Request, work: ReadWork, asked: Annotated[Dates, Query()]) -> Response:
    """A part of the form: how many days the dates come to, who decides, and what it means for pay."""
    halves = asked.start_half, asked.end_half
    problem = ""
    try:
        found = pages.effect_of(work, asked.secondment_id, asked.type, (asked.start_on, asked.end_on), halves)
    except Invalid as error:
        found, problem = None, error.errors[0].message
    return page(request, work, "attendance/_leave_effect.html", effect=found, problem=problem)


@router.get("/leave/{leave_id}")
def show_page(request: Request, work: ReadWork, leave_id: UUID) -> Response:
    """One leave, its way so far, and what the reader may do."""
    opened = pages.open_page(work, leave_id)
    return page(request, work, "attendance/leave.html", **_shell(request, work), opened=opened)


def _shell(request: Request, work: Work) -> dict[str, Any]:
    return {**WORDS, "phone": not is_desk(request, work.actor)}
