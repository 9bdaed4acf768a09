"""`/api/v1/audit`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from app.audit.schemas import AuditEventView, AuditFilters
from app.audit.service_read import Directory, list_events
from app.core.paging import MAX_LIMIT, Page
from app.http.deps import WriteWork
from app.http.routing import api_router

router = api_router("audit")


def directory_of(request: Request) -> Directory:
    """What the domains above lend to the trail, put together with the application."""
    directory: Directory = request.app.state.audit_directory
    return directory


def filters_of(
    actor: UUID | None = None,
    subject: Annotated[str | None, Query(max_length=64)] = None,
    action: Annotated[
        str | None,
        Query(max_length=64, pattern=r"^[a-z_.-]+$", description="`records.approve`, or a domain: `records`."),
    ] = None,
    from_on: Annotated[date | None, Query(alias="from")] = None,
    to_on: Annotated[date | None, Query(alias="to")] = None,
) -> AuditFilters:
    """Filters from the query."""
    return AuditFilters(actor=actor, subject=subject, action=action, from_on=from_on, to_on=to_on)


Filters = Annotated[AuditFilters, Depends(filters_of)]


@router.get("/audit")
def list_audit_events(
    request: Request,
    work: WriteWork,
    filters: Filters,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[AuditEventView]:
    """The audit trail as far as one may read it, newest first; the reading is itself logged."""
    return list_events(work, directory_of(request), filters, limit, cursor)
