"""Around every request: its number, the origin check, security headers, one log line without personal text."""

import re
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import Forbidden
from app.core.i18n import N_
from app.core.ids import new_id
from app.http.problems import ContentTooLarge, render, too_long_body

log = structlog.get_logger()

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FILE_HEADERS = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
"""What a static file needs of them: it loads nothing and frames nothing, and a first load asks for ten of them."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestFrame:
    """Gives the request a number, sends the security headers, and logs the outcome."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id().hex
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 500

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                for name, value in (_FILE_HEADERS if scope["path"].startswith("/static/") else _HEADERS).items():
                    headers.setdefault(name, value)
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
                renewed = scope["state"].get("renewed_cookie")
                if renewed and "set-cookie" not in headers:
                    headers.append("Set-Cookie", renewed)
            await send(message)

        try:
            await self.app(scope, receive, send_framed)
        finally:
            took = round((time.perf_counter() - started) * 1000, 1)
            log.info("request", id=request_id, method=scope["method"], path=scope["path"], status=status, ms=took)


class BoundedBody:
    """Refuses bodies that are too long: announced ones unread, others as they grow; `unless` a path does it itself."""

    def __init__(self, app: ASGIApp, limit: int, unless: tuple[str, ...] = ()) -> None:
        self.app, self.limit, self.unless = app, limit, unless

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _SAFE or scope["path"].startswith(self.unless):
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length")
        if announced is None:
            await self.app(scope, self._counted(receive), send)
        elif announced.isdigit() and int(announced) > self.limit:
            await render(Request(scope, receive), ContentTooLarge())(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _counted(self, receive: Receive) -> Receive:
        length = 0

        async def counted() -> Message:
            nonlocal length
            message = await receive()
            length += len(message.get("body", b""))
            if length > self.limit:
                raise too_long_body()
            return message

        return counted


class SameOrigin:
    """Refuses state-changing requests that carry a session cookie but come from another origin (CSRF).

    Browsers send `Origin` with every POST, PUT, PATCH and DELETE; together with SameSite=Lax cookies this needs no
    token in each form. Requests with a bearer token carry no ambient authority and pass; other `Authorization` leaves
    the cookie to speak, so that it excuses nothing.
    """

    def __init__(self, app: ASGIApp, cookie_names: Iterable[str], public_url: str | None = None) -> None:
        self.app = app
        self.cookies = tuple(f"{name}=" for name in cookie_names)
        self.public_host = urlsplit(public_url).netloc if public_url else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            headers = Headers(scope=scope)
            if self._needs_origin(scope, headers) and not self._same_origin(headers):
                await self._refuse(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _needs_origin(self, scope: Scope, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and token:
            return False
        has_cookie = any(name in headers.get("cookie", "") for name in self.cookies)
        return has_cookie or not scope["path"].startswith("/api/")

    def _same_origin(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "same-origin"
        host = urlsplit(origin).netloc
        return bool(host) and host in (headers.get("host"), self.public_host)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        error = Forbidden(N_("请求来自其他网站，已拒绝。请在本系统页面内操作。"))
        error.code = "cross-origin"
        await render(Request(scope, receive), error)(scope, receive, send)
