"""Check-ins over `/api/v1`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.attendance import service_check_ins as service
from app.attendance.schemas import CheckInFilter, CheckInIn, CheckInView
from app.core.actor import Scope
from app.core.i18n import translate
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.core.schema import Instant
from app.http.deps import ReadWork, WriteWork
from app.http.locales import locale_of
from app.http.routing import api_router, scopes

router = api_router("attendance")

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=600)]


@router.put(
    "/check-ins/{client_id}",
    status_code=201,
    response_model=CheckInView,
    responses={200: {"model": CheckInView, "description": "the same check-in again"}},
)
def put_check_in(
    work: WriteWork, client_id: UUID, body: CheckInIn, request: Request, response: Response
) -> CheckInView:
    """One tap; the same body again answers 200 with what stands."""
    outcome = service.put_check_in(work, client_id, body)
    response.status_code = 201 if outcome.created else 200
    if outcome.notice is None:
        return outcome.view
    return outcome.view.model_copy(update={"notice": translate(outcome.notice, locale_of(request))})


@router.get("/check-ins", openapi_extra=scopes(Scope.ATTENDANCE_READ))
def list_check_ins(
    work: ReadWork,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    first_on: Annotated[date | None, Query(alias="from")] = None,
    last_on: Annotated[date | None, Query(alias="to")] = None,
    changed_since: Instant | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[CheckInView]:
    """Newest first; positions are the cadre's own. With `changed_since` in the order of change, withdrawn ones too."""
    wanted = CheckInFilter(secondment_id, unit_id, first_on, last_on, changed_since)
    return service.list_check_ins(work, wanted, limit, cursor)


@router.delete("/check-ins/{client_id}")
def withdraw_check_in(work: WriteWork, client_id: UUID) -> CheckInView:
    """Take one's own check-in back on the same day."""
    return service.withdraw_check_in(work, client_id)
