"""`/api/v1/leave`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.attendance import service_leave, service_leave_steps
from app.attendance.schemas_leave import (
    LeaveApproveIn,
    LeaveCancelIn,
    LeaveEndIn,
    LeaveFilter,
    LeaveIn,
    LeaveRejectIn,
    LeaveView,
)
from app.core.paging import Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router

router = api_router("leave")


@router.post("/leave", status_code=201, responses={200: {"model": LeaveView, "description": "已存在"}})
def file_leave(work: WriteWork, body: LeaveIn, response: Response) -> LeaveView:
    """File a leave 请假: one's own, or with a reason for a cadre who cannot."""
    view, created = service_leave.file_leave(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/leave")
def list_leaves(work: ReadWork, wanted: Annotated[LeaveFilter, Query()]) -> Page[LeaveView]:
    """The leave that one may know of; type and reason for the author and the deciders only."""
    return service_leave.list_leaves(work, wanted)


@router.get("/leave/{leave_id}")
def get_leave(work: ReadWork, leave_id: UUID) -> LeaveView:
    """One leave with its steps."""
    return service_leave.get_leave(work, leave_id)


@router.post("/leave/{leave_id}/approve")
def approve_leave(work: WriteWork, leave_id: UUID, body: LeaveApproveIn) -> LeaveView:
    """Approve, or send a long one on to the Organization Department; nobody their own."""
    return service_leave_steps.approve_leave(work, leave_id, body)


@router.post("/leave/{leave_id}/reject")
def reject_leave(work: WriteWork, leave_id: UUID, body: LeaveRejectIn) -> LeaveView:
    """Refuse, with a reason for the cadre."""
    return service_leave_steps.reject_leave(work, leave_id, body)


@router.post("/leave/{leave_id}/cancel")
def cancel_leave(work: WriteWork, leave_id: UUID, body: LeaveCancelIn) -> LeaveView:
    """Take back before the decision or the first day; afterwards the decider revokes, with a reason."""
    return service_leave_steps.cancel_leave(work, leave_id, body)


@router.post("/leave/{leave_id}/end")
def end_leave(work: WriteWork, leave_id: UUID, body: LeaveEndIn) -> LeaveView:
    """销假: the cadre says when it really ended, the unit confirms and closes."""
    return service_leave_steps.end_leave(work, leave_id, body)
