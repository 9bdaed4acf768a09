"""`/api/v1/signals`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from app.core.actor import Scope
from app.core.paging import MAX_LIMIT, Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, scopes
from app.http.wording import wording
from app.signals import service, service_answers, service_counts
from app.signals.models import SignalKind, SignalState
from app.signals.policy import LIVE
from app.signals.schemas import ReplyIn, ResolveIn, SignalCounts, SignalLine, SignalView
from app.signals.service import SignalFilter

router = api_router("signals")
MONTH = r"^20\d{2}-(0[1-9]|1[0-2])$"
Month = Annotated[str | None, Query(pattern=MONTH)]


def signal_filter(
    status: SignalState | None = None,
    kind: SignalKind | None = None,
    unit_id: UUID | None = None,
    month: Month = None,
    secondment_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> SignalFilter:
    """What is asked for, from the query."""
    states = LIVE if status is None else {status}
    return SignalFilter(states, kind, unit_id, month, secondment_id, limit, cursor)


@router.get("/signals")
def list_signals(
    request: Request, work: ReadWork, wanted: Annotated[SignalFilter, Depends(signal_filter)]
) -> Page[SignalLine]:
    """Questions 疑问, the newest put first: one's own, those that one reviews, those of one's region.

    Without `status`: those that are not over. `unit_id` is the unit that hosts the days, or one above it.
    """
    return service.list_signals(work, wanted, wording(request))


@router.get("/signals/counts", openapi_extra=scopes(Scope.SIGNALS_COUNT))
def count_signals(
    work: ReadWork, first: Annotated[str, Query(alias="from", pattern=MONTH)], to: Annotated[str, Query(pattern=MONTH)]
) -> SignalCounts:
    """For programs: how many questions each unit's months have had; never a person's, so none where few are hosted."""
    return service_counts.count_signals(work, first, to)


@router.get("/signals/{signal_id}")
def get_signal(request: Request, work: WriteWork, signal_id: UUID) -> SignalView:
    """One question with its evidence and what was said about it; the Organization Department's reading is logged."""
    return service.read_signal(work, signal_id, wording(request))


@router.post("/signals/{signal_id}/reply")
def reply(request: Request, work: WriteWork, signal_id: UUID, body: ReplyIn) -> SignalView:
    """Answer a question about oneself; the same again changes nothing."""
    return service_answers.reply(work, signal_id, body, wording(request))


@router.post("/signals/{signal_id}/resolve")
def resolve(request: Request, work: WriteWork, signal_id: UUID, body: ResolveIn) -> SignalView:
    """Decide on a question (a reviewer or the Organization Department); nobody on their own."""
    return service_answers.resolve(work, signal_id, body, wording(request))
