"""`/api/v1/units/{id}/names|merge`, people who leave and come back, and `/me/consents`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.accounts import service_leaving, service_merging, service_unit_names, service_units
from app.accounts.schemas import PersonView
from app.accounts.schemas_care import DutiesView, LeaveIn, MergeIn, MergeView, ReturnIn, UnitNames
from app.core.actor import Scope
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, scopes

router = api_router("people")
DryRun = Annotated[bool, Query(description="try everything, keep nothing")]


@router.get("/units/{unit_id}/names", openapi_extra=scopes(Scope.ROSTER_READ, Scope.ROSTER_WRITE))
def list_unit_names(work: ReadWork, unit_id: UUID) -> UnitNames:
    """What a unit was called before, oldest first."""
    unit = service_units.get_visible_unit(work, unit_id)
    return UnitNames(items=service_unit_names.former_names(work, [unit.id]).get(unit.id, []))


@router.post("/units/{unit_id}/merge")
def merge_unit(work: WriteWork, unit_id: UUID, body: MergeIn, dry_run: DryRun = False) -> MergeView:
    """Let a unit go into another of the same region: what runs moves, what was stays; `dry_run` counts it."""
    return service_merging.merge_unit(work, unit_id, body, dry_run=dry_run)


@router.get("/people/{person_id}/duties")
def list_duties(work: ReadWork, person_id: UUID, on: date) -> DutiesView:
    """What a person still answers for after a day: to be read before they leave."""
    return service_leaving.list_duties(work, person_id, on)


@router.post("/people/{person_id}/leave")
def let_leave(work: WriteWork, person_id: UUID, body: LeaveIn) -> PersonView:
    """Fix somebody's last day; what they still answer for is named first, until `acknowledged`."""
    return service_leaving.let_leave(work, person_id, body)


@router.post("/people/{person_id}/return")
def let_return(work: WriteWork, person_id: UUID, body: ReturnIn) -> PersonView:
    """Undo a leaving, or open the account of somebody who came back."""
    return service_leaving.let_return(work, person_id, body)
