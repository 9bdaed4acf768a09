"""`/api/v1/audit`."""

from typing import Annotated

from fastapi import Query, Request

from app.audit.schemas import AuditEventView, AuditFilters
from app.audit.service_read import Directory, list_events
from app.core.paging import Page
from app.http.deps import WriteWork
from app.http.routing import api_router

router = api_router("audit")


@router.get("/audit")
def list_audit_events(
    request: Request, work: WriteWork, filters: Annotated[AuditFilters, Query()]
) -> Page[AuditEventView]:
    """The audit trail as far as one may read it, newest first; the reading is itself logged."""
    directory: Directory = request.app.state.audit_directory
    return list_events(work, directory, filters)
