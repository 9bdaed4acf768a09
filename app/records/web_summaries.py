"""Pages of summaries 小结 and notes 评语: the cadre's on the phone, their readers' at the desk."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.records.periods import PATTERN
from app.records.service import summaries_pages

router = page_router()
PeriodName = Annotated[str, Path(pattern=PATTERN)]


@router.get("/summaries")
def own_summaries(request: Request, work: ReadWork) -> Response:
    """小结: one's own weeks, months and quarters."""
    shown = summaries_pages.list_periods(work)
    return page(request, work, "records/summaries.html", shown=shown, desk=is_desk(request, work.actor))


@router.get("/secondments/{secondment_id}/summaries")
def summaries(request: Request, work: ReadWork, secondment_id: UUID) -> Response:
    """What was kept of a secondment, for its readers."""
    shown = summaries_pages.list_periods(work, secondment_id)
    return page(request, work, "records/summaries.html", shown=shown, desk=is_desk(request, work.actor))


@router.get("/secondments/{secondment_id}/summaries/{period}")
def summary(
    request: Request,
    work: ReadWork,
    secondment_id: UUID,
    period: PeriodName,
    use: Literal["draft", "kept"] = "kept",
) -> Response:
    """One week, month or quarter: the write box with its draft, or the kept text with the receiving unit's note."""
    shown = summaries_pages.open_summary(work, secondment_id, period)
    desk = is_desk(request, work.actor)
    return page(request, work, "records/summary.html", shown=shown, desk=desk, use=use)
