"""A scan in processes of its own: the corpus is read and prepared once, then children share it and claim shards.

The one that reads holds no connection when its children begin (each opens its own), and has one thread. A child that
dies is followed by another, and what it had in hand is free at once. It loads numpy: only the command runs it.
"""

import gc
import multiprocessing
import os
import secrets
import socket
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from typing import Any
from uuid import UUID

import structlog

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.signals import repository_scans, service_runs
from app.signals.detectors.registry import DETECTORS
from app.signals.found import Detector
from app.signals.models import SignalKind
from app.signals.models_scan import ScanState, SignalScan
from app.signals.service_corpus import Loaded, load_corpus
from app.signals.service_runs import Standing
from app.signals.service_shards import Worker

log = structlog.get_logger()

LOOK_SECONDS = 0.5
MOST_DEATHS = 5
Report = Callable[[Standing], None]


class ScanFailedError(RuntimeError):
    """The run could not be carried out; the message is one plain line."""


@dataclass(slots=True)
class Scanner:
    """Carries out a run with `processes` children, or without any in this process alone."""

    url: str
    scan_id: UUID
    processes: int = 1
    detectors: Sequence[Detector] = DETECTORS
    report: Report = lambda _: None
    _children: dict[str, BaseProcess] = field(default_factory=dict)
    _deaths: int = 0

    def run(self) -> Standing:
        """Until the run is over, by whomever; ScanFailedError when it failed."""
        share = self._read()
        gc.freeze()  # what is shared is not touched by the collector of any child
        if self.processes < 2:
            _work(share, _new_holder(), self._tell)
        else:
            self._divide(share)
        standing = self._look()
        if standing.state is not ScanState.DONE:
            raise ScanFailedError(f"the scan failed: {standing.failure or 'it was left before its end'}")
        return standing

    def _read(self) -> "_Share":
        database = Database(self.url, pool_size=1)
        try:
            with Work(database, SYSTEM, writes=False) as work:
                scan = repository_scans.get_scan(work.session, self.scan_id)
                if scan is None:
                    raise ScanFailedError(f"there is no scan {self.scan_id}")
                work.session.expunge(scan)
                todo = {one.kind for one in repository_scans.list_shards(work.session, scan.id) if one.is_open}
                loaded = load_corpus(work, scan.from_on, scan.to_on, scan.as_of)
            with Work(database, SYSTEM, writes=True) as work:
                service_runs.note_entries(work, scan.id, len(loaded.corpus.entries))
        finally:
            database.dispose()
        return _Share(self.url, scan, loaded, self.detectors, self._prepare(loaded, todo))

    def _prepare(self, loaded: Loaded, todo: Collection[SignalKind]) -> dict[SignalKind, Any]:
        """What each rule makes of the whole corpus, where something is left to do for it."""
        try:
            return {rule.kind: rule.prepare(loaded.corpus) for rule in self.detectors if rule.kind in todo}
        except Exception as error:
            log.exception("scan.failed")
            self._fail(type(error).__name__)
            raise ScanFailedError(f"the scan failed: {type(error).__name__}") from error

    def _fail(self, why: str) -> None:
        database = Database(self.url, pool_size=1)
        try:
            with Work(database, SYSTEM, writes=True) as work:
                service_runs.fail(work, self.scan_id, why)
        finally:
            database.dispose()

    def _divide(self, share: "_Share") -> None:
        context = multiprocessing.get_context("fork")

        def begin() -> None:
            holder = _new_holder()
            child = context.Process(target=_child, args=(share, holder), name=f"scan-{holder}", daemon=True)
            child.start()
            self._children[holder] = child

        for _ in range(self.processes):
            begin()
        while self._children:
            time.sleep(LOOK_SECONDS)
            self.report(self._look())
            for holder, child in [one for one in self._children.items() if not one[1].is_alive()]:
                del self._children[holder]
                if child.exitcode:
                    self._bury(holder, child)
                    begin()

    def _bury(self, holder: str, child: BaseProcess) -> None:
        """What it had is free at once; when too many die the run has failed."""
        self._deaths += 1
        log.warning("scan.process-died", holder=holder, exit=child.exitcode)
        database = Database(self.url, pool_size=1)
        try:
            with Work(database, SYSTEM, writes=True) as work:
                service_runs.release(work, self.scan_id, holder)
        finally:
            database.dispose()
        if self._deaths > MOST_DEATHS:
            self._fail("its processes die")
            raise ScanFailedError("the scan failed: its processes die")

    def _tell(self) -> bool:
        """Between two shards of the only process."""
        self.report(self._look())
        return False

    def _look(self) -> Standing:
        database = Database(self.url, pool_size=1)
        try:
            with Work(database, SYSTEM, writes=False) as work:
                return service_runs.standing(work, self.scan_id)
        finally:
            database.dispose()


def _new_holder() -> str:
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class _Share:
    """What all processes of a run have in common."""

    url: str
    scan: SignalScan
    loaded: Loaded
    detectors: Sequence[Detector]
    prepared: dict[SignalKind, Any]


def _child(share: _Share, holder: str) -> None:
    """A child stops between two shards when the one that began it is gone: nobody would look after it."""
    parent = os.getppid()
    _work(share, holder, lambda: os.getppid() != parent)


def _work(share: _Share, holder: str, is_over: Callable[[], bool]) -> None:
    """One process's share; a rule that raises ends the run, for it would raise anywhere."""
    database = Database(share.url, pool_size=2)
    try:
        Worker(database, share.scan, share.loaded, holder, share.detectors, share.prepared, is_over=is_over).work()
    except Exception as error:
        log.exception("scan.failed")
        with Work(database, SYSTEM, writes=True) as work:
            service_runs.fail(work, share.scan.id, type(error).__name__)
    finally:
        database.dispose()
