"""Programmes and groups, `/api/v1`; secondments stand in `api_secondments`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.core.actor import Scope
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, scopes
from app.secondments import service_groups, service_programmes
from app.secondments.models import ProgrammeKind
from app.secondments.schemas import (
    GroupIn,
    GroupPatch,
    GroupView,
    MembershipIn,
    PolicyIn,
    PolicyList,
    PolicyView,
    ProgrammeIn,
    ProgrammePatch,
    ProgrammeView,
)

router = api_router("secondments")
READS = scopes(Scope.ROSTER_READ, Scope.ROSTER_WRITE)
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=400)]
REPEATED = "The same body under the same id again."


@router.post("/programmes", status_code=201, responses={200: {"model": ProgrammeView, "description": REPEATED}})
def create_programme(work: WriteWork, body: ProgrammeIn, response: Response) -> ProgrammeView:
    """A new programme with its first policy."""
    view, new = service_programmes.create_programme(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/programmes", openapi_extra=READS)
def list_programmes(
    work: ReadWork, kind: ProgrammeKind | None = None, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[ProgrammeView]:
    """Programmes by name, each with the policy in force today."""
    return service_programmes.list_programmes(work, kind=kind, limit=limit, cursor=cursor)


@router.get("/programmes/{programme_id}", openapi_extra=READS)
def get_programme(work: ReadWork, programme_id: UUID) -> ProgrammeView:
    """One programme."""
    return service_programmes.get_programme(work, programme_id)


@router.patch("/programmes/{programme_id}")
def change_programme(work: WriteWork, programme_id: UUID, body: ProgrammePatch, if_match: IfMatch) -> ProgrammeView:
    """Change a programme's name, document number, or whether it is archived."""
    return service_programmes.change_programme(work, programme_id, body, if_match)


@router.get("/programmes/{programme_id}/policies", openapi_extra=READS)
def list_policies(work: ReadWork, programme_id: UUID) -> PolicyList:
    """A programme's policies, newest first."""
    return service_programmes.list_policies(work, programme_id)


@router.put(
    "/programmes/{programme_id}/policies/{valid_from}",
    responses={201: {"model": PolicyView, "description": "A policy that begins on a new date."}},
)
def put_policy(
    work: WriteWork, programme_id: UUID, valid_from: date, body: PolicyIn, if_match: IfMatch, response: Response
) -> PolicyView:
    """The policy from the first of a month on; no closed month may lie on or after it."""
    view, new = service_programmes.put_policy(work, programme_id, valid_from, body, if_match)
    response.status_code = 201 if new else 200
    return view


@router.post("/groups", status_code=201, responses={200: {"model": GroupView, "description": REPEATED}})
def create_group(work: WriteWork, body: GroupIn, response: Response) -> GroupView:
    """A new group of secondments under a leader."""
    view, new = service_groups.create_group(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/groups", openapi_extra=READS)
def list_groups(work: ReadWork, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Page[GroupView]:
    """Groups, the latest start first."""
    return service_groups.list_groups(work, limit=limit, cursor=cursor)


@router.get("/groups/{group_id}", openapi_extra=READS)
def get_group(work: ReadWork, group_id: UUID) -> GroupView:
    """One group."""
    return service_groups.get_group(work, group_id)


@router.patch("/groups/{group_id}")
def change_group(work: WriteWork, group_id: UUID, body: GroupPatch, if_match: IfMatch) -> GroupView:
    """Change a group's name, leader, members or dates."""
    return service_groups.change_group(work, group_id, body, if_match)


@router.put("/groups/{group_id}/members/{secondment_id}")
def set_membership(
    work: WriteWork, group_id: UUID, secondment_id: UUID, body: MembershipIn, if_match: IfMatch
) -> GroupView:
    """From when to when a secondment belongs to a group."""
    return service_groups.set_membership(work, group_id, secondment_id, body, if_match)
