"""A phone's way to its server, which fails by a plan: before, during and after a request, for a while or once."""

import random
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from tests.support.line import CHUNK, Line, end_of

_SLOW = 0.12
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FAULTS = ("before", "during", "after", "half", "busy", "slow", "hang", "kill before", "kill during", "kill after")
"""What may befall one write: cut before it leaves, in its midst, before the answer or in the answer's midst; answered
503 on the way; slow; its answer never coming; the server killed before, while and after it works."""


class Way(Line):
    """Forwards to the server's port. `faults` befall the next writes, one each; `is_slow` and methods all traffic."""

    def __init__(self, port: int, kill: Callable[[], None] = lambda: None, chance: random.Random | None = None) -> None:
        self._server_port, self._kill = port, kill
        self._chance = chance or random.Random(0)
        self.faults: deque[str] = deque()
        self.is_slow = False
        self._hung: set[socket.socket] = set()
        self._writes: set[socket.socket] = set()
        self.most_at_once = 0
        self.writes = 0
        super().__init__()
        self.address = f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """All is well again; what hung is cut."""
        self.is_slow = False
        self.faults.clear()
        super().open()
        self.free()

    def free(self) -> None:
        """Cut the connections on which an answer never came."""
        self._cut(self._hung)

    def _reach(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._server_port))

    def _carry(self, near: socket.socket, far: socket.socket) -> None:
        fault: list[str] = [""]
        back = threading.Thread(target=self._back, args=[far, near, fault], daemon=True)
        back.start()
        self._there(near, far, fault)
        back.join()
        with self._lock:
            for ends in (self._hung, self._writes):
                ends -= {near, far}

    def _there(self, near: socket.socket, far: socket.socket, fault: list[str]) -> None:
        with suppress(OSError):
            while data := near.recv(CHUNK):
                self._flows.wait()
                if data.startswith((b"PUT /api/", b"POST /api/")):
                    self._begin(near)
                    fault[0] = self.faults.popleft() if self.faults else ""
                if self.is_slow or fault[0] == "slow":
                    time.sleep(_SLOW)
                if not self._may_go(near, far, fault[0], data):
                    break
        with self._lock:
            self._writes.discard(near)  # before whoever writes can know that it is over
        end_of(near)
        end_of(far)

    def _may_go(self, near: socket.socket, far: socket.socket, fault: str, data: bytes) -> bool:
        """Forwards what a request consists of as its fault allows; false when the connection is over."""
        if fault == "kill before":
            self._kill()
        if fault in ("before", "kill before"):
            return False
        if fault == "busy":
            near.sendall(BUSY)
            return False
        if fault == "during":
            far.sendall(data[: len(data) // 2])
            return False
        far.sendall(data)
        if fault == "kill during":
            threading.Timer(self._chance.random() * 0.03, self._kill).start()
        return True

    def _back(self, far: socket.socket, near: socket.socket, fault: list[str]) -> None:
        with suppress(OSError):
            while data := far.recv(CHUNK):
                self._flows.wait()
                with self._lock:
                    self._writes.discard(near)
                what = fault[0]
                if what == "hang":
                    with self._lock:
                        self._hung |= {near, far}
                    continue
                if what == "kill after":
                    self._kill()
                if what in ("after", "kill after"):
                    break
                if self.is_slow or what == "slow":
                    time.sleep(_SLOW)
                near.sendall(data[: len(data) // 2] if what == "half" else data)
                if what == "half":
                    break
        end_of(near)
        end_of(far)

    def _begin(self, near: socket.socket) -> None:
        with self._lock:
            self.writes += 1
            self._writes.add(near)
            self.most_at_once = max(self.most_at_once, len(self._writes))
