"""`/api/v1/signals/queue`, `/phrases` and `/calibration`; and the two words on a signal that was seen."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.core.paging import MAX_LIMIT, Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals
from app.http.wording import wording
from app.records.api_attachments import as_image, files_of
from app.records.service.attachments import Size
from app.signals import (
    service_calibration,
    service_phrases,
    service_queue,
    service_queue_decide,
    service_queue_photos,
    service_queue_settings,
)
from app.signals.schemas import SignalView
from app.signals.schemas_queue import (
    AcceptedView,
    CalibrationView,
    ConcludeIn,
    DismissIn,
    JudgeIn,
    QueueItemView,
    QueueSettingsIn,
    QueueSettingsList,
    QueueSettingsView,
    QueueWeek,
)

router = api_router("signals")
_IMAGES: dict[int | str, dict[str, Any]] = {200: {"content": {"image/*": {}}}}


@router.get("/signals/queue")
def my_week(work: ReadWork) -> QueueWeek:
    """What was drawn for the reader this week: months of cadres to look at, in a random order, without any score."""
    return service_queue.my_week(work)


@router.get("/signals/queue/{item_id}")
def get_item(request: Request, work: WriteWork, item_id: UUID) -> QueueItemView:
    """A month's texts as they stand; once they were judged also what the rules saw. The reading is logged."""
    return service_queue.read_item(work, item_id, wording(request))


@router.post("/signals/queue/{item_id}/judge", responses=refusals(409))
def judge(request: Request, work: WriteWork, item_id: UUID, body: JudgeIn) -> QueueItemView:
    """The judgement before any evidence, once; the same again changes nothing."""
    return service_queue.judge(work, item_id, body, wording(request))


@router.post("/signals/queue/{item_id}/conclude", responses=refusals(409))
def conclude(request: Request, work: WriteWork, item_id: UUID, body: ConcludeIn) -> QueueItemView:
    """Where no rule asks: there is nothing, or the rules missed it."""
    return service_queue.conclude(work, item_id, body, wording(request))


@router.get(
    "/signals/queue/{item_id}/photos/{photo_id}", response_class=Response, responses=_IMAGES | refusals(409, 410)
)
def get_month_photo(request: Request, work: WriteWork, item_id: UUID, photo_id: UUID, size: Size = "full") -> Response:
    """A photo of the month; the reading is logged."""
    image = service_queue_photos.month_photo(work, files_of(request), item_id, photo_id, size)
    return as_image(request, image, size)


@router.get("/signals/queue-settings")
def list_settings(work: ReadWork) -> QueueSettingsList:
    """How many months a week each reviewer is given, by region."""
    return service_queue_settings.list_settings(work)


@router.put("/signals/queue-settings/{unit_id}", responses=refusals(412))
def settle(work: WriteWork, unit_id: UUID, body: QueueSettingsIn) -> QueueSettingsView:
    """Say how many, from the next Monday on; 0 draws nothing. The same again changes nothing."""
    return service_queue_settings.settle(work, unit_id, body)


@router.get("/signals/calibration")
def get_calibration(work: ReadWork) -> CalibrationView:
    """What the rules see, what they miss and whom they ask in vain; never by person, unit or reviewer."""
    return service_calibration.read_calibration(work)


@router.get("/signals/phrases")
def list_phrases(
    work: ReadWork,
    cadre_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[AcceptedView]:
    """What was accepted of the reader, or of those whose questions they may know: it is not raised again."""
    return service_phrases.list_accepted(work, cadre_id, limit, cursor)


@router.post("/signals/phrases/{phrase_id}/take-back")
def take_back(work: WriteWork, phrase_id: UUID) -> AcceptedView:
    """It may be raised again; the same again changes nothing."""
    return service_phrases.take_back(work, phrase_id)


@router.post("/signals/{signal_id}/ask", responses=refusals(409))
def ask(request: Request, work: WriteWork, signal_id: UUID) -> SignalView:
    """Put a question that was seen in the queue to the person; the same again changes nothing."""
    return service_queue_decide.ask(work, signal_id, wording(request))


@router.post("/signals/{signal_id}/dismiss", responses=refusals(409))
def dismiss(request: Request, work: WriteWork, signal_id: UUID, body: DismissIn) -> SignalView:
    """No need to ask: nobody is told; the same again changes nothing."""
    return service_queue_decide.dismiss(work, signal_id, body, wording(request))


@router.get("/signals/{signal_id}/photos/{photo_id}", response_class=Response, responses=_IMAGES | refusals(409, 410))
def get_photo(request: Request, work: WriteWork, signal_id: UUID, photo_id: UUID, size: Size = "full") -> Response:
    """A photo of the evidence as far as the reader may see it; a reviewer's reading is logged."""
    image = service_queue_photos.evidence_photo(work, files_of(request), signal_id, photo_id, size)
    return as_image(request, image, size)
