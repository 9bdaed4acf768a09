"""Days and months over `/api/v1`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from app.attendance import service_days, service_month_list, service_months, service_pending
from app.attendance.schemas import MONTH_PATTERN, ConfirmIn, DayIn, DaysView, DayView, MonthView, ReopenIn
from app.attendance.schemas_pending import PendingListView
from app.core.actor import Scope
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, scopes

router = api_router("attendance")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]
MonthQuery = Annotated[str, Query(pattern=MONTH_PATTERN, examples=["2026-04"])]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=600)]


@router.get("/secondments/{secondment_id}/days", openapi_extra=scopes(Scope.ATTENDANCE_READ))
def get_days(work: ReadWork, secondment_id: UUID, month: MonthQuery) -> DaysView:
    """A date each: what morning and afternoon were, and who says so."""
    return service_days.get_days(work, secondment_id, month)


@router.put("/secondments/{secondment_id}/days/{on}")
def correct_day(work: WriteWork, secondment_id: UUID, on: date, body: DayIn) -> DayView:
    """Correct a day or half a day, with a reason; nobody their own."""
    return service_days.correct_day(work, secondment_id, on, body)


@router.delete("/secondments/{secondment_id}/days/{on}")
def withdraw_correction(work: WriteWork, secondment_id: UUID, on: date) -> DayView:
    """Take the corrections of a day back, so that the calendar speaks again."""
    return service_days.withdraw_correction(work, secondment_id, on)


@router.get("/attendance/pending", openapi_extra=scopes(Scope.ATTENDANCE_READ))
def list_pending(
    work: ReadWork,
    programme_id: UUID | None = None,
    unit_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> PendingListView:
    """Everybody still to be confirmed in all months, closed ones too; oldest month first."""
    return service_pending.list_pending(work, programme_id, unit_id, limit=limit, cursor=cursor)


@router.get("/attendance/{month}", openapi_extra=scopes(Scope.ATTENDANCE_READ))
def list_month(
    work: ReadWork, month: MonthPath, unit_id: UUID | None = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> MonthView:
    """One row a cadre, those that differ from the calendar first."""
    return service_month_list.list_month(work, month, unit_id, limit=limit, cursor=cursor)


@router.post("/attendance/{month}/confirm")
def confirm_month(work: WriteWork, month: MonthPath, body: ConfirmIn) -> MonthView:
    """The receiving unit's word: what is not overridden stands."""
    return service_months.confirm_month(work, month, body)


@router.post("/attendance/{month}/reopen")
def reopen_month(work: WriteWork, month: MonthPath, body: ReopenIn) -> MonthView:
    """Take the word back until the month has been calculated."""
    return service_months.reopen_month(work, month, body)
