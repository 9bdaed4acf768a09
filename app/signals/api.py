"""`/api/v1/signals`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from app.core.paging import MAX_LIMIT, Page
from app.http.deps import ReadWork
from app.http.routing import api_router
from app.http.wording import wording
from app.signals import service
from app.signals.models import SignalKind, SignalState
from app.signals.policy import LIVE
from app.signals.schemas import SignalView
from app.signals.service import SignalFilter

router = api_router("signals")
Month = Annotated[str | None, Query(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]


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
) -> Page[SignalView]:
    """Questions 疑问, the newest put first: one's own, those that one reviews, those of one's region.

    Without `status`: those that are not over. `unit_id` is the unit that hosts the days, or one above it.
    """
    return service.list_signals(work, wanted, wording(request))


@router.get("/signals/{signal_id}")
def get_signal(request: Request, work: ReadWork, signal_id: UUID) -> SignalView:
    """One question with its evidence."""
    return service.get_signal(work, signal_id, wording(request))
