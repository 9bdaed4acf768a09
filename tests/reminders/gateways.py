"""Servers on loopback that stand for the channels: real sockets, scripted answers, every byte kept."""

import json
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Script = Callable[["Call"], None]


@dataclass
class Call:
    """One request as it came in, and the connection to answer on."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    handler: BaseHTTPRequestHandler

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def write(self, *parts: bytes) -> None:
        for part in parts:
            self.handler.wfile.write(part)
        self.handler.wfile.flush()


def says(value: Any, status: int = 200, **headers: str) -> Script:
    """A whole answer, JSON unless it is bytes."""
    body = value if isinstance(value, bytes) else json.dumps(value).encode()

    def answer(call: Call) -> None:
        lines = {"Content-Length": str(len(body)), "Connection": "close", **headers}
        head = "".join(f"{name.replace('_', '-')}: {text}\r\n" for name, text in lines.items())
        call.write(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode(), body)

    return answer


def silent(_: Call) -> None:
    """Takes the request and says nothing before the time-out."""
    time.sleep(0.6)


def hangs_up(_: Call) -> None:
    """Takes the request and closes the connection."""


def truncated(call: Call) -> None:
    call.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", b'{"errcode":0,')


def endless(call: Call) -> None:
    """More than anybody should read."""
    call.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(40):
        call.write(b"x" * 4096)


def dripping(call: Call) -> None:
    """A byte now and then, each within the time-out, for much longer than anybody should wait."""
    call.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(100):
        call.write(b"y")
        time.sleep(0.05)


class Gateway:
    """An HTTP server: each path answers by its script, or by the next of a list; the last one stays."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.calls: list[Call] = []
        self.scripts: dict[str, list[Script]] = {}
        self.watch: Callable[[Call], None] = lambda call: None
        """Called with each request before it is answered."""
        self.refuses_to_read = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._scheme = "https" if context else "http"
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def on(self, path: str, *scripts: Script) -> None:
        self.scripts[path] = list(scripts)

    def to(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(gateway) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own `self` is inside
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._take("GET")

            def do_POST(self) -> None:
                self._take("POST")

            def _take(self, method: str) -> None:
                parts = urlsplit(self.path)
                self.close_connection = True
                if gateway.refuses_to_read:
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                call = Call(method, parts.path, dict(parse_qsl(parts.query)), dict(self.headers), body, self)
                gateway.calls.append(call)
                gateway.watch(call)
                left = gateway.scripts[parts.path]
                script = left.pop(0) if len(left) > 1 else left[0]
                try:
                    script(call)
                except OSError:
                    return

            def log_message(self, *args: Any) -> None:
                return

        return Handler


@contextmanager
def gateway(context: ssl.SSLContext | None = None) -> Iterator[Gateway]:
    server = Gateway(context)
    try:
        yield server
    finally:
        server.close()


def nobody() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class PostOffice:
    """An SMTP server: `replies` by verb, `faults` by verb instead of a reply; whole letters are kept."""

    replies: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Callable[[socket.socket], None]] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    context: Any = None
    at_once: bool = False
    """TLS from the first byte."""
    watch: Callable[[], None] = lambda: None
    port: int = 0


USUAL = {
    "CONNECT": "220 here",
    "EHLO": "250-here\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS",
    "STARTTLS": "220 go on",
    "AUTH": "235 known",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    ".": "250 taken",
    "QUIT": "221 bye",
}


@contextmanager
def post_office(**given: Any) -> Iterator[PostOffice]:
    office = PostOffice(**given)

    class Clerk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                if office.at_once:
                    with office.context.wrap_socket(self.request, server_side=True) as connection:
                        _serve(office, connection)
                else:
                    _serve(office, self.request)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clerk)
    server.daemon_threads = True
    office.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()


def _serve(office: PostOffice, connection: Any) -> None:
    if _answer(office, connection, "CONNECT"):
        _converse(office, connection)


def _answer(office: PostOffice, connection: Any, verb: str) -> bool:
    if (fault := office.faults.get(verb)) is not None:
        fault(connection)
        return False
    connection.sendall((office.replies.get(verb) or USUAL[verb]).encode() + b"\r\n")
    return True


def _converse(office: PostOffice, connection: Any) -> None:
    lines = connection.makefile("rb")
    while line := lines.readline():
        verb = line.split()[0].decode().upper() if line.split() else ""
        office.heard.append(line.decode().strip())
        if not _answer(office, connection, verb) or verb == "QUIT":
            return
        if verb == "STARTTLS":
            with office.context.wrap_socket(connection, server_side=True) as inner:
                _converse(office, inner)
            return
        if verb == "DATA" and "DATA" not in office.replies:
            letter = b""
            while not letter.endswith(b"\r\n.\r\n"):
                letter += lines.readline()
            office.letters.append(letter)
            office.watch()
            if not _answer(office, connection, "."):
                return
