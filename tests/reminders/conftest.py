"""A county on a workday in April 2026, with the year's calendar."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import Person
from app.core import clock
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.db import Database
from app.core.job_runs import Ran, run_slot
from app.core.jobs import Job
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus
from app.reminders.jobs import JOBS
from app.reminders.models import InboxMessage
from app.secondments.models import Secondment
from app.workdays.service import ensure_seeded
from tests.factories import County
from tests.reminders.certificates import Certificate, make_certificate
from tests.reminders.gateways import Gateway, gateway
from tests.reminders.stage import NOON, Stage

WEDNESDAY = datetime(2026, 4, 15, 17, 0, tzinfo=BEIJING)
JOB = {job.name: job for job in JOBS}


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    """The clock at 17:00 on a workday, to be moved."""
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def calendar(database: Database, travel: time_machine.Traveller) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)


@pytest.fixture
def run(database: Database, calendar: None, travel: time_machine.Traveller) -> Callable[..., Ran]:
    """Runs a job's newest slot at an instant (WEDNESDAY 17:00 unless given)."""

    def run(name: str, at: datetime = WEDNESDAY) -> Ran:
        job: Job = JOB[name]
        travel.move_to(at, tick=False)
        slot = job.last_slot(clock.now())
        assert slot is not None
        return run_slot(database, job, slot)

    return run


@pytest.fixture
def write_record(county: County) -> Callable[..., DailyRecord]:
    """A record of one day in a state."""

    def write(secondment: Secondment, on: str, status: RecordStatus = RecordStatus.SUBMITTED) -> DailyRecord:
        row = DailyRecord(
            secondment_id=secondment.id,
            cadre_id=secondment.cadre_id,
            unit_id=secondment.receiving_unit_id,
            work_on=datetime.fromisoformat(on).date(),
            day_type=DayType.ON_POST,
            status=status,
            items=[{"text": "防汛值班"}],
        )
        county.add(row)
        return row

    return write


@pytest.fixture
def inbox(database: Database) -> Callable[[Person], list[InboxMessage]]:
    """A person's messages, oldest first."""

    def read(person: Person) -> list[InboxMessage]:
        with Work(database, SYSTEM, writes=False) as work:
            statement = select(InboxMessage).where(InboxMessage.person_id == person.id)
            rows = list(work.session.exec(statement.order_by(col(InboxMessage.created_at), col(InboxMessage.key))))
            work.session.expunge_all()
        return rows

    return read


@pytest.fixture
def server() -> Iterator[Gateway]:
    """A gateway that does as it is told."""
    with gateway() as server:
        yield server


@pytest.fixture
def stage(county: County, settings: Settings, server: Gateway) -> Iterator[Stage]:
    """A channel at noon of a workday, with the clock stopped."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield Stage(county, settings, server, traveller)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A server's context, and that of whoever trusts it."""
    return make_certificate(tmp_path_factory.mktemp("relay") / "relay.pem")
