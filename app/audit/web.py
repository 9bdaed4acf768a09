"""The desk page 审计."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from app.audit.api import Filters, directory_of
from app.audit.schemas import AuditFilters
from app.audit.service_read import list_events
from app.http.deps import WriteWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()
PAGE_SIZE = 50


@router.get("/audit")
def audit_page(
    request: Request,
    work: WriteWork,
    filters: Filters,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> HTMLResponse:
    """The trail as a table, newest first."""
    found = list_events(work, directory_of(request), filters, PAGE_SIZE, cursor)
    following = _link(filters, found.next_cursor) if found.next_cursor else None
    return page(request, work, "audit/list.html", events=found.items, filters=filters, following=following)


def _link(filters: AuditFilters, cursor: str) -> str:
    asked = filters.model_dump(mode="json", exclude_none=True)
    names = {"from_on": "from", "to_on": "to"}
    return "/audit?" + urlencode({names.get(key, key): value for key, value in asked.items()} | {"cursor": cursor})
