"""A month of a small labelled county as a dataset, imported; and scans of it inside the test's own process."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.dataset.doorway import opened
from app.dataset.report import Report
from app.dataset.service import import_dataset
from app.dataset.service_import import Options
from app.http.wording import say
from app.signals import service_runs
from app.signals.detectors.registry import DETECTORS
from app.signals.found import Detector
from app.signals.models import SignalKind
from app.signals.models_scan import ScanOrigin
from app.signals.service_corpus import load_corpus
from app.signals.service_export import exported
from app.signals.service_runs import Period, Standing
from app.signals.service_shards import Worker
from app.workdays.service import ensure_seeded
from benchmarks.signals import files
from benchmarks.signals.generate import Plan, make
from tests.factories import County

PLAN = Plan(seed=3, cadres=30, months=1)
MARCH = Period(PLAN.start, PLAN.last, PLAN.as_of)
STORES = ("opened", "reopened", "updated", "closed")


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset's folder."""
    folder = tmp_path_factory.mktemp("history")
    files.write(make(PLAN), folder)
    return folder


@pytest.fixture
def imported(database: Database, database_url: str, county: County, history: Path) -> Database:
    """The database with the dataset in it, below the county."""
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    with opened(database_url, alone=False) as door:
        taken = Work(door, SYSTEM, writes=True)
        report = import_dataset(taken, history, Report(), lambda *_: None, options=Options())
    assert (report.written, report.rejected) == (True, 0)
    return database


def begun(database: Database, period: Period = MARCH, parts: int = 2, detectors: Sequence[Detector] = DETECTORS) -> Any:
    """A run with its shards."""
    kinds = [*(one.kind for one in detectors), SignalKind.MISSING]
    with Work(database, SYSTEM, writes=True) as work:
        row = service_runs.begin(work, period, ScanOrigin.COMMAND, kinds, parts)
        work.session.flush()
        work.session.expunge(row)
    return row


def scan(
    database: Database,
    period: Period = MARCH,
    *,
    parts: int = 2,
    portion: int = 200,
    detectors: Sequence[Detector] = DETECTORS,
) -> Standing:
    """A whole run by one worker."""
    row = begun(database, period, parts, detectors)
    with Work(database, SYSTEM, writes=False) as work:
        loaded = load_corpus(work, period.first, period.last, period.as_of)
    Worker(database, row, loaded, "test", detectors, portion=portion).work()
    return standing_of(database, row.id)


def standing_of(database: Database, scan_id: Any) -> Standing:
    """How far a run is."""
    with Work(database, SYSTEM, writes=False) as work:
        return service_runs.standing(work, scan_id)


def lines_of(database: Database) -> list[dict[str, Any]]:
    """What the export says."""
    with Work(database, SYSTEM, writes=False) as work:
        return list(exported(work, partial(say, "zh_CN")))


def stored(standing: Standing) -> dict[str, int]:
    """What a run wrote, over all kinds."""
    sums = service_runs.words_of(standing.counts)
    return {name: sums[name] for name in STORES if sums.get(name)}


def day(text: str) -> date:
    """A date of the scene."""
    return date.fromisoformat(text)
