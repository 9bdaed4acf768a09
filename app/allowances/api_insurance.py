"""`/api/v1/insurance`: the register of policies and the gaps in what they cover."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.allowances import service_cover, service_insurance
from app.allowances.schemas_insurance import (
    GapFilter,
    GapView,
    InsuranceFilter,
    InsuranceIn,
    InsurancePatch,
    InsuranceView,
    VoidIn,
)
from app.core.paging import Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router

router = api_router("insurance")


@router.post(
    "/insurance",
    status_code=201,
    responses={200: {"model": InsuranceView, "description": "The same body under the same id again."}},
)
def register(work: WriteWork, body: InsuranceIn, response: Response) -> InsuranceView:
    """Register cover 保险: one number may cover many secondments, and a secondment once on each day."""
    view, new = service_insurance.register(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/insurance")
def list_insurance(work: ReadWork, wanted: Annotated[InsuranceFilter, Query()]) -> Page[InsuranceView]:
    """The register as far as one may know of it; premiums only for the offices and one's own."""
    return service_insurance.list_insurance(work, wanted)


@router.get("/insurance/gaps")
def list_gaps(work: ReadWork, wanted: Annotated[GapFilter, Query()]) -> Page[GapView]:
    """Secondments with days of their term that nobody insures, by name: a list to work off, no ranking."""
    return service_cover.list_gaps(work, wanted)


@router.get("/insurance/{policy_id}")
def get_insurance(work: ReadWork, policy_id: UUID) -> InsuranceView:
    """One policy."""
    return service_insurance.get_insurance(work, policy_id)


@router.patch("/insurance/{policy_id}")
def change_insurance(work: WriteWork, policy_id: UUID, body: InsurancePatch, if_match: IfMatch) -> InsuranceView:
    """Correct a policy that stands."""
    return service_insurance.change(work, policy_id, body, if_match)


@router.post("/insurance/{policy_id}/void")
def void_insurance(work: WriteWork, policy_id: UUID, body: VoidIn) -> InsuranceView:
    """Void a policy with a reason: it covers nothing any more and stays to be read."""
    return service_insurance.void(work, policy_id, body)
