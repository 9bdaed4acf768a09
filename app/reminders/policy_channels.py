"""What an address of each channel looks like, how it is shown, and who looks after the channels."""

import re
from collections.abc import Mapping
from uuid import UUID

from app.core.actor import Actor, Role
from app.core.config import Settings
from app.core.errors import Invalid, require
from app.core.i18n import N_
from app.reminders.models_channels import Channel

WORDS: Mapping[Channel, str] = {
    Channel.WECOM: N_("企业微信"),
    Channel.SMS: N_("短信"),
    Channel.EMAIL: N_("电子邮件"),
    Channel.DINGTALK: N_("钉钉"),
}
NEEDED: Mapping[Channel, tuple[str, ...]] = {
    Channel.WECOM: ("wecom_corp_id", "wecom_agent_id", "wecom_secret"),
    Channel.SMS: ("sms_url",),
    Channel.EMAIL: ("smtp_host", "smtp_from"),
    Channel.DINGTALK: ("dingtalk_app_key", "dingtalk_app_secret", "dingtalk_agent_id"),
}
"""Without which a channel stays closed, besides the address of the pages to which its link leads."""
_SHAPES: Mapping[Channel, tuple[re.Pattern[str], str]] = {
    Channel.WECOM: (
        re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}"),
        N_("应为企业微信通讯录里的账号，不是微信号或姓名。"),
    ),
    Channel.SMS: (re.compile(r"1[3-9][0-9]{9}"), N_("应为 11 位手机号码。")),
    Channel.EMAIL: (
        re.compile(
            r"(?=.{6,254}$)[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
        ),
        N_("应为电子邮箱地址，例如 name@example.gov.cn。"),
    ),
    Channel.DINGTALK: (
        re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}"),
        N_("应为钉钉通讯录里的 UserID，不是手机号或姓名。"),
    ),
}
_LOOSE = re.compile(r"[\s()-]")


def own_id(actor: Actor) -> UUID:
    """The person who acts; Forbidden for programs."""
    require(actor.person_id is not None)
    assert actor.person_id is not None  # noqa: S101 - just required
    return actor.person_id


def can_run_channels(actor: Actor) -> bool:
    """System administrators alone."""
    return actor.kind == "person" and actor.has(Role.SYSADMIN)


def missing_settings(settings: Settings, channel: Channel) -> list[str]:
    """Which of the operator's settings a channel lacks, by their names; none when it can be used."""
    needed = (*NEEDED[channel], "public_url")
    return [f"JISHI_{name.upper()}" for name in needed if getattr(settings, name) in (None, "")]


def read_address(channel: Channel, said: str) -> str:
    """An address as it is kept; Invalid at `/address` for what this channel cannot write to."""
    text = _LOOSE.sub("", said).removeprefix("+86") if channel is Channel.SMS else said.strip()
    shape, remedy = _SHAPES[channel]
    if not shape.fullmatch(text):
        raise Invalid.at("/address", remedy, "bad-address")
    return text


def mask(channel: Channel, address: str) -> str:
    """An address as it is shown: enough to know one's own by, too little to use."""
    if channel is Channel.SMS:
        return f"{address[:3]}****{address[-4:]}"
    name, at, host = address.partition("@")
    kept = name[:1] if len(name) < 5 else name[:2]
    return f"{kept}***{at}{host}" if channel is Channel.EMAIL else f"{kept}***"
