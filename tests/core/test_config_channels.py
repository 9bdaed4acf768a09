"""No key and no address travels in the clear beyond this machine, and no refusal quotes a key."""

from typing import Any

import pytest

from app.core.config import Settings

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
