"""Access tokens 凭证 of application APIs: fetched when needed, kept until they run out, in memory alone."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core import clock
from app.reminders.channels.base import Answer, later, refused, unknown
from app.reminders.channels.exchange import BUSY_PAUSE, HOUSE_PAUSE, Lost, NotTaken, Reply, refusal

_TOKEN = re.compile(r"[\x21-\x7e]{1,512}")
LONGEST, EARLIER = 7200.0, 300.0
"""Seconds: no token is kept longer, and each is renewed so much before it runs out."""


class NoToken(Exception):
    """None was given; `answer` says why. A message that needed it was not sent."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


@dataclass(slots=True)
class Tokens:
    """One application's token, shared by whoever sends in this process."""

    fetch: Callable[[], Reply]
    _value: str = ""
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> str:
        """The token in force, fetched anew when there is none. Raises NoToken."""
        with self._lock:
            if not self._value or clock.monotonic() >= self._until:
                self._value, seconds = self._ask()
                self._until = clock.monotonic() + max(seconds - EARLIER, seconds / 2)
            return self._value

    def forget(self, value: str) -> None:
        """That one was refused; a newer one stays."""
        with self._lock:
            if self._value == value:
                self._value = ""

    def _ask(self) -> tuple[str, float]:
        self._value = ""
        try:
            reply = self.fetch()
        except (NotTaken, Lost) as error:
            raise NoToken(later(f"token-{error}")) from None
        if (status := refusal(reply)) is not None:
            raise NoToken(later(f"token-{status.code}", status.pause or HOUSE_PAUSE))
        said = reply.json or {}
        value, seconds, code = said.get("access_token"), said.get("expires_in"), error_code(said)
        if code:
            raise NoToken(later(f"token-{code}", HOUSE_PAUSE))
        if not isinstance(value, str) or not _TOKEN.fullmatch(value):
            raise NoToken(later("token-unreadable", HOUSE_PAUSE))
        if not isinstance(seconds, int) or seconds <= 1:
            seconds = LONGEST / 2
        return value, min(float(seconds), LONGEST)


def error_code(said: dict[str, Any]) -> int | None:
    """An answer's `errcode`, or the finer `sub_code` of a general one; None when there is none to be trusted."""
    code = said.get("errcode")
    if code == 88:
        inner = said.get("sub_code")
        code = int(inner) if isinstance(inner, str) and re.fullmatch(r"-?[0-9]{1,9}", inner) else inner
        code = code if isinstance(code, int) and code != 0 else 88
    if not isinstance(code, int) or isinstance(code, bool) or abs(code) > 10**9:
        return None
    return code


@dataclass(frozen=True, slots=True)
class Codes:
    """An interface's error codes: the token ran out; it is called too often; it refuses the house itself.

    Any other one is about this member or this message.
    """

    name: str
    expired: frozenset[int]
    busy: frozenset[int]
    house: frozenset[int]

    def verdict(self, code: int) -> Answer:
        """What an error code means for a message."""
        told = f"{self.name}-{code}"
        if code in self.busy or code in self.expired:
            return later(told, BUSY_PAUSE)
        return later(told, HOUSE_PAUSE) if code in self.house else refused(told)


def send_with(tokens: Tokens, codes: Codes, post: Callable[[str], Answer | int]) -> Answer:
    """Send once; a second time only after the first was refused for its token, which is then fetched anew."""
    try:
        token = tokens.current()
        outcome = post(token)
        if outcome in codes.expired:
            tokens.forget(token)
            outcome = post(tokens.current())
    except NoToken as error:
        return error.answer
    except NotTaken as error:
        return later(str(error))
    except Lost as error:
        return unknown(str(error))
    return outcome if isinstance(outcome, Answer) else codes.verdict(outcome)


def outcome_of(reply: Reply, judge: Callable[[dict[str, Any]], Answer]) -> Answer | int:
    """An answer's error code, or the verdict where there is none to judge by; `judge` looks at a success."""
    if (answer := refusal(reply)) is not None:
        return answer
    said = reply.json
    code = None if said is None else error_code(said)
    if said is None or code is None:
        return unknown("unreadable")
    return code or judge(said)
