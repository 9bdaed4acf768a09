"""Daily records over `/api/v1`."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, Depends, Query, Request, Response
from pydantic import BaseModel

from app.core.actor import Scope
from app.core.errors import DomainError
from app.core.i18n import Locale, translate
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.core.schema import Instant
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.locales import locale_of
from app.http.routing import api_router, scopes
from app.records import hot, service
from app.records.models import RecordStatus
from app.records.schemas import (
    AddendumView,
    AddendumWrite,
    AtVersion,
    Decision,
    LikenessQuestion,
    LikenessView,
    RecordFilter,
    RecordStatusView,
    RecordView,
    RecordWrite,
    Return,
    ReviewResult,
    ReviewResults,
    ReviewSeveral,
    UnlockView,
    UnlockWrite,
    VersionView,
)
from app.records.service import likeness

router = api_router("records")
AnyRecord = RecordView | RecordStatusView
STATUS = scopes(Scope.RECORDS_STATUS)
CREATED: dict[int | str, dict[str, Any]] = {201: {"model": RecordView, "description": "The day had no record yet"}}


@router.put("/secondments/{secondment_id}/records/{work_on}", responses=CREATED, response_model=RecordView)
async def put_record(
    secondment_id: UUID, work_on: date, body: RecordWrite, work: WriteWork, request: Request, if_match: IfMatch
) -> Response:
    """Write one's own day: 201 for a new record, 200 for a new version or a known `client_id`."""
    if if_match is None and (plan := await hot.new_day(work, secondment_id, work_on, body)) is not None:
        return as_json(_in_words(plan.view(), locale_of(request)), 201)
    view, created = await hot.in_thread(work, lambda: service.put_record(work, secondment_id, work_on, body, if_match))
    return as_json(_in_words(view, locale_of(request)), 201 if created else 200)


@router.post("/secondments/{secondment_id}/records/{work_on}/likeness")
def find_likeness(secondment_id: UUID, work_on: date, body: LikenessQuestion, work: ReadWork) -> LikenessView:
    """Whether one's own day is very like an earlier one, before it is submitted; nothing is kept of the question."""
    return likeness.find_likeness(work, secondment_id, work_on, body.texts)


@router.get("/secondments/{secondment_id}/records/{work_on}", openapi_extra=STATUS)
def get_day(secondment_id: UUID, work_on: date, work: ReadWork) -> AnyRecord:
    """The record of a day; without its text for those who may know its state only."""
    return service.get_day(work, secondment_id, work_on)


async def record_filter(
    work: ReadWork,
    secondment_id: UUID | None = None,
    cadre_id: UUID | Literal["me"] | None = None,
    unit_id: UUID | None = None,
    first_on: Annotated[date | None, Query(alias="from")] = None,
    last_on: Annotated[date | None, Query(alias="to")] = None,
    status: RecordStatus | None = None,
    changed_since: Instant | None = None,
) -> RecordFilter:
    """The query of a list; `cadre_id=me` are one's own."""
    cadre = work.actor.id if cadre_id == "me" else cadre_id
    return RecordFilter(secondment_id, cadre, unit_id, first_on, last_on, status, changed_since)


@router.get("/records", openapi_extra=STATUS, response_model=Page[AnyRecord])
async def list_records(
    work: ReadWork,
    wanted: Annotated[RecordFilter, Depends(record_filter)],
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """Records, newest day first; with `changed_since` in order of change, answering `next_since`."""
    page = await hot.own_page(work, wanted, limit, cursor)
    if page is not None:
        return Response(page, media_type="application/json")
    return as_json(await hot.in_thread(work, lambda: service.list_records(work, wanted, limit, cursor)))


@router.get("/records/{record_id}", openapi_extra=STATUS)
def get_record(record_id: UUID, work: ReadWork) -> AnyRecord:
    """One record; without its text for those who may know its state only."""
    return service.get_record(work, record_id)


@router.post("/records/review")
def review_several(body: ReviewSeveral, work: WriteWork, request: Request) -> ReviewResults:
    """Decide on up to 50 records at once; each stands or falls by itself."""
    locale = locale_of(request)
    return ReviewResults(items=[_result(outcome, locale) for outcome in service.review_several(work, body)])


@router.post("/records/{record_id}/approve")
def approve(record_id: UUID, body: Decision, work: WriteWork) -> RecordView:
    """Approve what was submitted, as of a version."""
    return service.approve_record(work, record_id, body.version, body.comment)


@router.post("/records/{record_id}/return")
def return_(record_id: UUID, body: Return, work: WriteWork) -> RecordView:
    """Return what was submitted, with a reason for its author."""
    return service.return_record(work, record_id, body.version, body.reason)


@router.post("/records/{record_id}/withdraw")
def withdraw(record_id: UUID, work: WriteWork, body: Annotated[AtVersion | None, Body()] = None) -> RecordView:
    """Take back one's own submission before a decision."""
    return service.withdraw_record(work, record_id, body.version if body else None)


@router.post("/records/{record_id}/undo")
def undo(record_id: UUID, work: WriteWork, body: Annotated[AtVersion | None, Body()] = None) -> RecordView:
    """Take back one's own decision on the same day."""
    return service.undo_decision(work, record_id, body.version if body else None)


@router.post(
    "/records/{record_id}/addenda",
    status_code=201,
    responses={200: {"model": AddendumView, "description": "This id again with the same text"}},
)
def add_addendum(record_id: UUID, body: AddendumWrite, work: WriteWork, response: Response) -> AddendumView:
    """Add a supplement beneath approved or closed text."""
    view, created = service.add_addendum(work, record_id, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/records/{record_id}/versions")
def list_versions(record_id: UUID, work: ReadWork, request: Request) -> Page[VersionView]:
    """Every version in full, each with a readable difference from the one before."""
    page, locale = service.list_versions(work, record_id), locale_of(request)
    return page.model_copy(update={"items": [_labelled(version, locale) for version in page.items]})


@router.post("/secondments/{secondment_id}/days/{on}/unlock")
def unlock_day(secondment_id: UUID, on: date, body: UnlockWrite, work: WriteWork) -> UnlockView:
    """Open a day outside the back-fill window for its author."""
    return service.unlock_day(work, secondment_id, on, body.reason)


def as_json(model: BaseModel, status: int = 200) -> Response:
    """What `WorkRoute` answers for a plain handler."""
    reply = Response(model.model_dump_json(), status, media_type="application/json")
    if isinstance(model, RecordView):
        reply.headers["ETag"] = f'"{model.version}"'
    return reply


def _in_words(view: RecordView, locale: Locale) -> RecordView:
    warnings = [one.model_copy(update={"detail": translate(one.detail, locale)}) for one in view.warnings]
    return view.model_copy(update={"warnings": warnings})


def _labelled(version: VersionView, locale: Locale) -> VersionView:
    changes = [one.model_copy(update={"label": translate(one.label, locale)}) for one in version.changes]
    return version.model_copy(update={"changes": changes})


def _result(outcome: service.Outcome, locale: Locale) -> ReviewResult:
    if outcome.error is None:
        return ReviewResult(id=outcome.id, status=200, record=outcome.record)
    error: DomainError = outcome.error
    detail = translate(error.text, locale, **error.params)
    return ReviewResult(id=outcome.id, status=error.status, code=error.code, detail=detail)
