"""短信 by any gateway that takes JSON over HTTPS: its address, its key and the form of its body are settings."""

import re
from typing import Any

from app.core.config import Settings
from app.reminders.channels.base import Answer, Notice, accepted, later, refused, unknown
from app.reminders.channels.exchange import BUSY_PAUSE, Exchange, Lost, NotTaken, Reply, refusal

_CODE = re.compile(r"[A-Za-z][A-Za-z_.-]{0,30}|-?[0-9]{1,8}")
"""What may be kept of a gateway's own code: a word or a short number, so that no telephone number is."""


class Sms:
    """Posts one message; a success is what the settings say, or any 2xx when they say nothing."""

    def __init__(self, settings: Settings) -> None:
        self._url, self._body = settings.sms_url, settings.sms_body
        self._token, self._header = settings.sms_token, settings.sms_token_header
        self._field = settings.sms_answer_field
        self._ok, self._busy = frozenset(settings.sms_answer_ok), frozenset(settings.sms_answer_busy)
        self._exchange = Exchange(settings.channel_timeout)

    def send(self, address: str, notice: Notice) -> Answer:
        """Once."""
        values = {"address": address, "text": notice.text, "link": notice.link, "count": str(notice.count)}
        values["id"] = notice.key
        headers = {}
        if self._token is not None:
            secret = self._token.get_secret_value()
            headers[self._header] = f"Bearer {secret}" if self._header == "Authorization" else secret
        try:
            reply = self._exchange.post(self._url, filled(self._body, values), headers=headers)
        except NotTaken as error:
            return later(str(error))
        except Lost as error:
            return unknown(str(error))
        return refusal(reply) or self._judge(reply)

    def _judge(self, reply: Reply) -> Answer:
        if not self._field:
            return accepted()
        code = _find(reply.json, self._field)
        if code is None:
            return unknown("unreadable")
        if code in self._ok:
            return accepted()
        told = f"sms-{code}" if _CODE.fullmatch(code) else "sms-refused"
        return later(told, BUSY_PAUSE) if code in self._busy else refused(told)


def filled(form: Any, values: dict[str, str]) -> Any:
    """The form with `{address}`, `{text}`, `{link}`, `{count}` and `{id}` put in, within texts alone."""
    if isinstance(form, str):
        return re.sub(r"\{(address|text|link|count|id)\}", lambda found: values[found[1]], form)
    if isinstance(form, dict):
        return {key: filled(value, values) for key, value in form.items()}
    return [filled(value, values) for value in form] if isinstance(form, list) else form


def _find(said: Any, field: str) -> str | None:
    """The text, number or truth value at a dotted path, as text."""
    for name in field.split("."):
        said = said.get(name) if isinstance(said, dict) else None
    if isinstance(said, bool):
        return "true" if said else "false"
    return str(said) if isinstance(said, str | int) else None
