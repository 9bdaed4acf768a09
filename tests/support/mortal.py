"""A server process that is really killed and started again, on one port, as an operator's machine might."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from app.core.config import Settings
from tests.support.source import ROOT

PATIENCE = 20
SERVE = """
import os, signal, sys, uvicorn
from app.main import create_app
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
port, child = int(sys.argv[1]), 0
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        uvicorn.run(create_app(), host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none")
        os._exit(0)
    os.write(1, b"%d\\n" % child)
if child and os.path.exists("/proc/%d" % child):
    os.kill(child, signal.SIGKILL)
"""
"""It imports everything once and forks a server at each line: importing takes longer than all the rest of starting."""


def environment_of(settings: Settings) -> dict[str, str]:
    """What a server process of its own needs to serve the same county, without a scheduler."""
    return os.environ | {
        "JISHI_DATABASE_URL": settings.database_url,
        "JISHI_SECRET_KEY": settings.secret_key.get_secret_value(),
        "JISHI_DATA_KEY": settings.data_key.get_secret_value(),
        "JISHI_FILES_URL": settings.files_url,
        "JISHI_SCHEDULER": "off",
    }


class Mortal:
    """Starts dead. `kill` may be called from any thread, also when it is dead already."""

    def __init__(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        command = [sys.executable, "-c", SERVE, str(self.port)]
        self._parent = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment_of(settings),
            text=True,
            bufsize=1,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._child = 0
        self.killed = 0

    @property
    def is_alive(self) -> bool:
        return self._child != 0

    def start(self) -> None:
        """Start it unless it runs; returns when it answers."""
        if self._child:
            return
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write("\n")
        self._child = int(self._parent.stdout.readline())
        late = time.monotonic() + PATIENCE
        while time.monotonic() < late:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            time.sleep(0.01)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """SIGKILL, at once."""
        child, self._child = self._child, 0
        if not child:
            return
        self.killed += 1
        os.kill(child, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:
                os.kill(child, 0)
                time.sleep(0.002)

    def close(self) -> None:
        """The end of it."""
        self.kill()
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.close()
        self._parent.wait()
        self._parent.stdout.close()
