"""`/api/v1/claims`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.allowances import service_claims, service_claims_price, service_claims_put, service_claims_steps
from app.allowances.schemas_claims import (
    ClaimDecisionIn,
    ClaimFilter,
    ClaimIn,
    ClaimPut,
    ClaimReasonIn,
    ClaimView,
    ClaimWithdrawIn,
    PayPreview,
    PreviewAsked,
)
from app.core.paging import Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, refusals

router = api_router("claims")


@router.post("/claims", status_code=201, responses={200: {"model": ClaimView, "description": "The same claim again."}})
def create_claim(work: WriteWork, body: ClaimIn, response: Response) -> ClaimView:
    """Draft a claim 报销 of one's own: a journey by legs, or a month's statement from the ledger."""
    view, created = service_claims.create_claim(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/claims")
def list_claims(work: ReadWork, wanted: Annotated[ClaimFilter, Query()]) -> Page[ClaimView]:
    """One's own claims, and those that one verifies or pays; drafts are the cadre's alone."""
    return service_claims.list_claims(work, wanted)


@router.get("/claims/preview")
def preview_claim(work: ReadWork, asked: Annotated[PreviewAsked, Query()]) -> PayPreview:
    """What a journey would be paid and why, said before it is filed; caps never refuse the filing."""
    return service_claims_price.preview(work, asked)


@router.get("/claims/{claim_id}")
def get_claim(work: ReadWork, claim_id: UUID) -> ClaimView:
    """One claim with its legs, what is paid and why, what the days say against it, and its steps."""
    return service_claims.get_claim(work, claim_id)


@router.put("/claims/{claim_id}", responses={201: {"model": ClaimView, "description": "A claim that was not there."}})
def put_claim(work: WriteWork, claim_id: UUID, body: ClaimPut, if_match: IfMatch, response: Response) -> ClaimView:
    """Let a draft or a returned claim say this, or draft it under an id of one's own; `submit` hands it in as well."""
    view, created = service_claims_put.put_claim(work, claim_id, body, if_match)
    response.status_code = 201 if created else 200
    return view


@router.delete("/claims/{claim_id}", status_code=204, response_class=Response, responses=refusals(409, 412))
def delete_claim(work: WriteWork, claim_id: UUID, if_match: IfMatch) -> Response:
    """Throw a draft away."""
    service_claims.delete_claim(work, claim_id, if_match)
    return Response(status_code=204)


@router.post("/claims/{claim_id}/submit")
def submit_claim(work: WriteWork, claim_id: UUID, body: ClaimDecisionIn) -> ClaimView:
    """Hand it in; an invoice number that stands on another claim is refused."""
    return service_claims_steps.submit_claim(work, claim_id, body)


@router.post("/claims/{claim_id}/verify")
def verify_claim(work: WriteWork, claim_id: UUID, body: ClaimDecisionIn) -> ClaimView:
    """核实: the journey took place; nobody their own."""
    return service_claims_steps.verify_claim(work, claim_id, body)


@router.post("/claims/{claim_id}/approve")
def approve_claim(work: WriteWork, claim_id: UUID, body: ClaimDecisionIn) -> ClaimView:
    """审核: finance over the programme, not whoever verified, nobody their own."""
    return service_claims_steps.approve_claim(work, claim_id, body)


@router.post("/claims/{claim_id}/return")
def return_claim(work: WriteWork, claim_id: UUID, body: ClaimReasonIn) -> ClaimView:
    """Give it back with the reason, by whoever's turn it is."""
    return service_claims_steps.return_claim(work, claim_id, body)


@router.post("/claims/{claim_id}/reject")
def reject_claim(work: WriteWork, claim_id: UUID, body: ClaimReasonIn) -> ClaimView:
    """Refuse it for good, with the reason; its invoice numbers are free again."""
    return service_claims_steps.reject_claim(work, claim_id, body)


@router.post("/claims/{claim_id}/withdraw")
def withdraw_claim(work: WriteWork, claim_id: UUID, body: ClaimWithdrawIn) -> ClaimView:
    """The cadre takes it back before it is verified."""
    return service_claims_steps.withdraw_claim(work, claim_id, body)
