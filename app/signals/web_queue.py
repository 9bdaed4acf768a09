"""Pages of the queue: a reviewer's week, what was accepted, and what the rules are worth."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.accounts.labels import UNIT_KINDS
from app.http.deps import ReadWork, WriteWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.http.wording import wording
from app.secondments.rules import KIND_LABELS
from app.signals import (
    labels,
    labels_queue,
    service_calibration,
    service_phrases,
    service_queue,
    service_queue_settings,
)

router = page_router()
_WORDS: dict[str, Any] = {
    "judgements": labels_queue.JUDGEMENTS,
    "conclusions": labels_queue.CONCLUSIONS,
    "kinds": labels.KINDS,
}


@router.get("/signals/queue")
def week(request: Request, work: ReadWork) -> Response:
    """本周要看: what was drawn for the reader, in a random order."""
    shown = service_queue.my_week(work)
    desk = is_desk(request, work.actor)
    return page(request, work, "signals/queue.html", desk=desk, week=shown, item=None, following=None, **_WORDS)


@router.get("/signals/queue/{item_id}")
def item(request: Request, work: WriteWork, item_id: UUID) -> Response:
    """One month: its texts first, then what the rules saw; the reading is logged."""
    opened = service_queue.read_item(work, item_id, wording(request))
    shown = service_queue.my_week(work)
    return page(
        request,
        work,
        "signals/queue.html",
        desk=is_desk(request, work.actor),
        week=shown,
        item=opened,
        following=service_queue.next_of(shown.items, item_id),
        **_WORDS,
    )


@router.get("/signals/phrases")
def phrases(request: Request, work: ReadWork, cursor: Annotated[str | None, Query(max_length=500)] = None) -> Response:
    """已认定的职责: one's own, and those of whose questions one may know."""
    found = service_phrases.list_accepted(work, cursor=cursor)
    return page(request, work, "signals/phrases.html", desk=is_desk(request, work.actor), found=found)


@router.get("/signals/calibration")
def calibration(request: Request, work: ReadWork) -> Response:
    """校准: what the rules see, what they miss and whom they ask in vain."""
    return page(
        request,
        work,
        "signals/calibration.html",
        desk=is_desk(request, work.actor),
        shown=service_calibration.read_calibration(work),
        settings=service_queue_settings.list_settings(work).items,
        arms=labels_queue.ARMS,
        kinds=labels.KINDS,
        unit_labels=UNIT_KINDS,
        programme_labels={**KIND_LABELS, service_calibration.REVIEWERS: labels_queue.REVIEWERS},
    )
