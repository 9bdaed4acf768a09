"""The real commands on a folder: import, scan, export, on both databases, with their time and memory, and the score."""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.__main__ import make_database, server
from benchmarks.processes import Server
from benchmarks.signals import score

EVERY = 0.25
"""Seconds between two looks at the memory."""


@dataclass(slots=True)
class Cost:
    """What a command took: its own processes, and the processor time of the database's server beside them."""

    wall: float
    cpu: float
    peak: float
    server: float


class Watch:
    """The peak of a process and its children, as proportional set size."""

    def __init__(self, pid: int) -> None:
        self.server, self.peak, self.over = Server(pid), 0.0, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    def _look(self) -> None:
        while not self.over.wait(EVERY):
            with contextlib.suppress(Exception):  # a process that is gone has no memory
                self.peak = max(self.peak, self.server.megabytes())

    def stop(self) -> float:
        """Megabytes at most."""
        self.over.set()
        self.thread.join()
        return self.peak


def command(arguments: list[str], environment: dict[str, str], database: Server | None) -> Cost:
    """Run `python -m app ...` to its end; what it prints is shown when it fails."""
    before, began = database.cpu_seconds() if database else 0.0, time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", *arguments], env={**os.environ, **environment}, stdout=said, stderr=said
        )
        watch = Watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        peak = watch.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(arguments)}: {said.read().decode()[-4000:]}")
    after = database.cpu_seconds() if database else 0.0
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, peak, after - before)


@contextmanager
def database_of(kind: str, run: Path) -> Iterator[tuple[str, Server | None]]:
    """An empty database, and PostgreSQL's server."""
    with ExitStack() as stack:
        if kind == "sqlite":
            yield f"sqlite:///{run / 'whole.db'}", None
        else:
            running = stack.enter_context(server(run))
            yield make_database(run, "whole"), running


def run(asked: argparse.Namespace) -> None:
    """Both databases, or the one that is named."""
    for kind in [asked.database] if asked.database else ["sqlite", "postgresql"]:
        with ExitStack() as stack:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="jishi-signals-", dir=asked.scratch))
            url, running = stack.enter_context(database_of(kind, Path(name)))
            out = Path(name) / "signals.jsonl"
            print(f"\n{kind}", flush=True)
            drive(asked.folder, url, running, Path(name), out)
            score.report(score.score(asked.folder, out), asked.json)
            if asked.out:
                asked.out.write_bytes(out.read_bytes())


def drive(folder: Path, url: str, database: Server | None, run_folder: Path, out: Path) -> None:
    """Schema, import, scan, export; says what each took as soon as it is over."""
    period = json.loads((folder / "period.json").read_text())
    environment = {"JISHI_DATABASE_URL": url, "JISHI_FILES_URL": f"file:{run_folder / 'files'}"}
    command(["db", "upgrade"], environment, database)
    steps = {
        "import": ["dataset", "import", str(folder)],
        "scan": ["signals", "scan", "--from", period["from"], "--to", period["to"], "--as-of", period["as_of"]],
        "export": ["signals", "export", "--out", str(out)],
    }
    for step, arguments in steps.items():
        cost = command(arguments, environment, database)
        print(
            f"{step:8}{cost.wall:9.1f} s wall{cost.cpu:9.1f} s of the processor"
            f"{cost.server:9.1f} s of PostgreSQL's{cost.peak:8.0f} MB",
            flush=True,
        )
