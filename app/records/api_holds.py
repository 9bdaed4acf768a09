"""Hiding, releasing and purging records over `/api/v1`; what is hidden is listed without its text."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals
from app.records import service
from app.records.api_attachments import as_image, files_of
from app.records.models_care import OPEN_STATES, HoldState
from app.records.schemas import RecordView
from app.records.schemas_care import (
    HeldContentView,
    HeldTextView,
    HoldDecision,
    HoldView,
    QuarantineWrite,
    TextHoldView,
)
from app.records.service import text_care

router = api_router("records")
_IMAGE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}, "image/png": {}, "image/webp": {}}, "description": "The image"}
}


@router.post("/records/{record_id}/quarantine")
def quarantine(record_id: UUID, body: QuarantineWrite, work: WriteWork) -> RecordView:
    """Hide a record's text and photos from everybody at once; open to everybody who may read them."""
    return service.quarantine_record(work, record_id, body)


@router.post("/records/{record_id}/release")
def release(record_id: UUID, body: HoldDecision, work: WriteWork) -> HoldView:
    """Give a hidden record back to its readers; by the Organization Department."""
    return service.release_record(work, record_id, body)


@router.post("/records/{record_id}/purge")
def purge(record_id: UUID, body: HoldDecision, work: WriteWork, request: Request) -> HoldView:
    """Propose to purge a hidden record, or, as a second administrator, purge it: digest, time and actors stay."""
    return service.purge_record(work, record_id, body, files_of(request))


@router.get("/record-holds")
def list_holds(
    work: ReadWork,
    state: Annotated[list[HoldState] | None, Query(max_length=4)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[HoldView]:
    """Hidden records of one's region, newest first, without a word of their text."""
    return service.list_holds(work, state or OPEN_STATES, limit, cursor)


@router.get("/record-holds/{hold_id}")
def get_hold(hold_id: UUID, work: ReadWork) -> HoldView:
    """One hidden record without its text."""
    return service.get_hold(work, hold_id)


@router.get("/record-holds/{hold_id}/content", responses=refusals(409))
def read_held(hold_id: UUID, work: WriteWork) -> HeldContentView:
    """The hidden text; every reading is in the audit trail."""
    return service.read_held(work, hold_id)


@router.get(
    "/record-holds/{hold_id}/attachments/{attachment_id}", response_class=Response, responses=_IMAGE | refusals(409)
)
def read_held_image(
    hold_id: UUID, attachment_id: UUID, work: WriteWork, request: Request, size: service.Size = "full"
) -> Response:
    """A hidden photo; every reading is in the audit trail."""
    return as_image(request, service.read_held_image(work, files_of(request), hold_id, attachment_id, size), size)


@router.get("/text-holds")
def list_text_holds(
    work: ReadWork,
    state: Annotated[list[HoldState] | None, Query(max_length=4)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[TextHoldView]:
    """Hidden summaries, notes and forms of one's region, newest first, without a word of them."""
    return text_care.list_text_holds(work, state or OPEN_STATES, limit, cursor)


@router.get("/text-holds/{hold_id}")
def get_text_hold(hold_id: UUID, work: ReadWork) -> TextHoldView:
    """One hidden summary, note or form without its text."""
    return text_care.get_text_hold(work, hold_id)


@router.get("/text-holds/{hold_id}/content", responses=refusals(409))
def read_held_text(hold_id: UUID, work: WriteWork) -> HeldTextView:
    """The hidden text; every reading is in the audit trail."""
    return text_care.read_held_text(work, hold_id)


@router.get("/text-holds/{hold_id}/attachments/{attachment_id}", response_class=Response, responses=_IMAGE)
def read_held_scan(
    hold_id: UUID, attachment_id: UUID, work: WriteWork, request: Request, size: service.Size = "full"
) -> Response:
    """A hidden scan; every reading is in the audit trail."""
    return as_image(request, text_care.read_held_scan(work, files_of(request), hold_id, attachment_id, size), size)


@router.post("/text-holds/{hold_id}/release", responses=refusals(409))
def release_text(hold_id: UUID, body: HoldDecision, work: WriteWork) -> TextHoldView:
    """Give a hidden text back to its readers; by the Organization Department."""
    return text_care.release_text(work, hold_id, body)


@router.post("/text-holds/{hold_id}/purge", responses=refusals(409))
def purge_text(hold_id: UUID, body: HoldDecision, work: WriteWork, request: Request) -> TextHoldView:
    """Propose to purge a hidden text, or, as a second administrator, purge it: digest, time and actors stay."""
    return text_care.purge_text(work, hold_id, body, files_of(request))
