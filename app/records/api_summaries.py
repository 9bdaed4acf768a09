"""Summaries and the receiving unit's notes over `/api/v1`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response

from app.core.actor import Scope
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.core.schema import Instant
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, refusals, scopes
from app.records.models_summaries import Voice
from app.records.periods import PATTERN
from app.records.schemas_care import QuarantineWrite
from app.records.schemas_summaries import DraftView, NoteWrite, SummaryView, SummaryWrite
from app.records.service import summaries, summaries_holds

router = api_router("records")
PeriodName = Annotated[str, Path(pattern=PATTERN, description="`2026-W23`, `2026-06` or `2026-Q2`")]
OnePeriod = Annotated[str | None, Query(pattern=PATTERN, description="Only those of this week, month or quarter.")]
SUMMARY = scopes(Scope.SUMMARY_READ)
KEPT: dict[int | str, dict[str, Any]] = {200: {"model": SummaryView, "description": "A new version, or known already"}}
KEPT |= refusals(409)


@router.get("/summaries", openapi_extra=SUMMARY)
def list_of_period(
    work: WriteWork,
    period: Annotated[
        str | None, Query(pattern=PATTERN, description="Only those of this week, month or quarter.")
    ] = None,
    changed_since: Instant | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[SummaryView]:
    """The kept summaries for a program with `summary:read`, of one period or all; each export is logged."""
    return summaries.list_of_period(work, period, changed_since, limit, cursor)


@router.get("/secondments/{secondment_id}/summaries", openapi_extra=SUMMARY)
def list_kept(work: ReadWork, secondment_id: UUID) -> Page[SummaryView]:
    """What was kept of a secondment, summaries and notes, as far as one may read them."""
    return summaries.list_kept(work, secondment_id)


@router.get("/secondments/{secondment_id}/summaries/{period}", openapi_extra=SUMMARY, responses=refusals(422))
def get_summary(work: ReadWork, secondment_id: UUID, period: PeriodName) -> SummaryView:
    """The cadre's summary of a week, month or quarter."""
    return summaries.get_kept(work, secondment_id, period, Voice.CADRE)


@router.get("/secondments/{secondment_id}/summaries/{period}/draft", responses=refusals(422))
def get_draft(work: ReadWork, secondment_id: UUID, period: PeriodName) -> DraftView:
    """A draft from one's own entries as they stand; nothing of it is stored."""
    return summaries.get_draft(work, secondment_id, period)


@router.put("/secondments/{secondment_id}/summaries/{period}", status_code=201, responses=KEPT)
def keep_summary(
    work: WriteWork, secondment_id: UUID, period: PeriodName, body: SummaryWrite, if_match: IfMatch, response: Response
) -> SummaryView:
    """Keep one's own summary; over what stands with its version in If-Match."""
    view, created = summaries.keep_summary(work, secondment_id, period, body, if_match)
    response.status_code = 201 if created else 200
    return view


@router.get("/secondments/{secondment_id}/notes/{period}", responses=refusals(422))
def get_note(work: ReadWork, secondment_id: UUID, period: PeriodName) -> SummaryView:
    """The receiving unit's word on a month or quarter."""
    return summaries.get_kept(work, secondment_id, period, Voice.HOST)


@router.put("/secondments/{secondment_id}/notes/{period}", status_code=201, responses=KEPT)
def keep_note(
    work: WriteWork, secondment_id: UUID, period: PeriodName, body: NoteWrite, if_match: IfMatch, response: Response
) -> SummaryView:
    """Keep the receiving unit's word on a month or quarter; over what stands with its version in If-Match."""
    view, created = summaries.keep_note(work, secondment_id, period, body, if_match)
    response.status_code = 201 if created else 200
    return view


@router.post("/secondments/{secondment_id}/summaries/{period}/quarantine", responses=refusals(409, 422))
def quarantine_summary(work: WriteWork, secondment_id: UUID, period: PeriodName, body: QuarantineWrite) -> SummaryView:
    """Hide a summary from everybody at once; open to everybody who may read it."""
    return summaries_holds.quarantine_summary(work, secondment_id, period, Voice.CADRE, body)


@router.post("/secondments/{secondment_id}/notes/{period}/quarantine", responses=refusals(409, 422))
def quarantine_note(work: WriteWork, secondment_id: UUID, period: PeriodName, body: QuarantineWrite) -> SummaryView:
    """Hide the receiving unit's word from everybody at once; open to everybody who may read it."""
    return summaries_holds.quarantine_summary(work, secondment_id, period, Voice.HOST, body)
