"""Which channels this installation can send by: those whose settings are whole, once it knows its own address."""

from collections.abc import Callable

from app.core.config import Settings
from app.reminders.channels.base import Sender
from app.reminders.channels.dingtalk import DingTalk
from app.reminders.channels.sms import Sms
from app.reminders.channels.smtp import Mail
from app.reminders.channels.wecom import WeCom
from app.reminders.models_channels import Channel
from app.reminders.policy_channels import missing_settings

_MAKERS: dict[Channel, Callable[[Settings], Sender]] = {
    Channel.WECOM: WeCom,
    Channel.SMS: Sms,
    Channel.EMAIL: Mail,
    Channel.DINGTALK: DingTalk,
}


def configured(settings: Settings) -> frozenset[Channel]:
    """The channels with nothing missing."""
    return frozenset(channel for channel in Channel if not missing_settings(settings, channel))


class House:
    """This process's senders, each made when first needed and kept with its token."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.channels = configured(settings)
        self._senders: dict[Channel, Sender] = {}

    @property
    def link(self) -> str:
        """Where every notice leads."""
        return f"{(self.settings.public_url or '').rstrip('/')}/inbox"

    def sender(self, channel: Channel) -> Sender | None:
        """A channel's sender, None while it is not configured."""
        if channel not in self.channels:
            return None
        if channel not in self._senders:
            self._senders[channel] = _MAKERS[channel](self.settings)
        return self._senders[channel]
