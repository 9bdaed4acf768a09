"""A county on a workday in April 2026, with the year's calendar; five workdays of one cadre are past their deadline."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import Person, Unit
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_runs import Ran, run_slot
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus
from app.secondments.models import Programme, Secondment
from app.signals.jobs import JOBS
from app.signals.models import Signal
from app.workdays.service import ensure_seeded
from tests.factories import County

JOB = {job.name: job for job in JOBS}
START = date(2026, 4, 8)
DUE = ["2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13", "2026-04-14"]
MORNING = datetime(2026, 4, 20, 6, 30, tzinfo=BEIJING)
"""Three workdays back from it is 15 April: from START to the day before are the five days of DUE."""

Run = Callable[..., Any]
Signals = Callable[[], list[Signal]]
Write = Callable[..., DailyRecord]


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """The clock, to be moved."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(database: Database, travel: time_machine.Traveller) -> Callable[..., Ran]:
    """Scans on a morning (MORNING unless given)."""
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)

    def run(at: datetime = MORNING) -> Ran:
        travel.move_to(at, tick=False)
        job = JOB["signals-missing"]
        slot = job.last_slot(clock.now())
        assert slot is not None
        return run_slot(database, job, slot)

    return run


@pytest.fixture
def office(county: County) -> Unit:
    return county.unit("财政局", county.region)


@pytest.fixture
def programme(county: County) -> Programme:
    return county.programme()


@pytest.fixture
def cadre(county: County) -> Person:
    return county.person("周干部", Role.CADRE)


@pytest.fixture
def secondment(county: County, office: Unit, programme: Programme, cadre: Person) -> Secondment:
    return county.secondment(cadre, programme, office, start_on=START)


@pytest.fixture
def signals(database: Database) -> Signals:
    """Every signal, by month."""

    def read() -> list[Signal]:
        with Work(database, SYSTEM, writes=False) as work:
            rows = list(work.session.exec(select(Signal).order_by(col(Signal.window))))
            work.session.expunge_all()
        return rows

    return read


@pytest.fixture
def write_record(county: County) -> Write:
    """A record of one day in a state."""

    def write(secondment: Secondment, on: str, status: RecordStatus = RecordStatus.SUBMITTED) -> DailyRecord:
        row = DailyRecord(
            secondment_id=secondment.id,
            cadre_id=secondment.cadre_id,
            unit_id=secondment.receiving_unit_id,
            work_on=date.fromisoformat(on),
            day_type=DayType.ON_POST,
            status=status,
            items=[{"text": "防汛值班"}],
        )
        county.add(row)
        return row

    return write
