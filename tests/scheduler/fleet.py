"""Three real processes on one PostgreSQL, each by a way of its own to it, and what is done to the one that leads."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.lease import find_leader
from app.core.work import Work
from tests.scheduler.command import EACH_SECOND, IN_PORTIONS
from tests.support.proxy import Proxy
from tests.support.source import ROOT

PATIENCE = 60.0
COMMANDS = (("scheduler",), ("scheduler",), ("serve", "--port", "0"))
"""Two alone, and one inside the web server."""
KINDS = ("kill", "stop", "silence", "shut", "terminate", "leave")
"""Killed with -9; stopped and continued; its network silent; cut off; its sessions ended; asked to stop."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a process's log, and when it was read."""

    by: "Process"
    event: str
    facts: dict[str, Any]
    at: float


@dataclass(eq=False)
class Process:
    """One scheduler and its way to the database."""

    command: tuple[str, ...]
    proxy: Proxy
    running: subprocess.Popen[str]
    heard: "queue.Queue[Said]" = field(repr=False)
    stands: bool = False
    leads: bool = False
    last_words: deque[str] = field(default_factory=lambda: deque(maxlen=8), repr=False)

    def __post_init__(self) -> None:
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()

    @property
    def name(self) -> str:
        """What its sessions are called."""
        return f"scheduler-{self.proxy.port}"

    def note(self, event: str) -> None:
        """What it said of itself."""
        self.stands = self.stands or event == "scheduler.stands"
        if event in ("scheduler.leads", "scheduler.follows"):
            self.leads = event == "scheduler.leads"

    def send(self, number: int) -> None:
        os.kill(self.running.pid, number)

    def close(self) -> None:
        """End it, whatever state it is in."""
        if self.running.poll() is None:
            self.send(signal.SIGKILL)
        self.running.wait(PATIENCE)
        self._ear.join(PATIENCE)
        assert self.running.stderr is not None
        assert self.running.stdin is not None
        self.running.stdin.close()
        self.running.stderr.close()
        self.proxy.close()

    def _listen(self) -> None:
        assert self.running.stderr is not None
        for line in self.running.stderr:
            self.last_words.append(line.strip())
            if line.startswith("{"):
                facts = json.loads(line)
                self.heard.put(Said(self, facts["event"], facts, time.monotonic()))


class Fleet:
    """The processes, and one place in which all of them are heard."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self._heard: queue.Queue[Said] = queue.Queue()
        self.database = Database(url, pool_size=1)
        self.processes = [self._start(command) for command in COMMANDS]

    def close(self) -> None:
        for process in self.processes:
            process.close()
        self.database.dispose()

    def hear(self, wanted: Callable[[Said], object], what: str) -> Said:
        """The next line that is wanted; a test failure after a minute."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                said = self._heard.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"waited in vain for {what}:\n{self._last_words()}") from None
            said.by.note(said.event)
            if wanted(said):
                return said

    def _last_words(self) -> str:
        return "\n".join(line for process in self.processes for line in (process.name, *process.last_words))

    def wait_until_all_stand(self) -> None:
        while not all(process.stands for process in self.processes):
            self.hear(lambda said: said.event == "scheduler.stands", "a process to stand for leadership")

    def _wait_for_a_follower(self, leader: Process) -> None:
        """One that was started anew may still be on its way."""
        while not any(process.stands for process in self.processes if process is not leader):
            self.hear(lambda said: said.event == "scheduler.stands", "a process to stand for leadership")

    def lead(self) -> tuple[Process, int]:
        """Who leads, by the lease's row, and its epoch."""
        with Work(self.database, SYSTEM, writes=False) as work:
            leader = find_leader(work.session)
        assert leader is not None
        assert leader.leads
        pid = int(leader.holder.split(":")[1])
        return next(one for one in self.processes if one.running.pid == pid), leader.epoch

    def strike(self, kind: str) -> float:
        """Do it to the leader; how many seconds until another leads (or, its sessions ended, the next slot is done)."""
        leader, epoch = self.lead()
        self._wait_for_a_follower(leader)
        getattr(self, f"_{kind}")(leader)
        began = time.monotonic()
        if kind == "terminate":
            took = self.hear(lambda said: is_done(said, EACH_SECOND.name) and said.at > began, "a slot").at - began
        else:
            took = self._wait_for_successor(leader, epoch).at - began
            self._make_good(kind, leader)
        self._wait_for_work()
        return took

    def _wait_for_successor(self, leader: Process, epoch: int) -> Said:
        said = self.hear(lambda said: said.event == "scheduler.leads" and said.by is not leader, "a new leader")
        assert self.lead() == (said.by, epoch + 1)
        self.hear(lambda later: is_done(later, EACH_SECOND.name) and later.by is said.by, "the new leader's work")
        return said

    def _make_good(self, kind: str, old: Process) -> None:
        if kind in ("kill", "leave"):
            old.close()
            self.processes[self.processes.index(old)] = self._start(old.command)
            return
        if kind == "stop":
            old.send(signal.SIGCONT)
        old.proxy.open()
        while old.leads:
            self.hear(lambda said: said.by is old, "the old leader to see that it leads no longer")

    def _wait_for_work(self) -> None:
        """Until the newest slot of the longer job is done, so that the next blow cannot hide it behind a newer one."""
        while not self._is_newest_done():
            self.hear(lambda said: is_done(said, ""), "the newest slot")

    def _is_newest_done(self) -> bool:
        newest = "SELECT outcome = 'done' AND now() < slot_at + interval '10 s' FROM job_runs WHERE job = :job"
        with Work(self.database, SYSTEM, writes=False) as work:
            values = {"job": IN_PORTIONS.name}
            row = work.session.connection().execute(text(f"{newest} ORDER BY slot_at DESC LIMIT 1"), values).first()
        return row is not None and bool(row[0])

    def _kill(self, leader: Process) -> None:
        leader.send(signal.SIGKILL)

    def _leave(self, leader: Process) -> None:
        leader.send(signal.SIGTERM)

    def _stop(self, leader: Process) -> None:
        leader.send(signal.SIGSTOP)

    def _silence(self, leader: Process) -> None:
        leader.proxy.fall_silent()

    def _shut(self, leader: Process) -> None:
        leader.proxy.shut()

    def _terminate(self, leader: Process) -> None:
        ending = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name")
        with Work(self.database, SYSTEM, writes=False) as work:
            assert work.session.connection().execute(ending, {"name": leader.name}).all()

    def _start(self, command: tuple[str, ...]) -> Process:
        proxy = Proxy(self._url)
        given = {
            "JISHI_DATABASE_URL": proxy.url(application_name=f"scheduler-{proxy.port}"),
            "JISHI_FILES_URL": f"file:{self._folder}",
            "JISHI_SECRET_KEY": "a secret of the tests, long enough",
            "JISHI_DATA_KEY": "a data key of the tests, long enough",
        }
        running = subprocess.Popen(
            [sys.executable, "-m", "tests.scheduler.command", *command],
            cwd=ROOT,
            env={**os.environ, **given},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        return Process(command, proxy, running, self._heard)


def is_done(said: Said, job: str) -> bool:
    """A line that a slot is done, of one job or any."""
    return said.event == "job.done" and job in ("", said.facts["job"])
