"""Feedback over `/api/v1`."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.feedback import service
from app.feedback.models import FeedbackState
from app.feedback.schemas import Answer, Code, FeedbackStatusView, FeedbackView, FeedbackWrite, SentView, Take
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals

router = api_router("feedback")


@router.post(
    "/feedback",
    status_code=201,
    responses={200: {"model": SentView, "description": "This id again with the same words"}, **refusals(409, 429)},
)
def send(body: FeedbackWrite, work: WriteWork, response: Response) -> SentView:
    """Send a complaint, suggestion or question to the Organization Department; never to the receiving unit."""
    view, created = service.send_feedback(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/feedback")
def list_feedback(
    work: ReadWork,
    box: Literal["own", "handled"] = "own",
    state: Annotated[list[FeedbackState] | None, Query(max_length=4)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[FeedbackView]:
    """What one sent under one's name, or (`box=handled`) what one is to answer."""
    if box == "own":
        return service.list_own(work, limit, cursor)
    return service.list_handled(work, tuple(state or FeedbackState), limit, cursor)


@router.post("/feedback/by-code", responses=refusals(404, 429))
def look_up(body: Code, work: ReadWork) -> FeedbackStatusView:
    """The state and answer of an anonymous piece by the code that its sender was shown."""
    return service.look_up(work, body.code)


@router.get("/feedback/{feedback_id}")
def get_feedback(feedback_id: UUID, work: ReadWork) -> FeedbackView:
    """One piece, for its named author and for those who answer it."""
    return service.get_feedback(work, feedback_id)


@router.post("/feedback/{feedback_id}/take")
def take(feedback_id: UUID, body: Take, work: WriteWork) -> FeedbackView:
    """Take it up: its author sees that somebody is at it."""
    return service.take_feedback(work, feedback_id, body.version)


@router.post("/feedback/{feedback_id}/answer")
def answer(feedback_id: UUID, body: Answer, work: WriteWork) -> FeedbackView:
    """Answer it, once."""
    return service.answer_feedback(work, feedback_id, body.version, body.text)


@router.post("/feedback/{feedback_id}/close")
def close(feedback_id: UUID, body: Take, work: WriteWork) -> FeedbackView:
    """Close what was answered."""
    return service.close_feedback(work, feedback_id, body.version)
