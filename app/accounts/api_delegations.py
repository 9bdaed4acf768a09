"""Delegations over `/api/v1`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app.accounts import service_delegations as service
from app.accounts.schemas_delegations import DelegationInput, DelegationQuery, DelegationView
from app.core.paging import Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router

router = api_router("people")
STOOD: dict[int | str, dict[str, Any]] = {
    200: {"model": DelegationView, "description": "This id came before with the same body; nothing changed"}
}


@router.get("/delegations")
def list_delegations(work: ReadWork, query: Annotated[DelegationQuery, Query()]) -> Page[DelegationView]:
    """Given, received, and those of one's own units; the latest begin first."""
    return service.list_delegations(work, query)


@router.post("/delegations", status_code=201, responses=STOOD)
def give_delegation(work: WriteWork, body: DelegationInput, response: Response) -> DelegationView:
    """Let somebody stand in at a unit between two dates."""
    view, created = service.give_delegation(work, body)
    response.status_code = 201 if created else 200
    return view


@router.delete("/delegations/{delegation_id}")
def withdraw_delegation(work: WriteWork, delegation_id: UUID) -> DelegationView:
    """End a delegation at once."""
    return service.withdraw_delegation(work, delegation_id)
