"""A test to oneself: by a channel that one uses, and for administrators before they switch one on."""

from fastapi import Request

from app.core.config import Settings
from app.http.deps import ReadWork
from app.http.routing import api_router, refusals
from app.http.wording import wording
from app.reminders import service_trial
from app.reminders.channels.base import Answer
from app.reminders.models_channels import Channel
from app.reminders.schemas_channels import TrialView

router = api_router("channels")


@router.post("/me/reminders/addresses/{channel}/test", responses=refusals(409, 429))
def test_address(request: Request, work: ReadWork, channel: Channel) -> TrialView:
    """Send oneself a test now, and hear what came of it; six an hour."""
    return _view(request, channel, service_trial.try_own(work, _settings(request), channel))


@router.post("/channels/{channel}/test", responses=refusals(409, 429))
def test_channel(request: Request, work: ReadWork, channel: Channel) -> TrialView:
    """Send a test to one's own address, switched on or not, and hear what came of it; six an hour."""
    return _view(request, channel, service_trial.try_channel(work, _settings(request), channel))


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _view(request: Request, channel: Channel, answer: Answer) -> TrialView:
    said = wording(request)(service_trial.words_of(answer), {"code": answer.code})
    return TrialView(channel=channel, outcome=answer.verdict.value, code=answer.code, said=said)
