"""A fair limit for what costs seconds: papers, sheets, imports, uploads. Others wait their turn at the database anyway.

Each signed-in browser or program has a bucket for each kind, kept in this process alone: a restart empties them, and
several replicas allow as many times as much. It keeps one impatient script from slowing everybody; it is no defence
against somebody who means harm and holds many accounts. Failed sign-ins are counted in the database (`accounts`).
"""

import hashlib
import math
import re
import threading
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core import clock
from app.core.errors import TooManyRequests
from app.http.problems import render

MOST_BUCKETS = 20_000


@dataclass(frozen=True, slots=True)
class Kind:
    """`burst` requests at once, then one each `60 / a_minute` seconds."""

    name: str
    requests: re.Pattern[str]
    burst: int
    a_minute: int


KINDS = (
    Kind(
        "papers",
        re.compile(r"GET /api/v1/.+\.(pdf|xlsx|csv|docx)|POST /api/v1/exports|GET /api/v1/exports/[^/]+/file"),
        burst=60,
        a_minute=60,
    ),
    Kind("my-data", re.compile(r"GET /api/v1/me/data"), burst=10, a_minute=10),
    Kind("imports", re.compile(r"POST /api/v1/(imports/.+|workdays/import|login-slips)"), burst=30, a_minute=20),
    Kind("uploads", re.compile(r"PUT /api/v1/attachments/[^/]+"), burst=120, a_minute=120),
)


def kind_of(method: str, path: str) -> Kind | None:
    """The kind of a request, or of an operation by its path's template; None for what is cheap."""
    request = f"{method} {path}"
    return next((kind for kind in KINDS if kind.requests.fullmatch(request)), None)


class Buckets:
    """How much of each caller's allowance is left."""

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, kind: Kind, caller: str, now: float) -> float:
        """Take one; answers the seconds to wait when there is none left, else 0."""
        rate = kind.a_minute / 60
        with self._lock:
            left, since = self._left.get((kind.name, caller), (float(kind.burst), now))
            left = min(float(kind.burst), left + (now - since) * rate)
            if left < 1:
                return (1 - left) / rate
            if len(self._left) >= MOST_BUCKETS:
                self._left.clear()
            self._left[(kind.name, caller)] = (left - 1, now)
        return 0


class FairUse:
    """Answers 429 with `Retry-After` once a caller's allowance for costly requests is used up."""

    def __init__(self, app: ASGIApp, cookie_name: str) -> None:
        self.app = app
        self._cookie = cookie_name
        self._buckets = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = kind_of(scope["method"], scope["path"]) if scope["type"] == "http" else None
        wait = self._buckets.take(kind, self._caller(scope), clock.monotonic()) if kind else 0
        if wait:
            error = TooManyRequests(headers={"Retry-After": str(math.ceil(wait))})
            await render(Request(scope, receive), error)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _caller(self, scope: Scope) -> str:
        """The token or session that asks, else the address; only a hash of it is kept."""
        request = Request(scope)
        given = Headers(scope=scope).get("authorization") or request.cookies.get(self._cookie)
        own = given or (request.client.host if request.client else "")
        return hashlib.sha256(own.encode()).hexdigest()
