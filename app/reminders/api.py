"""`/api/v1/inbox`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from app.core.paging import MAX_LIMIT
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router
from app.http.wording import wording
from app.reminders import service
from app.reminders.schemas import (
    InboxMessageView,
    InboxPage,
    InboxRead,
    ReadAllIn,
)

router = api_router("inbox")
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/inbox")
def list_inbox(
    request: Request, work: ReadWork, unread: bool = False, limit: Limit = 50, cursor: Cursor = None
) -> InboxPage:
    """One's own messages 消息, newest first; `unread=true` leaves out what was read."""
    rows, following, count = service.list_messages(work, unread=unread, limit=limit, cursor=cursor)
    say = wording(request)
    return InboxPage(items=[service.view_message(row, say) for row in rows], next_cursor=following, unread=count)


@router.post("/inbox/read-all")
def read_all(work: WriteWork, body: ReadAllIn) -> InboxRead:
    """Mark one's own messages up to an instant as read, all at once; again changes nothing."""
    return service.read_messages(work, body.until)


@router.post("/inbox/{message_id}/read")
def read_message(request: Request, work: WriteWork, message_id: UUID) -> InboxMessageView:
    """Mark one's own message as read; again changes nothing."""
    return service.view_message(service.read_message(work, message_id), wording(request))
