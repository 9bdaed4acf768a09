"""The desk pages 提醒途径 and 发送记录, for system administrators."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.reminders import service_addresses, service_channels, service_delivery_log
from app.reminders.models_channels import Channel, DeliveryState
from app.reminders.policy_channels import WORDS

router = page_router()
PAGE_SIZE = 50
Cursor = Annotated[str | None, Query(max_length=500)]


@router.get("/channels")
def channels(request: Request, work: ReadWork) -> Response:
    """提醒途径: what is set up, what is missing, what is on, and how the last day went."""
    settings = request.app.state.settings
    found = service_channels.list_channels(work, settings).items
    own = {one.channel: one for one in service_addresses.list_addresses(work, settings)}
    return page(request, work, "reminders/channels.html", channels=found, own=own, words=WORDS)


@router.get("/deliveries")
def deliveries(
    request: Request,
    work: ReadWork,
    state: DeliveryState | None = None,
    channel: Channel | None = None,
    cursor: Cursor = None,
) -> Response:
    """发送记录: by state and channel, newest first."""
    found = service_delivery_log.list_deliveries(work, state, channel, PAGE_SIZE, cursor)
    chosen = {"state": state.value if state else "", "channel": channel.value if channel else ""}
    kept = {name: value for name, value in chosen.items() if value}
    more = "/deliveries?" + urlencode(kept | {"cursor": found.next_cursor}) if found.next_cursor else None
    return page(
        request,
        work,
        "reminders/deliveries.html",
        deliveries=found.items,
        chosen=chosen,
        states=list(DeliveryState),
        words=WORDS,
        more=more,
    )


@router.get("/deliveries/{delivery_id}")
def delivery(request: Request, work: ReadWork, delivery_id: UUID) -> Response:
    """One delivery with each of its sendings."""
    found = service_delivery_log.get_delivery(work, delivery_id)
    return page(request, work, "reminders/delivery.html", one=found, words=WORDS)
