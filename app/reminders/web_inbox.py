"""The page 消息: one's own messages, by the day on which they came."""

from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from app.core import clock
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.http.wording import wording
from app.reminders import service

router = page_router()
PAGE_SIZE = 30
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/inbox")
def inbox(request: Request, work: ReadWork, unread: bool = False, cursor: Cursor = None) -> Response:
    """消息: newest first; what is opened from here counts as read, or all that is shown at once."""
    rows, following, count = service.list_messages(work, unread=unread, limit=PAGE_SIZE, cursor=cursor)
    say = wording(request)
    views = [service.view_message(row, say) for row in rows]
    more = "/inbox?" + urlencode({"unread": str(unread).lower(), "cursor": following}) if following else None
    return page(
        request,
        work,
        "reminders/inbox.html",
        days=[(on, list(group)) for on, group in groupby(views, lambda one: clock.civil_date(one.created_at))],
        newest=views[0].created_at.isoformat() if views and cursor is None else None,
        unread=count,
        only_unread=unread,
        more=more,
        settings=service.get_settings(work),
        desk=is_desk(request, work.actor),
    )
