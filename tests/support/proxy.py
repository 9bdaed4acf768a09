"""A way to a PostgreSQL over this machine's loopback, which can fall silent or be shut, as a network can."""

import socket
import threading
from contextlib import suppress

from sqlalchemy.engine import URL, make_url

from tests.support.line import CHUNK, Line, end_of


class Proxy(Line):
    """Forwards what it is sent to the server of a URL; `url` leads through it."""

    def __init__(self, url: str) -> None:
        self._target = make_url(url)
        super().__init__()

    def url(self, **options: str) -> str:
        """The database's URL through this proxy."""
        through = URL.create(
            self._target.drivername,
            username=self._target.username,
            password=self._target.password,
            host="127.0.0.1",
            port=self.port,
            database=self._target.database,
            query=options,
        )
        return through.render_as_string(hide_password=False)

    def _reach(self) -> socket.socket:
        folder = self._target.query.get("host")
        if isinstance(folder, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(f"{folder}/.s.PGSQL.{self._target.port or 5432}")
            return far
        return socket.create_connection((self._target.host or "127.0.0.1", self._target.port or 5432))

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        back = threading.Thread(target=self._forward, args=[far, near], daemon=True)
        back.start()
        self._forward(near, far)
        back.join()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                self._flows.wait()
                target.sendall(data)
        end_of(source)
        end_of(target)
