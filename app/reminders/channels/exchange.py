"""One HTTP request and its answer, within bounds: no redirect, no proxy, little read, done by a deadline.

What matters after a fault is whether any byte of the request left. A connection is used once, so that a request never
meets one that the server has closed meanwhile.
"""

import logging
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import httpx
import orjson

from app.core import clock
from app.reminders.channels.base import Answer, later, refused, unknown

MOST_READ = 64 * 1024
BUSY_PAUSE, HOUSE_PAUSE = 60.0, 900.0
"""Seconds: while a channel says it is busy; while it refuses the house itself (keys, permissions, address)."""

for _name in ("httpx", "httpcore"):  # their lines name addresses with keys in them
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class NotTaken(Exception):
    """Nothing of the request left, or the server said that it took nothing."""


class Lost(Exception):
    """The request left, and what came of it is not known."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, how long it asks to wait (seconds), and its text when it is a success."""

    status: int
    wait: float | None
    body: bytes

    @property
    def json(self) -> dict[str, Any] | None:
        """The answer as an object, None when it is anything else."""
        try:
            value = orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None
        return value if isinstance(value, dict) else None


@dataclass(slots=True)
class _Wire:
    """What happens on the connection, as httpcore tells it; cut at the deadline."""

    connection: socket.socket | None = None
    left: bool = False
    _cut: bool = field(default=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def heed(self, event: str, info: Mapping[str, Any]) -> None:
        """httpcore's `trace`."""
        if event == "http11.send_request_headers.started":
            self.left = True
        elif event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self.connection = info["return_value"].get_extra_info("socket")
                if self._cut:
                    self._shut()

    def cut(self) -> None:
        """Whatever is still read or written ends now."""
        with self._lock:
            self._cut = True
            self._shut()

    def _shut(self) -> None:
        shut(self.connection)


def shut(connection: socket.socket | None) -> None:
    """End both directions of a connection under whoever waits on it."""
    if connection is not None:
        try:
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        except OSError:
            return


@contextmanager
def deadline(seconds: float, cut: Any) -> Iterator[None]:
    """Call `cut` unless the block ends in time."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@lru_cache
def trusted() -> ssl.SSLContext:
    """Certificates are checked by what this machine trusts."""
    return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class Exchange:
    """Sends requests with one time-out a step, and two of them for the whole."""

    timeout: float
    context: ssl.SSLContext = field(default_factory=trusted)

    def get(self, url: str, params: Mapping[str, str]) -> Reply:
        """Ask for something that changes nothing. Raises NotTaken, Lost."""
        return self._send("GET", url, params, {}, None)

    def post(
        self, url: str, body: Any, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Post JSON in plain UTF-8. Raises NotTaken, Lost."""
        sent = {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        return self._send("POST", url, params or {}, sent, orjson.dumps(body))

    def _send(
        self, method: str, url: str, params: Mapping[str, str], headers: Mapping[str, str], body: bytes | None
    ) -> Reply:
        wire = _Wire()
        plain = {"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close", **headers}
        plain["User-Agent"] = "Jishi"
        try:
            with self._client() as client, deadline(2 * self.timeout, wire.cut):
                request = client.build_request(
                    method, url, params=params or None, headers=plain, content=body, extensions={"trace": wire.heed}
                )
                return _read(client.send(request, stream=True))
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            fault = _fault(error)
        raise Lost(fault) if wire.left else NotTaken(fault)

    def _client(self) -> httpx.Client:
        return httpx.Client(
            verify=self.context,
            timeout=self.timeout,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )


def _fault(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    return "connect" if isinstance(error, httpx.ConnectError) else "broken"


def _read(response: httpx.Response) -> Reply:
    """Only a success is read, and only so far; what is longer is no answer."""
    try:
        if not 200 <= response.status_code < 300:
            return Reply(response.status_code, _wait(response.headers.get("Retry-After")), b"")
        body = b""
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > MOST_READ:
                raise Lost("too-long")
        return Reply(response.status_code, None, body)
    finally:
        response.close()


def _wait(said: str | None) -> float | None:
    """`Retry-After` in seconds; a date counts from now."""
    if said is None:
        return None
    if said.isascii() and said.isdigit() and len(said) < 10:
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    return (until - clock.now()).total_seconds() if until.tzinfo else None


def refusal(reply: Reply) -> Answer | None:
    """What a status says by itself; None for a success, whose text decides.

    A gateway that had no answer from behind (502, 504) may have passed the request on, and so may whoever redirects.
    """
    status, code = reply.status, f"http-{reply.status}"
    if 200 <= status < 300:
        return None
    if status in (408, 425, 429) or status >= 500:
        return unknown(code) if status in (502, 504) else later(code, BUSY_PAUSE if reply.wait is None else reply.wait)
    if status < 400:
        return unknown(code)
    return Answer(refused(code).verdict, code, HOUSE_PAUSE if status in (401, 403, 404, 405) else None)
