"""A plain synchronous client of the application in this process: no server, no socket, real middleware."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

BASE_URL = "http://testserver"


class InProcess(httpx.BaseTransport):
    """Hands each request to the application on the portal's event loop and waits for the whole answer."""

    def __init__(self, app: FastAPI, portal: BlockingPortal, *, raise_errors: bool = True) -> None:
        self._portal = portal
        self._inner = httpx.ASGITransport(app, raise_app_exceptions=raise_errors)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        status, headers, body = self._portal.call(self._exchange, request)
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    async def _exchange(self, request: httpx.Request) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        sent = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        answer = await self._inner.handle_async_request(sent)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([chunk async for chunk in answer.stream])
        return answer.status_code, answer.headers.raw, body


def client_of(app: FastAPI, portal: BlockingPortal, *, raise_errors: bool = True) -> httpx.Client:
    """A client with its own cookies, sending the `Origin` that a browser would."""
    return httpx.Client(
        transport=InProcess(app, portal, raise_errors=raise_errors), base_url=BASE_URL, headers={"Origin": BASE_URL}
    )


@contextmanager
def event_loop() -> Iterator[BlockingPortal]:
    """An event loop in a thread of its own, shared by the clients of a test process."""
    with start_blocking_portal() as portal:
        yield portal
