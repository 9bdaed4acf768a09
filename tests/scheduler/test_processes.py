"""Two real schedulers on one SQLite file: the leader leaves, is killed, is stopped and woken; nothing happens twice."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from tests.scheduler.worker import CREATE
from tests.support.databases import Copies
from tests.support.source import ROOT

PATIENCE = 30.0
TAKE_OVER_SECONDS = 6.0


class Worker:
    """One scheduler process and what it says."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.scheduler.worker", url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._said.put(json.loads(line)["event"])

    def wait_for(self, event: str) -> float:
        """Until it says so, and when that was; a test failure after 30 s."""
        deadline = time.monotonic() + PATIENCE
        while self._said.get(timeout=max(0.01, deadline - time.monotonic())) != event:
            pass
        return time.monotonic()

    def send(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def close(self) -> None:
        """Ask it to stop, as Ctrl-C would; a killed one is only buried."""
        if self.process.poll() is None:
            self.send(signal.SIGCONT)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


@pytest.fixture
def database(copies: Copies) -> Iterator[Database]:
    with copies.url("sqlite") as url:
        database = Database(url)
        with Work(database, SYSTEM, writes=True) as work:
            work.session.connection().execute(text(CREATE))
        yield database
        database.dispose()


@pytest.fixture
def start_worker(database: Database) -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(database.url.render_as_string(hide_password=False)))
        return workers[-1]

    yield start
    for worker in workers:
        worker.close()


def test_one_of_two_leads_and_nothing_happens_twice(database: Database, start_worker: Callable[[], Worker]) -> None:
    leaving = start_worker()
    leaving.wait_for("job.done")
    killed = start_worker()
    killed.wait_for("scheduler.stands")
    leaving.close()
    killed.wait_for("scheduler.leads")
    killed.wait_for("job.done")

    stopped = start_worker()
    stopped.wait_for("scheduler.stands")
    killed.send(signal.SIGKILL)
    began = time.monotonic()
    assert stopped.wait_for("scheduler.leads") - began < TAKE_OVER_SECONDS
    stopped.wait_for("job.done")

    last = start_worker()
    last.wait_for("scheduler.stands")
    stopped.send(signal.SIGSTOP)
    began = time.monotonic()
    assert last.wait_for("scheduler.leads") - began < TAKE_OVER_SECONDS
    last.wait_for("job.done")
    stopped.send(signal.SIGCONT)
    stopped.wait_for("scheduler.follows")
    last.wait_for("job.done")

    with Work(database, SYSTEM, writes=False) as work:
        effects = Counter(work.session.connection().execute(text("SELECT slot FROM effects")).scalars())
    assert effects, "no job ran at all"
    assert [slot for slot, times in effects.items() if times > 1] == []
