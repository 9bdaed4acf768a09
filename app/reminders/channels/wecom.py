"""企业微信 application messages: `gettoken`, then `message/send` to one member; they reach 微信 by its plugin.

Error codes as in its list 全局错误码: the token ran out or is not valid; the interface is called too often; the keys,
permissions or addresses of the house are refused.
"""

from typing import Any

from app.core.config import Settings
from app.reminders.channels.base import Answer, Notice, accepted, refused, unknown
from app.reminders.channels.exchange import Exchange, Reply
from app.reminders.channels.tokens import Codes, Tokens, outcome_of, send_with

CODES = Codes(
    "wecom",
    expired=frozenset({40014, 41001, 42001}),
    busy=frozenset({-1, 6000, 45009, 45011, 45033, 45047}),
    house=frozenset({40001, 40013, 40056, 41002, 41004, 41011, 48002, 50003, 60020, 301002}),
)


class WeCom:
    """Sends text cards as one application of one organisation."""

    def __init__(self, settings: Settings) -> None:
        secret, agent_id = settings.wecom_secret, settings.wecom_agent_id
        if secret is None or agent_id is None:
            raise ValueError("企业微信 is not configured")
        self._url, self._agent_id = settings.wecom_url.rstrip("/"), agent_id
        self._corp_id, self._secret = settings.wecom_corp_id, secret
        self._exchange = Exchange(settings.channel_timeout)
        self._tokens = Tokens(self._fetch)

    def send(self, address: str, notice: Notice) -> Answer:
        """Once; a second time only after the first was refused for its token."""
        return send_with(self._tokens, CODES, lambda token: self._post(token, address, notice))

    def _fetch(self) -> Reply:
        keys = {"corpid": self._corp_id, "corpsecret": self._secret.get_secret_value()}
        return self._exchange.get(f"{self._url}/cgi-bin/gettoken", keys)

    def _post(self, token: str, address: str, notice: Notice) -> Answer | int:
        card = {"title": "纪实提醒", "description": notice.text, "url": notice.link, "btntxt": "查看"}
        body = {
            "touser": address,
            "msgtype": "textcard",
            "agentid": self._agent_id,
            "textcard": card,
            "enable_duplicate_check": 1,  # the same card to the same member counts once within the half hour
            "duplicate_check_interval": 1800,
        }
        reply = self._exchange.post(f"{self._url}/cgi-bin/message/send", body, {"access_token": token})
        return outcome_of(reply, lambda said: _whom(said, address))


def _whom(said: dict[str, Any], address: str) -> Answer:
    """A success names who was left out; somebody else's name there says nothing about ours."""
    for field in ("invaliduser", "unlicenseduser"):
        named = said.get(field)
        if named is None or named == "":
            continue
        if isinstance(named, str) and named.casefold().split("|") == [address.casefold()]:
            return refused(f"wecom-{field}")
        return unknown("other-person")
    return accepted()
