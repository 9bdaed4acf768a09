"""The page 消息 on the phone and 记录缺口 on the desk."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.http.wording import wording
from app.reminders import service
from app.reminders.service_gaps import GapFilter, list_gaps

router = page_router()
PAGE_SIZE = 30
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/inbox")
def inbox(request: Request, work: ReadWork, unread: bool = False, cursor: Cursor = None) -> Response:
    """消息: one's own messages, newest first, and whether a digest is wanted."""
    rows, following, count = service.list_messages(work, unread=unread, limit=PAGE_SIZE, cursor=cursor)
    say = wording(request)
    more = "/inbox?" + urlencode({"unread": str(unread).lower(), "cursor": following}) if following else None
    return page(
        request,
        work,
        "reminders/inbox.html",
        messages=[service.view_message(row, say) for row in rows],
        unread=count,
        only_unread=unread,
        more=more,
        settings=service.get_settings(work),
        desk=is_desk(request, work.actor),
    )


@router.get("/gaps")
def gaps(
    request: Request, work: ReadWork, status: Literal["open", "closed"] = "open", cursor: Cursor = None
) -> Response:
    """记录缺口: questions that are open, or closed by themselves."""
    found = list_gaps(work, GapFilter(status, limit=PAGE_SIZE, cursor=cursor), wording(request))
    more = "/gaps?" + urlencode({"status": status, "cursor": found.next_cursor}) if found.next_cursor else None
    return page(request, work, "reminders/gaps.html", gaps=found.items, status=status, more=more)
