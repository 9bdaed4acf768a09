"""Servers under measure: their start, their processor time, their memory, their end."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

START_SECONDS = 180


class Server:
    """One running server on loopback."""

    def __init__(self, pid: int, port: int = 0) -> None:
        self.pid, self.port = pid, port

    def cpu_seconds(self) -> float:
        """Processor time of the process, its children, and the children that ended."""
        total = 0.0
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(self.pid)
            own = root.cpu_times()
            total = own.user + own.system + own.children_user + own.children_system
            for child in root.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    times = child.cpu_times()
                    total += times.user + times.system
        return total

    def megabytes(self) -> float:
        """Proportional set size: shared pages are divided among those who share them."""
        root = psutil.Process(self.pid)
        return sum(_pss(process) for process in [root, *root.children(recursive=True)]) / 2**20


def _pss(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", 0) or memory.uss)


@contextmanager
def serving(
    command: Sequence[str], port: int, health: str, environment: Mapping[str, str], folder: Path, log: Path
) -> Iterator[Server]:
    """Start a server, wait until it answers, and end it together with its children."""
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=folder, stdout=file, stderr=file, start_new_session=True
        )
    try:
        _await(process, f"http://127.0.0.1:{port}{health}", log)
        yield Server(process.pid, port)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    sys.stderr.write(log.read_text(errors="replace")[-4000:])
    raise SystemExit(f"no answer from {url}")
