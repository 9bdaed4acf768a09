"""The desk page 审计."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response

from app.audit.schemas import AuditFilters
from app.audit.service_read import Directory, list_events
from app.http.deps import WriteWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()


@router.get("/audit")
def audit_page(request: Request, work: WriteWork, filters: Annotated[AuditFilters, Query()]) -> Response:
    """The trail as a table, newest first."""
    directory: Directory = request.app.state.audit_directory
    found = list_events(work, directory, filters)
    following = _link(filters, found.next_cursor) if found.next_cursor else None
    return page(request, work, "audit/list.html", events=found.items, filters=filters, following=following)


def _link(filters: AuditFilters, cursor: str) -> str:
    asked = filters.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    return "/audit?" + urlencode(asked | {"cursor": cursor})
