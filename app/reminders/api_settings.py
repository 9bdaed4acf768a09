"""`/api/v1/me/reminders`: one's own choice and one's own addresses."""

from fastapi import Request, Response

from app.core.config import Settings
from app.http.deps import IfMatch, ReadWork, WriteWork
from app.http.routing import api_router, refusals
from app.reminders import service_addresses, service_settings
from app.reminders.models_channels import Channel
from app.reminders.schemas import ReminderSettingsIn
from app.reminders.schemas_channels import AddressIn, AddressView, OwnRemindersView

router = api_router("inbox")


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


@router.get("/me/reminders")
def get_reminders(request: Request, work: ReadWork) -> OwnRemindersView:
    """One's own reminder settings: the choice, the channels on offer, one's addresses (masked)."""
    return service_settings.get_own(work, _settings(request))


@router.put("/me/reminders")
def put_reminders(request: Request, work: WriteWork, body: ReminderSettingsIn, if_match: IfMatch) -> OwnRemindersView:
    """Set them; channels that are not named stay as they are. `If-Match` is honoured when given."""
    return service_settings.put_own(work, _settings(request), body, if_match)


@router.put("/me/reminders/addresses/{channel}", responses=refusals(409))
def put_address(
    request: Request, response: Response, work: WriteWork, channel: Channel, body: AddressIn, if_match: IfMatch
) -> AddressView:
    """Give or replace where one is reached by a channel; the first address also chooses the channel."""
    view, new = service_addresses.put_address(work, _settings(request), channel, body, if_match)
    response.status_code = 201 if new else 200
    return view


@router.delete("/me/reminders/addresses/{channel}", status_code=204, response_class=Response)
def remove_address(work: WriteWork, channel: Channel) -> Response:
    """Take it out; the channel is no longer chosen."""
    service_addresses.remove_address(work, channel)
    return Response(status_code=204)
