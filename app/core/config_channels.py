"""Settings of the ways out of the house: hosts, keys and forms of each channel. Nothing of these is ever stored."""

import ipaddress
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings


class ChannelHosts(BaseSettings):
    """What an operator sets for 企业微信, 钉钉, SMS and e-mail; what is left out keeps that channel closed."""

    channel_timeout: float = Field(default=5.0, gt=0, le=10)
    wecom_url: str = "https://qyapi.weixin.qq.com"
    wecom_corp_id: str = ""
    wecom_agent_id: int | None = None
    wecom_secret: SecretStr | None = None
    dingtalk_url: str = "https://oapi.dingtalk.com"
    dingtalk_app_key: str = ""
    dingtalk_app_secret: SecretStr | None = None
    dingtalk_agent_id: int | None = None
    sms_url: str = ""
    sms_token: SecretStr | None = None
    sms_token_header: str = Field(default="Authorization", pattern=r"^[A-Za-z0-9-]{1,64}$")
    sms_body: dict[str, JsonValue] = {"phone": "{address}", "content": "{text} {link}"}
    sms_answer_field: str = ""
    sms_answer_ok: list[str] = Field(default_factory=lambda: ["0"])
    sms_answer_busy: list[str] = Field(default_factory=list)
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_from: str = Field(default="", pattern=r"^([\x21-\x7e]+@[\x21-\x7e]+)?$")

    @field_validator(
        "wecom_agent_id",
        "wecom_secret",
        "dingtalk_agent_id",
        "dingtalk_app_secret",
        "sms_token",
        "smtp_password",
        mode="before",
    )
    @classmethod
    def _empty_is_absent(cls, value: Any) -> Any:
        """A line of `.env` with nothing behind its name says nothing."""
        return None if value == "" else value

    @model_validator(mode="after")
    def _channels_are_safe(self) -> Self:
        """No key and no address travels in the clear, except within this machine."""
        for name in ("wecom_url", "dingtalk_url", "sms_url"):
            url: str = getattr(self, name)
            if url and not _is_safe(url):
                raise ValueError(f"JISHI_{name.upper()} needs https and no user, query or fragment")
        if self.smtp_tls == "none" and self.smtp_password is not None and not is_loopback(self.smtp_host):
            raise ValueError("JISHI_SMTP_PASSWORD needs JISHI_SMTP_TLS=starttls or tls")
        if "{address}" not in _strings(self.sms_body):
            raise ValueError('JISHI_SMS_BODY needs "{address}" as one of its values')
        return self


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def _strings(value: Any) -> list[str]:
    """Every text of a JSON value."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for item in inner for one in _strings(item)]
