"""The term-end form 期满鉴定表 over `/api/v1/secondments/{id}/appraisal`."""

from uuid import UUID

from fastapi import Response

from app.appraisals import service, service_care, service_draft, service_print, service_terms
from app.appraisals.models import Turn
from app.appraisals.schemas import (
    AppraisalView,
    GiveBackIn,
    OfficeIn,
    ReadingIn,
    ReceivingIn,
    SelfReportDraftView,
    SelfReportIn,
    SendingIn,
    TermView,
)
from app.core.paging import Page
from app.http.deps import ReadWork, WriteWork
from app.http.papers import PAPER, paper
from app.http.routing import api_router, refusals
from app.records.schemas_care import QuarantineWrite

router = api_router("appraisals")
FORM = "/secondments/{secondment_id}/appraisal"
BUSY = refusals(409)


@router.get("/appraisals")
def list_terms(work: ReadWork) -> Page[TermView]:
    """The Organization Department's terms that end within two months or are being appraised, the nearest end first."""
    return service_terms.list_terms(work)


@router.get(FORM, responses=BUSY)
def get_form(work: ReadWork, secondment_id: UUID) -> AppraisalView:
    """The form as one may read it; 409 `appraisal-not-begun` before the appraisal began."""
    return service.get_form(work, secondment_id)


@router.get(FORM + "/draft", responses=BUSY)
def draft_self_report(work: ReadWork, secondment_id: UUID) -> SelfReportDraftView:
    """A self-report drafted from one's own summaries and entries; nothing of it is stored."""
    return service_draft.draft_self_report(work, secondment_id)


@router.put(FORM + "/self-report", responses=BUSY)
def write_self_report(work: WriteWork, secondment_id: UUID, body: SelfReportIn) -> AppraisalView:
    """Keep one's self-report, or with `submit` hand it in, signed."""
    return service.write_self_report(work, secondment_id, body)


@router.post(FORM + "/receiving", responses=BUSY)
def sign_receiving(work: WriteWork, secondment_id: UUID, body: ReceivingIn) -> AppraisalView:
    """The receiving unit's opinion and grade, signed here or on paper."""
    return service.take_turn(work, secondment_id, Turn.RECEIVING, body)


@router.post(FORM + "/sending", responses=BUSY)
def sign_sending(work: WriteWork, secondment_id: UUID, body: SendingIn) -> AppraisalView:
    """The sending unit's opinion, signed here or on paper."""
    return service.take_turn(work, secondment_id, Turn.SENDING, body)


@router.post(FORM + "/office", responses=BUSY)
def sign_office(work: WriteWork, secondment_id: UUID, body: OfficeIn) -> AppraisalView:
    """The Organization Department's opinion and its mark 单列名额, signed."""
    return service.take_turn(work, secondment_id, Turn.OFFICE, body)


@router.post(FORM + "/reading", responses=BUSY)
def sign_reading(work: WriteWork, secondment_id: UUID, body: ReadingIn) -> AppraisalView:
    """The cadre has read the form and signs, with a remark if they wish."""
    return service.take_turn(work, secondment_id, Turn.READING, body)


@router.post(FORM + "/return", responses=BUSY)
def give_back(work: WriteWork, secondment_id: UUID, body: GiveBackIn) -> AppraisalView:
    """Give the form back to the step before, with a reason."""
    return service.give_back(work, secondment_id, body)


@router.post(FORM + "/quarantine", responses=BUSY)
def quarantine_form(work: WriteWork, secondment_id: UUID, body: QuarantineWrite) -> AppraisalView:
    """Hide the form's words and scans from everybody at once; open to everybody who may read some of them."""
    return service_care.quarantine_form(work, secondment_id, body)


@router.get(FORM + "/form.pdf", response_class=Response, responses=PAPER | BUSY)
async def print_form(work: WriteWork, secondment_id: UUID) -> Response:
    """期满鉴定表, as far as one may read it, to be filed or signed by hand."""
    return await paper(work, lambda: service_print.print_form(work, secondment_id))
