"""The page 记录缺口 on the desk."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.http.wording import wording
from app.reminders.service_gaps import GapFilter, list_gaps

router = page_router()
PAGE_SIZE = 30
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/gaps")
def gaps(
    request: Request, work: ReadWork, status: Literal["open", "closed"] = "open", cursor: Cursor = None
) -> Response:
    """记录缺口: questions that are open, or closed by themselves."""
    found = list_gaps(work, GapFilter(status, limit=PAGE_SIZE, cursor=cursor), wording(request))
    more = "/gaps?" + urlencode({"status": status, "cursor": found.next_cursor}) if found.next_cursor else None
    return page(request, work, "reminders/gaps.html", gaps=found.items, status=status, more=more)
