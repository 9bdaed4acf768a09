"""Secondments and the steps of their lifecycle, `/api/v1`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.core.actor import Scope
from app.core.paging import Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, scopes
from app.secondments import service_lifecycle, service_secondments, service_transfer
from app.secondments.api import READS, REPEATED
from app.secondments.schemas_postings import TransferIn, WithdrawTransferIn
from app.secondments.schemas_secondments import (
    ApproveIn,
    ExtendIn,
    ReasonedIn,
    SecondmentFilter,
    SecondmentIn,
    SecondmentPatch,
    SecondmentView,
    StepIn,
)

router = api_router("secondments")
WRITES = scopes(Scope.ROSTER_WRITE)


@router.post(
    "/secondments",
    status_code=201,
    openapi_extra=WRITES,
    responses={200: {"model": SecondmentView, "description": REPEATED}},
)
def create_secondment(work: WriteWork, body: SecondmentIn, response: Response) -> SecondmentView:
    """A new secondment, as a draft."""
    view, new = service_secondments.create_secondment(work, body)
    response.status_code = 201 if new else 200
    return view


@router.get("/secondments", openapi_extra=READS)
def list_secondments(work: ReadWork, wanted: Annotated[SecondmentFilter, Query()]) -> Page[SecondmentView]:
    """Secondments, the latest start first; by change when `changed_since` is given."""
    return service_secondments.list_secondments(work, wanted)


@router.get("/secondments/{secondment_id}", openapi_extra=READS)
def get_secondment(work: ReadWork, secondment_id: UUID) -> SecondmentView:
    """One secondment."""
    return service_secondments.get_secondment(work, secondment_id)


@router.patch("/secondments/{secondment_id}", openapi_extra=WRITES)
def change_secondment(work: WriteWork, secondment_id: UUID, body: SecondmentPatch, if_match: IfMatch) -> SecondmentView:
    """Correct a secondment; which fields may still change depends on its state."""
    return service_secondments.change_secondment(work, secondment_id, body, if_match)


@router.post("/secondments/{secondment_id}/approve")
def approve(work: WriteWork, secondment_id: UUID, body: ApproveIn, if_match: IfMatch) -> SecondmentView:
    """批准: with its document number."""
    return service_lifecycle.take_step(work, secondment_id, "approve", body, if_match)


@router.post("/secondments/{secondment_id}/activate")
def activate(work: WriteWork, secondment_id: UUID, body: StepIn, if_match: IfMatch) -> SecondmentView:
    """到岗, by the receiving unit or the Organization Department; the policy must say which days are paid."""
    return service_lifecycle.take_step(work, secondment_id, "activate", body, if_match)


@router.post("/secondments/{secondment_id}/suspend")
def suspend(work: WriteWork, secondment_id: UUID, body: ReasonedIn, if_match: IfMatch) -> SecondmentView:
    """暂停 from a day on."""
    return service_lifecycle.take_step(work, secondment_id, "suspend", body, if_match)


@router.post("/secondments/{secondment_id}/resume")
def resume(work: WriteWork, secondment_id: UUID, body: StepIn, if_match: IfMatch) -> SecondmentView:
    """恢复: the first day that counts again."""
    return service_lifecycle.take_step(work, secondment_id, "resume", body, if_match)


@router.post("/secondments/{secondment_id}/extend")
def extend(work: WriteWork, secondment_id: UUID, body: ExtendIn, if_match: IfMatch) -> SecondmentView:
    """延期 to a later last day."""
    return service_lifecycle.take_step(work, secondment_id, "extend", body, if_match)


@router.post("/secondments/{secondment_id}/recall")
def recall(work: WriteWork, secondment_id: UUID, body: ReasonedIn, if_match: IfMatch) -> SecondmentView:
    """提前结束 or 召回: `effective_on` is the last day; before the arrival it withdraws the secondment."""
    return service_lifecycle.take_step(work, secondment_id, "recall", body, if_match)


@router.post("/secondments/{secondment_id}/transfer")
def transfer(work: WriteWork, secondment_id: UUID, body: TransferIn, if_match: IfMatch) -> SecondmentView:
    """调动 from a day on: another unit, post, region band or supervisors; each unit confirms its own dates."""
    return service_transfer.transfer(work, secondment_id, body, if_match)


@router.post("/secondments/{secondment_id}/transfer/withdraw")
def withdraw_transfer(
    work: WriteWork, secondment_id: UUID, body: WithdrawTransferIn, if_match: IfMatch
) -> SecondmentView:
    """Take back a transfer that has not begun."""
    return service_transfer.withdraw_transfer(work, secondment_id, body, if_match)


@router.post("/secondments/{secondment_id}/appraise")
def appraise(work: WriteWork, secondment_id: UUID, body: StepIn, if_match: IfMatch) -> SecondmentView:
    """开始鉴定, by the receiving unit or the Organization Department."""
    return service_lifecycle.take_step(work, secondment_id, "appraise", body, if_match)


@router.post("/secondments/{secondment_id}/complete")
def complete(work: WriteWork, secondment_id: UUID, body: StepIn, if_match: IfMatch) -> SecondmentView:
    """期满: the term is over."""
    return service_lifecycle.take_step(work, secondment_id, "complete", body, if_match)


@router.post("/secondments/{secondment_id}/archive")
def archive(work: WriteWork, secondment_id: UUID, body: StepIn, if_match: IfMatch) -> SecondmentView:
    """归档, after the last day; nothing is added to its records any more."""
    return service_lifecycle.take_step(work, secondment_id, "archive", body, if_match)
