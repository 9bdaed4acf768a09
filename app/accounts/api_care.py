"""`/api/v1/units/{id}/names|merge`, people who leave and come back, and `/me/consents`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.accounts import service_consents, service_leaving, service_merging, service_unit_names, service_units
from app.accounts.models_care import ConsentKind
from app.accounts.schemas import PersonView
from app.accounts.schemas_care import (
    ConsentIn,
    Consents,
    ConsentView,
    DutiesView,
    LeaveIn,
    MergeIn,
    MergeView,
    ReturnIn,
    UnitNames,
)
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


@router.get("/me/consents")
def list_consents(work: ReadWork) -> Consents:
    """One's own consents to positions and photos."""
    return service_consents.list_consents(work)


@router.get("/me/consents/{kind}")
def get_consent(work: ReadWork, kind: ConsentKind) -> ConsentView:
    """One's own consent of a kind."""
    return service_consents.get_consent(work, kind)


@router.put("/me/consents/{kind}")
def put_consent(work: WriteWork, kind: ConsentKind, body: ConsentIn) -> ConsentView:
    """Give a consent or take it back; positions that were kept are deleted at once when theirs is taken back."""
    return service_consents.put_consent(work, kind, body)
