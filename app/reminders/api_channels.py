"""`/api/v1/channels` and `/api/v1/deliveries`, for system administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from app.core.config import Settings
from app.core.paging import MAX_LIMIT, Page
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, refusals
from app.reminders import service_channels, service_delivery_log
from app.reminders.models_channels import Channel, DeliveryState
from app.reminders.schemas_channels import (
    ChannelIn,
    ChannelList,
    ChannelView,
    DeliveryDetail,
    DeliveryView,
    ResendIn,
)

router = api_router("channels")
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=500)]


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


@router.get("/channels")
def list_channels(request: Request, work: ReadWork) -> ChannelList:
    """Every channel 途径: set up or what it lacks, switched on, and how the last day went."""
    return service_channels.list_channels(work, _settings(request))


@router.put("/channels/{channel}", responses=refusals(409))
def put_channel(request: Request, work: WriteWork, channel: Channel, body: ChannelIn, if_match: IfMatch) -> ChannelView:
    """Switch it on or off, and set how many messages a minute may leave by it."""
    return service_channels.put_channel(work, _settings(request), channel, body, if_match)


@router.get("/deliveries")
def list_deliveries(
    work: ReadWork,
    state: DeliveryState | None = None,
    channel: Channel | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DeliveryView]:
    """What left the house and what did not 发送记录, newest first: names, never addresses or content."""
    return service_delivery_log.list_deliveries(work, state, channel, limit, cursor)


@router.get("/deliveries/{delivery_id}")
def get_delivery(work: ReadWork, delivery_id: UUID) -> DeliveryDetail:
    """One with each of its sendings."""
    return service_delivery_log.get_delivery(work, delivery_id)


@router.post("/deliveries/{delivery_id}/resend", responses=refusals(409))
def resend(work: WriteWork, delivery_id: UUID, body: ResendIn) -> DeliveryDetail:
    """Send once more what failed or is unknown, within the next hours of reminding: it may arrive twice."""
    return service_delivery_log.resend(work, delivery_id, body.version)
