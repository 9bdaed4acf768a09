"""What every way that can fail has: a port to come in by, silence, the cut, and the end of it."""

import socket
import threading
from abc import ABC, abstractmethod
from contextlib import suppress

CHUNK = 65536


class Line(ABC):
    """Listens on a port of the loopback; how a connection goes on is the way's own."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.is_shut = False
        self._flows = threading.Event()
        self._flows.set()
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        """Forward nothing more in either direction; every connection stays, and new ones hang."""
        self._flows.clear()

    def shut(self) -> None:
        """Cut every connection and refuse new ones."""
        self.is_shut = True
        self._cut(self._ends)

    def open(self) -> None:
        """Forward again, what was held back first."""
        self.is_shut = False
        self._flows.set()

    def close(self) -> None:
        """The end of it."""
        self._listener.close()
        self.shut()
        self._flows.set()

    @abstractmethod
    def _reach(self) -> socket.socket:
        """A connection to the server; OSError when it is gone."""

    @abstractmethod
    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        """Both directions, until either end is closed."""

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=[near], daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._flows.wait()
        far = None
        with suppress(OSError):
            far = None if self.is_shut else self._reach()
        if far is None:
            near.close()
            return
        with near, far:
            with self._lock:
                if self.is_shut:  # meanwhile
                    return
                self._ends |= {near, far}
            self._carry(near, far)
            with self._lock:
                self._ends -= {near, far}

    def _cut(self, ends: set[socket.socket]) -> None:
        with self._lock:
            chosen = list(ends)
            ends.clear()
        for end in chosen:
            end_of(end)


def end_of(end: socket.socket) -> None:
    """Nothing more goes in or out here."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
