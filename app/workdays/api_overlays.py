"""`/api/v1/calendar/overlays`: what a region or unit arranges for itself over the national calendar."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.core.actor import Scope
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, scopes
from app.workdays import service_overlays
from app.workdays.schemas import EffectsView, OverlayIn, OverlayQuery, OverlaysView, OverlayView, WithdrawIn

router = api_router("workdays")
READS = scopes(Scope.ROSTER_READ, Scope.ATTENDANCE_READ)


@router.get("/calendar/overlays", openapi_extra=READS)
def list_overlays(work: ReadWork, query: Annotated[OverlayQuery, Query()]) -> OverlaysView:
    """Regional holidays, closures and make-up days that concern the caller's units."""
    return service_overlays.list_overlays(work, query)


@router.post(
    "/calendar/overlays",
    status_code=201,
    responses={200: {"model": OverlayView, "description": "This id came before with the same body; nothing changed"}},
)
def create_overlay(work: WriteWork, body: OverlayIn, response: Response) -> OverlayView:
    """Let a unit and all below it rest, close or work on some dates; open months follow at once."""
    view, created = service_overlays.create_overlay(work, body)
    response.status_code = 201 if created else 200
    return view


@router.post("/calendar/overlays/preview")
def preview_overlay(work: ReadWork, body: OverlayIn) -> EffectsView:
    """Whose days such an arrangement would change; writes nothing."""
    return service_overlays.preview_overlay(work, body)


@router.get("/calendar/overlays/{overlay_id}", openapi_extra=READS)
def get_overlay(work: ReadWork, overlay_id: UUID) -> OverlayView:
    """One arrangement."""
    return service_overlays.get_overlay(work, overlay_id)


@router.get("/calendar/overlays/{overlay_id}/withdrawal")
def preview_withdrawal(work: ReadWork, overlay_id: UUID) -> EffectsView:
    """Whose days withdrawing it would change; writes nothing."""
    return service_overlays.preview_withdrawal(work, overlay_id)


@router.post("/calendar/overlays/{overlay_id}/withdraw")
def withdraw_overlay(work: WriteWork, overlay_id: UUID, body: WithdrawIn) -> OverlayView:
    """Take an arrangement back, with the reason; it stays listed as withdrawn."""
    return service_overlays.withdraw_overlay(work, overlay_id, body)
