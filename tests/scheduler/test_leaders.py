"""Three real processes on one PostgreSQL; the leader is killed, stopped, silenced, cut off, asked to stop...

`make test` strikes once in each way, `make soak` a hundred times. JISHI_TEST_STRIKES=20 sets another number,
JISHI_TEST_SEED another draw of ways and moments; both are told when the test fails.
"""

import os
import random
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import structlog
from sqlalchemy import column, table, text
from sqlmodel import col, select

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.jobs import JobRun
from app.core.work import Work
from tests.scheduler.command import CREATE, EACH_SECOND, IN_PORTIONS, PARTS
from tests.scheduler.fleet import KINDS, Fleet
from tests.support.databases import Copies

TAKE_OVER_SECONDS = 6.0


@pytest.fixture
def fleet(copies: Copies, tmp_path: Path) -> Iterator[Fleet]:
    with copies.url("postgresql") as url:
        database = Database(url, pool_size=1)
        with Work(database, SYSTEM, writes=True) as work:
            for statement in CREATE:
                work.session.connection().execute(text(statement))
        database.dispose()
        fleet = Fleet(url, tmp_path)
        yield fleet
        fleet.close()


def draw(soak: bool) -> tuple[str, list[tuple[str, float]]]:
    """The seed, and each blow with the part of a second that passes before it; every way once a round."""
    seed = os.environ.get("JISHI_TEST_SEED", secrets.token_hex(4) if soak else "jishi")
    count = int(os.environ.get("JISHI_TEST_STRIKES", "100" if soak else str(len(KINDS))))
    dice = random.Random(seed)
    kinds = [kind for _ in range(0, count, len(KINDS)) for kind in dice.sample(KINDS, len(KINDS))]
    return seed, [(kind, dice.random()) for kind in kinds[:count]]


def test_one_leads_whatever_befalls_it_and_no_slot_is_missed_or_doubled(fleet: Fleet, soak: bool) -> None:
    seed, blows = draw(soak)
    took: list[tuple[str, float]] = []
    fleet.wait_until_all_stand()
    for kind, moment in blows:
        threading.Event().wait(moment)  # when in the second it falls is part of the draw
        took.append((kind, round(fleet.strike(kind), 2)))
        assert took[-1][1] < TAKE_OVER_SECONDS, f"seed {seed}: {took}"
    structlog.get_logger().info("blows", seed=seed, seconds=took)  # seen with -s
    assert_accounted_for(fleet.database, seed)
    assert_none_missed(fleet.database, seed)


def runs_of(database: Database, job: str) -> list[JobRun]:
    with Work(database, SYSTEM, writes=False) as work:
        runs = list(work.session.exec(select(JobRun).where(JobRun.job == job).order_by(col(JobRun.slot_at))))
        work.session.expunge_all()
    return runs


def rows_of(database: Database, name: str) -> Counter[datetime]:
    with Work(database, SYSTEM, writes=False) as work:
        return Counter(work.session.connection().execute(select(column("slot")).select_from(table(name))).scalars())


def assert_accounted_for(database: Database, seed: str) -> None:
    """Each second was run once, or a later run says that it stands for it; the terms follow one another."""
    runs = runs_of(database, EACH_SECOND.name)
    effects = rows_of(database, "effects")
    done = {run.slot_at for run in runs if run.outcome == "done"}
    assert {slot: times for slot, times in effects.items() if times != 1} == {}, seed
    assert effects.keys() - done == set(), seed
    assert done - effects.keys() <= {runs[-1].slot_at}, seed
    gaps = [later.slot_at - run.slot_at for run, later in pairwise(runs)]
    assert gaps == [timedelta(seconds=run.missed + 1) for run in runs[1:]], seed
    epochs = [run.epoch for run in runs]
    assert epochs == sorted(epochs), seed


def assert_none_missed(database: Database, seed: str) -> None:
    """The slots ten seconds apart all ran, none stood for another, each portion once, whoever carried it."""
    runs = runs_of(database, IN_PORTIONS.name)
    finished = runs if runs[-1].outcome == "done" else runs[:-1]
    assert {run.outcome for run in finished} == {"done"}, seed
    assert {run.missed for run in runs} == {0}, seed
    gaps = {later.slot_at - run.slot_at for run, later in pairwise(runs)}
    assert gaps <= {timedelta(seconds=10)}, seed
    portions = rows_of(database, "portions")
    assert {portions[run.slot_at] for run in finished} == {PARTS}, seed
