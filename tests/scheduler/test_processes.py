"""Two real schedulers on one database: one killed, one stopped and woken again; nothing happens twice."""

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

    def wait_for(self, event: str) -> None:
        """Until it says so; a test failure after 30 s."""
        deadline = time.monotonic() + PATIENCE
        while self._said.get(timeout=max(0.01, deadline - time.monotonic())) != event:
            pass

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
def start_worker(database: Database) -> Iterator[Callable[[], Worker]]:
    with Work(database, SYSTEM, writes=True) as work:
        work.session.connection().execute(text(CREATE))
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(database.url.render_as_string(hide_password=False)))
        return workers[-1]

    yield start
    for worker in workers:
        worker.close()


def effects(database: Database) -> Counter[str]:
    with Work(database, SYSTEM, writes=False) as work:
        return Counter(work.session.connection().execute(text("SELECT slot FROM effects")).scalars())


def assert_once_each(database: Database) -> None:
    found = effects(database)
    assert found, "no job ran at all"
    assert [slot for slot, times in found.items() if times > 1] == []


def test_a_killed_leader_is_replaced_within_six_seconds(
    database: Database, start_worker: Callable[[], Worker], soak: bool
) -> None:
    leader = start_worker()
    leader.wait_for("scheduler.leads")
    leader.wait_for("job.done")
    for _ in range(10 if soak else 1):
        follower = start_worker()
        leader.send(signal.SIGKILL)
        killed = time.monotonic()
        follower.wait_for("scheduler.leads")
        took = time.monotonic() - killed
        assert took < TAKE_OVER_SECONDS
        follower.wait_for("job.done")
        leader = follower
    assert_once_each(database)


def test_a_stopped_leader_that_wakes_doubles_nothing(
    database: Database, start_worker: Callable[[], Worker], soak: bool
) -> None:
    leader = start_worker()
    leader.wait_for("job.done")
    for _ in range(10 if soak else 1):
        follower = start_worker()
        leader.send(signal.SIGSTOP)
        follower.wait_for("scheduler.leads")
        follower.wait_for("job.done")
        leader.send(signal.SIGCONT)
        leader.wait_for("scheduler.follows")
        follower.wait_for("job.done")
        leader.close()
        leader = follower
    assert_once_each(database)


def test_a_leader_that_leaves_hands_over_at_once(database: Database, start_worker: Callable[[], Worker]) -> None:
    leader = start_worker()
    leader.wait_for("scheduler.leads")
    follower = start_worker()
    leader.close()
    follower.wait_for("scheduler.leads")
    follower.wait_for("job.done")
    assert_once_each(database)
