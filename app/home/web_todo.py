"""The reviewer's page 待办 on the phone and on the desk, and the page of those who have none of their own."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.allowances.policy_claims import WORDS as CLAIM_WORDS
from app.attendance.policy_leave import WORDS
from app.home import service_todo
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk, is_phone
from app.http.templating import page

router = page_router()


@router.get("/todo")
def todo(
    request: Request,
    work: ReadWork,
    card: Annotated[str | None, Query(max_length=60)] = None,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
    everybody: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """待办: a card a cadre and week, full text, one decision for the rest or a return of one day."""
    shown = service_todo.open_todo(work, card, cursor, everybody=everybody)
    name = "home/todo_phone.html" if is_phone(request) else "home/todo_desk.html"
    return page(request, work, name, todo=shown, **WORDS, **CLAIM_WORDS)


@router.get("/start")
def start(request: Request, work: ReadWork) -> Response:
    """Where somebody begins whose role has no list of its own."""
    return page(request, work, "home/start.html", desk=is_desk(request, work.actor))
