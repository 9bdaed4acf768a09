"""A way to a PostgreSQL over this machine's loopback, which can fall silent or be shut, as a network can."""

import socket
import threading
from contextlib import suppress

from sqlalchemy.engine import URL, make_url

_CHUNK = 65536


class Proxy:
    """Forwards what it is sent to the server of a URL; `url` leads through it."""

    def __init__(self, url: str) -> None:
        self._target = make_url(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._flows = threading.Event()
        self._flows.set()
        self._is_shut = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        threading.Thread(target=self._accept, daemon=True).start()

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

    def fall_silent(self) -> None:
        """Forward nothing more in either direction; every connection stays, and new ones hang."""
        self._flows.clear()

    def shut(self) -> None:
        """Cut every connection and refuse new ones."""
        self._is_shut = True
        self._cut()

    def open(self) -> None:
        """Forward again, what was held back first."""
        self._is_shut = False
        self._flows.set()

    def close(self) -> None:
        """The end of it."""
        self._listener.close()
        self.shut()
        self._flows.set()

    def _cut(self) -> None:
        pairs, self._pairs = self._pairs, []
        for end in (end for pair in pairs for end in pair):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=[near], daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._flows.wait()
        try:
            far = self._reach()
        except OSError:
            near.close()
            return
        with near, far:
            self._pairs.append((near, far))
            back = threading.Thread(target=self._forward, args=[far, near], daemon=True)
            back.start()
            self._forward(near, far)
            back.join()

    def _reach(self) -> socket.socket:
        """The server; OSError when it is gone, or when nobody is to come through."""
        if self._is_shut:
            raise ConnectionRefusedError
        folder = self._target.query.get("host")
        if isinstance(folder, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(f"{folder}/.s.PGSQL.{self._target.port or 5432}")
            return far
        return socket.create_connection((self._target.host or "127.0.0.1", self._target.port or 5432))

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        """Until either end is closed; then both are."""
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                self._flows.wait()
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
