"""A test message to oneself: sent at once, outside any transaction, and told plainly what came of it."""

from datetime import timedelta

from app.accounts.service_signin import writing
from app.audit.service import record
from app.audit.service_count import count_own
from app.core.config import Settings
from app.core.errors import TooManyRequests, require
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.sealing import sealer_of
from app.core.work import Work
from app.reminders import policy_channels as policy
from app.reminders import repository_addresses
from app.reminders.channels.base import Answer, Notice, Verdict
from app.reminders.channels.house import House
from app.reminders.errors import ChannelClosed, ChannelUnconfigured, NoAddress
from app.reminders.models_channels import Channel
from app.reminders.service_addresses import address_of, available_channels

ACTION = "reminders.test"
MOST_AN_HOUR = 6
_UNREACHABLE = frozenset({"connect", "timeout", "broken"})


def try_own(work: Work, settings: Settings, channel: Channel) -> Answer:
    """To the actor's own address by a channel that the county offers. ChannelClosed, NoAddress, TooManyRequests."""
    policy.own_id(work.actor)
    if channel not in available_channels(work, settings):
        raise ChannelClosed
    return _try(work, settings, channel)


def try_channel(work: Work, settings: Settings, channel: Channel) -> Answer:
    """The same for system administrators, before they switch a channel on. Also ChannelUnconfigured."""
    require(policy.can_run_channels(work.actor))
    if missing := policy.missing_settings(settings, channel):
        raise ChannelUnconfigured(missing="、".join(missing))
    return _try(work, settings, channel)


def _try(work: Work, settings: Settings, channel: Channel) -> Answer:
    """The trial is written down before it is sent, so that none goes out uncounted."""
    person_id, house = policy.own_id(work.actor), House(settings)
    row = repository_addresses.find_address(work.session, person_id, channel)
    address, sender = address_of(row, sealer_of(settings)) if row else None, house.sender(channel)
    if address is None or sender is None:
        raise NoAddress
    if count_own(work, ACTION, work.now - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise TooManyRequests(headers={"Retry-After": "3600"})
    work.rest()
    with writing(work) as second:
        record(second, ACTION, "person", person_id, channel=channel.value)
    return sender.send(address, Notice(1, house.link, new_id().hex, mark="（测试）"))


def words_of(answer: Answer) -> str:
    """What came of it in plain words; the code is a parameter."""
    if answer.verdict is Verdict.ACCEPTED:
        return N_("已发出，对方系统已接收，请查看。")
    if answer.verdict is Verdict.REFUSED:
        return N_("没有发出：对方系统拒收，请检查地址是否正确（%(code)s）。")
    if answer.verdict is Verdict.UNKNOWN:
        return N_("结果不明：已经发出，但没有得到答复，可能已经收到（%(code)s）。")
    if answer.code in _UNREACHABLE:
        return N_("没有发出：连不上对方系统，请告诉系统管理员（%(code)s）。")
    return N_("没有发出：对方系统暂不接收或不认可本系统，请告诉系统管理员（%(code)s）。")
