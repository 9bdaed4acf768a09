"""`/api/v1/units`, `/people` and their roles, `/api-clients`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response

from app.accounts import (
    service_clients,
    service_passwords,
    service_people,
    service_roles,
    service_roster,
    service_units,
)
from app.accounts.schemas import (
    ClientInput,
    ClientView,
    ListQuery,
    PeopleQuery,
    PersonInput,
    PersonPatch,
    PersonView,
    RoleInput,
    UnitInput,
    UnitPatch,
    UnitQuery,
    UnitView,
)
from app.accounts.schemas_auth import ResetCodeView
from app.core.actor import Scope
from app.core.paging import Page
from app.core.schema import View
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, scopes

router = api_router("people")
READS = scopes(Scope.ROSTER_READ, Scope.ROSTER_WRITE)
WRITES = scopes(Scope.ROSTER_WRITE)


def _stood(view: type[View]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": view, "description": "This id came before with the same body; nothing changed"}}


@router.get("/units", openapi_extra=READS)
def list_units(work: ReadWork, query: Annotated[UnitQuery, Query()]) -> Page[UnitView]:
    """The units that the caller may know of, by name."""
    return service_units.list_units(work, query)


@router.post("/units", status_code=201, openapi_extra=WRITES, responses=_stood(UnitView))
def create_unit(work: WriteWork, body: UnitInput, response: Response) -> UnitView:
    """Create a unit below another."""
    view, created = service_units.create_unit(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/units/{unit_id}", openapi_extra=READS)
def get_unit(work: ReadWork, unit_id: UUID) -> UnitView:
    """One unit."""
    return service_units.view_unit(service_units.get_visible_unit(work, unit_id))


@router.patch("/units/{unit_id}", openapi_extra=WRITES)
def change_unit(work: WriteWork, unit_id: UUID, patch: UnitPatch, if_match: IfMatch) -> UnitView:
    """Change a unit (`If-Match`); another `parent_id` moves it with everything below."""
    return service_units.change_unit(work, unit_id, patch, if_match)


@router.get("/people", openapi_extra=READS)
def list_people(work: ReadWork, query: Annotated[PeopleQuery, Query()]) -> Page[PersonView]:
    """The people that the caller may know of, by name."""
    return service_people.list_people(work, query)


@router.post("/people", status_code=201, openapi_extra=WRITES, responses=_stood(PersonView))
def create_person(work: ReadWork, body: PersonInput, response: Response) -> PersonView:
    """Create an account with its roles; a password given here must be changed at the first sign-in."""
    view, created = service_roster.register_person(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/people/{person_id}", openapi_extra=READS)
def get_person(work: ReadWork, person_id: UUID) -> PersonView:
    """One person, as far as the caller may know them."""
    person, _ = service_people.get_visible_person(work, person_id)
    return service_people.view_person(work, person)


@router.patch("/people/{person_id}", openapi_extra=WRITES)
def change_person(work: WriteWork, person_id: UUID, patch: PersonPatch, if_match: IfMatch) -> PersonView:
    """Change a person (`If-Match`); `status: disabled` ends every session and token."""
    return service_roster.change_person(work, person_id, patch, if_match)


@router.post("/people/{person_id}/roles", status_code=201, openapi_extra=WRITES, responses=_stood(PersonView))
def grant_role(work: WriteWork, person_id: UUID, body: RoleInput, response: Response) -> PersonView:
    """Grant a role between two dates (inclusive)."""
    view, created = service_roles.grant_role(work, person_id, body)
    response.status_code = 201 if created else 200
    return view


@router.post("/people/{person_id}/roles/{role_id}/withdraw", openapi_extra=WRITES)
def withdraw_role(work: WriteWork, person_id: UUID, role_id: UUID) -> PersonView:
    """End a role at once."""
    return service_roles.withdraw_role(work, person_id, role_id)


@router.post("/people/{person_id}/reset-code", status_code=201)
def issue_reset_code(work: WriteWork, person_id: UUID) -> ResetCodeView:
    """A code to hand over in person: one use, 24 hours; sessions end and the old password no longer counts."""
    return service_passwords.issue_reset_code(work, person_id)


@router.get("/api-clients")
def list_clients(work: ReadWork, query: Annotated[ListQuery, Query()]) -> Page[ClientView]:
    """The API clients, by name."""
    return service_clients.list_clients(work, query.limit, query.cursor)


@router.post("/api-clients", status_code=201, responses=_stood(ClientView))
def create_client(work: WriteWork, body: ClientInput, response: Response) -> ClientView:
    """Create an API client; its secret is in this one answer only."""
    view, created = service_clients.create_client(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/api-clients/{client_id}")
def get_client(work: ReadWork, client_id: UUID) -> ClientView:
    """One API client."""
    return service_clients.get_client(work, client_id)


@router.post("/api-clients/{client_id}/disable")
def disable_client(work: WriteWork, client_id: UUID) -> ClientView:
    """End a client for good."""
    return service_clients.disable_client(work, client_id)
