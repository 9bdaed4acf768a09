"""No key and no address travels in the clear beyond this machine, and no refusal quotes a key."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.core.config import Settings
from app.core.config_channels import ChannelHosts
from app.reminders.channels.house import House, configured
from app.reminders.models_channels import Channel
from tests.support.source import ROOT

KEY = "a-key-that-nobody-reads"


def own(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


@pytest.mark.parametrize("name", ["wecom_url", "dingtalk_url", "sms_url"])
@pytest.mark.parametrize(
    "url",
    [
        "http://gateway.example.gov.cn",
        "ftp://gateway.example.gov.cn",
        "https://user:pass@gateway.example.gov.cn",
        f"https://gateway.example.gov.cn/send?key={KEY}",
        "https://",
        "gateway.example.gov.cn",
    ],
)
def test_hosts_are_reached_by_https_alone(name: str, url: str) -> None:
    with pytest.raises(ValueError, match=f"JISHI_{name.upper()}") as refusal:
        own(**{name: url}, sms_token=KEY)
    assert KEY not in str(refusal.value)


@pytest.mark.parametrize("url", ["https://sms.example.gov.cn/send", "http://127.0.0.1:8080/send"])
def test_or_within_this_machine(url: str) -> None:
    assert own(sms_url=url).sms_url == url


def test_a_password_needs_encryption() -> None:
    with pytest.raises(ValueError, match="JISHI_SMTP_PASSWORD") as refusal:
        own(smtp_host="mail.example.gov.cn", smtp_tls="none", smtp_password=KEY)
    assert KEY not in str(refusal.value)
    assert own(smtp_host="mail.example.gov.cn", smtp_tls="none").smtp_tls == "none"


@pytest.mark.parametrize("form", [{}, {"content": "{text}"}, {"{address}": 1}])
def test_a_message_to_nobody_is_no_message(form: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="JISHI_SMS_BODY"):
        own(sms_body=form)


def test_a_form_may_hold_the_address_at_any_depth() -> None:
    assert own(sms_body={"to": [{"number": "{address}"}]}).sms_body


def test_no_key_is_shown() -> None:
    told = repr(own(wecom_secret=KEY, dingtalk_app_secret=KEY, sms_token=KEY, smtp_password=KEY))
    assert KEY not in told


def test_a_line_with_nothing_behind_its_name_says_nothing(tmp_path: Path) -> None:
    names = ("WECOM_AGENT_ID", "WECOM_SECRET", "DINGTALK_AGENT_ID", "DINGTALK_APP_SECRET", "SMS_TOKEN", "SMTP_PASSWORD")
    lines = [f"JISHI_{name}=" for name in (*names, "SMS_URL", "SMTP_HOST", "SMTP_FROM", "WECOM_CORP_ID")]
    (tmp_path / ".env").write_text("\n".join(lines))
    settings = Settings(_env_file=tmp_path / ".env", public_url="https://jishi.example.gov.cn")
    assert {name for name in names if getattr(settings, name.lower()) is not None} == set()
    assert configured(settings) == set()


def test_the_example_is_read_as_it_stands(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = "CHANNEL_|WECOM_|DINGTALK_|SMS_|SMTP_"
    (tmp_path / ".env").write_text(
        re.sub(rf"^#(JISHI_(?:{named}))", r"\1", example, flags=re.MULTILINE), encoding="utf-8"
    )
    settings, plain = Settings(_env_file=tmp_path / ".env"), own()
    for name in ChannelHosts.model_fields.keys() - {"sms_url", "smtp_from"}:
        assert getattr(settings, name) == getattr(plain, name), name
    assert configured(settings.model_copy(update={"public_url": "https://jishi.example.gov.cn"})) == {"sms"}


WHOLE: dict[str, dict[str, Any]] = {
    "wecom": {"wecom_corp_id": "ww1", "wecom_agent_id": 1, "wecom_secret": KEY},
    "dingtalk": {"dingtalk_app_key": "d1", "dingtalk_agent_id": 1, "dingtalk_app_secret": KEY},
    "sms": {"sms_url": "https://sms.example.gov.cn/send"},
    "email": {"smtp_host": "mail.example.gov.cn", "smtp_from": "jishi@example.gov.cn"},
}


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_opens_once_its_settings_are_whole(channel: Channel) -> None:
    whole = WHOLE[channel] | {"public_url": "https://jishi.example.gov.cn/"}
    house = House(own(**whole))
    assert house.channels == {channel}
    assert house.sender(channel) is not None
    assert house.sender(channel) is house.sender(channel), "it keeps its token"
    assert house.link == "https://jishi.example.gov.cn/inbox"
    for name in whole:
        assert House(own(**{key: value for key, value in whole.items() if key != name})).sender(channel) is None
