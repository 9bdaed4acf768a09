"""钉钉 work notices 工作通知: `gettoken`, then `corpconversation/asyncsend_v2` to one member.

A success means that the notice was taken, not that it was seen. Refusals by permission or token come as errcode 88 with
the real code in `sub_code`. The same text counts once a day for each member, so that even a notice that was sent again
after an unknown outcome is shown once.
"""

from typing import Any

from app.core.config import Settings
from app.reminders.channels.base import Answer, Notice, accepted, unknown
from app.reminders.channels.exchange import Exchange, Reply
from app.reminders.channels.tokens import Codes, Tokens, outcome_of, send_with

CODES = Codes(
    "dingtalk",
    expired=frozenset({40001, 40014, 41001, 42001}),
    busy=frozenset({-1, 143103, 143104, 143203, 143204, 1430003, *range(90001, 90021)}),
    house=frozenset({88, 404, 33001, 40004, 40056, 40089, 41002, 41004, 41011, 60011, 60020}),
)


class DingTalk:
    """Sends texts as one application of one organisation."""

    def __init__(self, settings: Settings) -> None:
        secret, agent_id = settings.dingtalk_app_secret, settings.dingtalk_agent_id
        if secret is None or agent_id is None:
            raise ValueError("钉钉 is not configured")
        self._url, self._agent_id = settings.dingtalk_url.rstrip("/"), agent_id
        self._key, self._secret = settings.dingtalk_app_key, secret
        self._exchange = Exchange(settings.channel_timeout)
        self._tokens = Tokens(self._fetch)

    def send(self, address: str, notice: Notice) -> Answer:
        """Once; a second time only after the first was refused for its token."""
        return send_with(self._tokens, CODES, lambda token: self._post(token, address, notice))

    def _fetch(self) -> Reply:
        keys = {"appkey": self._key, "appsecret": self._secret.get_secret_value()}
        return self._exchange.get(f"{self._url}/gettoken", keys)

    def _post(self, token: str, address: str, notice: Notice) -> Answer | int:
        body = {
            "agent_id": self._agent_id,
            "userid_list": address,
            "msg": {"msgtype": "text", "text": {"content": f"{notice.text} {notice.link}"}},
        }
        url = f"{self._url}/topapi/message/corpconversation/asyncsend_v2"
        return outcome_of(self._exchange.post(url, body, {"access_token": token}), _taken)


def _taken(said: dict[str, Any]) -> Answer:
    """A success names its task."""
    task = said.get("task_id")
    known = isinstance(task, int | str) and not isinstance(task, bool) and task
    return accepted() if known else unknown("no-task")
