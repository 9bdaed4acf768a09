"""Pages of feedback: what one sent, a form, a code to look up; and for the Organization Department what to answer."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.core.i18n import N_, translate
from app.core.work import Work
from app.feedback import policy, service
from app.feedback.models import FeedbackState
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()
ELSEWHERE = N_("如果要反映的就是组织部门或其工作人员的问题，请向上一级组织部门（12380）或纪检监察机关（12388）反映。")
_OPEN, _DONE = (FeedbackState.RECEIVED, FeedbackState.PROCESSING), (FeedbackState.ANSWERED, FeedbackState.CLOSED)


def _shell(request: Request, work: Work) -> str:
    return "base_desk.html" if is_desk(request, work.actor) else "base_phone.html"


@router.get("/feedback")
def list_feedback(
    request: Request,
    work: ReadWork,
    box: Literal["own", "open", "done"] | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """投诉建议: one's own and the look-up by code; those who answer begin with what waits for them."""
    handles = policy.may_handle_somewhere(work.actor)
    chosen = box or ("open" if handles else "own")
    if chosen == "own":
        shown = service.list_own(work, cursor=cursor)
    else:
        shown = service.list_handled(work, _OPEN if chosen == "open" else _DONE, cursor=cursor)
    context: dict[str, Any] = {"shown": shown, "box": chosen, "handles": handles, "elsewhere": _elsewhere(request)}
    return page(request, work, "feedback/list.html", shell=_shell(request, work), **context)


@router.get("/feedback/new")
def new_feedback(
    request: Request,
    work: ReadWork,
    sender: Annotated[Literal["named", "anonymous"], Query(alias="as")] = "named",
) -> Response:
    """The form, under one's name or without."""
    context: dict[str, Any] = {"anonymous": sender == "anonymous", "elsewhere": _elsewhere(request)}
    return page(request, work, "feedback/new.html", shell=_shell(request, work), **context)


@router.get("/feedback/{feedback_id}")
def show_feedback(request: Request, work: ReadWork, feedback_id: UUID) -> Response:
    """One piece with its answer; those who answer find the form for it."""
    one = service.get_feedback(work, feedback_id)
    handles = service.may_handle(work, feedback_id)
    return page(request, work, "feedback/detail.html", shell=_shell(request, work), one=one, handles=handles)


def _elsewhere(request: Request) -> str:
    """Where to turn about the Organization Department itself: in the operator's own words, else in ours."""
    text: str = request.app.state.settings.feedback_elsewhere
    return text or translate(ELSEWHERE, locale_of(request))
