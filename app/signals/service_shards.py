"""One process's share of a scan: it claims shards until there are none, looks, and stores in short transactions.

For scans alone: it loads numpy and the detectors.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.portions import portions
from app.core.work import Work
from app.signals import repository_scans, service_runs
from app.signals.detectors.registry import DETECTORS
from app.signals.found import Detector, Found
from app.signals.models import SignalKind
from app.signals.models_scan import ScanShard, ScanState, SignalScan
from app.signals.service_corpus import Loaded
from app.signals.service_runs import LostShardError
from app.signals.service_shard_store import Missing, Store, part_of, writing

log = structlog.get_logger()

KINDS = (*(detector.kind for detector in DETECTORS), SignalKind.MISSING)
SUBJECTS_AT_ONCE = 200
LIFE_SECONDS = 15.0
WAIT_SECONDS = 1.0
MOST_TROUBLES = 4


@dataclass(slots=True)
class Worker:
    """Claims and carries out the shards of one run with a corpus that is loaded already.

    `prepared` holds what the rules make of the whole corpus; what is not there is made when it is needed. `portion` is
    how many subjects a rule is given at a time; the findings are the same for any number.
    """

    database: Database
    scan: SignalScan
    loaded: Loaded
    holder: str
    detectors: Sequence[Detector] = DETECTORS
    prepared: dict[SignalKind, Any] = field(default_factory=dict)
    portion: int = SUBJECTS_AT_ONCE
    is_over: Callable[[], bool] = lambda: False
    """Asked between two shards: whether to leave the rest to others."""
    _troubles: int = 0

    def work(self) -> None:
        """Until the run has no shard for anybody; waits for those that others have, should their processes die."""
        while not self.is_over():
            with writing(self.database) as work:
                shard = service_runs.claim_next(work, self.scan.id, self.holder)
                if shard is not None:
                    work.session.expunge(shard)
            if shard is not None:
                self._carry(shard)
            elif self._is_done():
                return
            else:
                threading.Event().wait(WAIT_SECONDS)

    def _is_done(self) -> bool:
        with Work(self.database, SYSTEM, writes=False) as work:
            row = repository_scans.get_scan(work.session, self.scan.id)
            return row is None or row.state is not ScanState.RUNNING

    def _carry(self, shard: ScanShard) -> None:
        try:
            with _alive(self.database, shard):
                if shard.kind is SignalKind.MISSING:
                    Missing(self.database, self.scan, shard).carry()
                else:
                    self._detect(shard)
        except LostShardError:
            log.warning("scan.shard-lost", kind=shard.kind, part=shard.part)
        except OperationalError as error:  # the database was busy or away: others may take it, or it is tried again
            self._troubles += 1
            log.warning("scan.trouble", kind=shard.kind, part=shard.part, error=type(error.orig).__name__)
            if self._troubles > MOST_TROUBLES:
                raise
            threading.Event().wait(WAIT_SECONDS * self._troubles)
            with writing(self.database) as work:
                service_runs.release(work, self.scan.id, self.holder)

    def _detect(self, shard: ScanShard) -> None:
        detector = next(one for one in self.detectors if one.kind is shard.kind)
        if shard.kind not in self.prepared:
            self.prepared[shard.kind] = detector.prepare(self.loaded.corpus)
        subjects = subjects_of(self.loaded, shard)
        found: list[Found] = []
        for some in portions(subjects, self.portion):
            found += detector.find(self.loaded.corpus, self.prepared[shard.kind], some)
        Store(self.database, self.scan, shard, self.loaded, subjects).keep(found)


def subjects_of(loaded: Loaded, shard: ScanShard) -> list[int]:
    """The rows of the cadres (of the reviewers for `rubber_stamp`) whose name's hash is the shard's."""
    corpus = loaded.corpus
    names = corpus.supervisors.ids if shard.kind is SignalKind.RUBBER_STAMP else corpus.cadres.ids
    return [row for row, name in enumerate(names) if part_of(name, shard.parts) == shard.part]


@contextmanager
def _alive(database: Database, shard: ScanShard) -> Iterator[None]:
    """Show that the shard's process lives, while it looks."""
    over = threading.Event()

    def show() -> None:
        while not over.wait(LIFE_SECONDS):
            try:
                with writing(database) as work:
                    service_runs.hold(work, shard)
            except (LostShardError, SQLAlchemyError):
                return

    thread = threading.Thread(target=show, name="scan-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
