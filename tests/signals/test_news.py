"""Approved leave and a late record answer a question at once; the daily scan alone may ask anew; two scans are one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from app.accounts.models import Person, Unit
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.db import Database
from app.core.work import Work
from app.scheduler import introduce_domains
from app.secondments.models import Programme, Secondment
from app.signals import service_scan
from app.signals.models import ClosedReason, SignalState
from app.signals.service import list_untold, mark_told
from app.signals.service_scan import scan_missing
from tests.factories import Api, County
from tests.signals.conftest import DUE, MORNING, Run, Signals, Write


class Plain:
    """Units of work without a lease."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def reading(self) -> Work:
        return Work(self.database, SYSTEM, writes=False)

    def writing(self) -> Work:
        return Work(self.database, SYSTEM, writes=True)


@pytest.fixture
def scan(database: Database, run: Run) -> Callable[[], str]:
    """One more scan of the same morning, past the job's own memory."""
    return lambda: scan_missing(Plain(database), clock.now())


def leave_of(secondment: Secondment, first: str, last: str, status: LeaveStatus) -> Leave:
    dates: dict[str, Any] = {"start_on": date.fromisoformat(first), "end_on": date.fromisoformat(last)}
    return Leave(
        secondment_id=secondment.id,
        cadre_id=secondment.cadre_id,
        unit_id=secondment.receiving_unit_id,
        filed_by_id=secondment.cadre_id,
        type=LeaveType.SICK,
        reason="病休",
        halves=6,
        level=Level.RECEIVING,
        status=status,
        **dates,
    )


@pytest.mark.parametrize("status", [LeaveStatus.CANCELLED, LeaveStatus.REJECTED, LeaveStatus.SUBMITTED])
def test_leave_that_is_not_approved_counts_as_work(
    county: County, run: Run, signals: Signals, secondment: Secondment, status: LeaveStatus
) -> None:
    county.add(leave_of(secondment, DUE[0], DUE[2], status))
    run()
    assert [signal.evidence["days"] for signal in signals()] == [DUE]


def test_leave_approved_later_closes_it_and_cancelled_it_opens_again(
    county: County, database: Database, run: Run, signals: Signals, secondment: Secondment, scan: Callable[[], str]
) -> None:
    run()
    leave = leave_of(secondment, DUE[0], DUE[2], LeaveStatus.APPROVED)
    county.add(leave)
    assert "closed=1" in scan()
    (row,) = signals()
    assert (row.state, row.closed_reason) == (SignalState.CLOSED, ClosedReason.LEAVE)
    with Work(database, SYSTEM, writes=True) as work:
        stored = work.session.get_one(Leave, leave.id)
        stored.status = LeaveStatus.CANCELLED
        work.session.add(stored)
    assert "reopened=1" in scan()
    (row,) = signals()
    assert (row.state, row.evidence["days"]) == (SignalState.OPEN, DUE)
    assert row.history[0]["closed_reason"] == "leave"
    assert scan() == "opened=0 reopened=0 updated=0 closed=0 expired=0"


def test_the_approval_itself_closes_it(
    county: County, api: Api, run: Run, signals: Signals, secondment: Secondment, office: Unit, cadre: Person
) -> None:
    introduce_domains()
    run()
    body = {
        "secondment_id": str(secondment.id),
        "type": "sick",
        "start_on": DUE[0],
        "end_on": DUE[2],
        "reason": "病休，住院",
        "late_reason": "住院，没有办法当时请",
    }
    filed = api.as_(cadre).post("/api/v1/leave", json=body)
    assert filed.status_code == 201, filed.text
    assert signals()[0].state is SignalState.OPEN
    supervisor = county.person("李主管", Role.SUPERVISOR, office)
    step = {"version": filed.json()["version"]}
    approved = api.as_(supervisor).post(f"/api/v1/leave/{filed.json()['id']}/approve", json=step)
    assert approved.status_code == 200, approved.text
    assert signals()[0].closed_reason is ClosedReason.LEAVE


def test_a_late_record_closes_it_at_once(
    api: Api, run: Run, signals: Signals, secondment: Secondment, cadre: Person, write_record: Write
) -> None:
    introduce_domains()
    run()
    for on in DUE[:2]:
        write_record(secondment, on)
    body = {
        "client_id": "0199b0c5-5f6e-7c3a-8f8e-000000000001",
        "day_type": "on_post",
        "items": [{"text": "到石桥村核对受灾户"}],
        "submit": True,
        "late_reason": "当天在村里，没有信号",
    }
    answer = api.as_(cadre).put(f"/api/v1/secondments/{secondment.id}/records/{DUE[2]}", json=body)
    assert answer.status_code == 201, answer.text
    assert signals()[0].closed_reason is ClosedReason.WRITTEN


def test_older_months_are_looked_at_while_they_still_ask(
    database: Database, run: Run, signals: Signals, secondment: Secondment, write_record: Write, travel: Any
) -> None:
    run()
    travel.move_to(MORNING.replace(month=5, day=10), tick=False)
    with Work(database, SYSTEM, writes=True) as work:
        mark_told(work, [row.id for row in signals()])
    for day in range(8, 31):
        write_record(secondment, f"2026-04-{day:02}")
    run(MORNING.replace(month=6, day=1))
    april = signals()[0]
    assert (april.window, april.closed_reason) == ("2026-04", ClosedReason.WRITTEN)


@pytest.mark.parametrize("portion", [1, 2])
def test_splitting_the_population_changes_nothing(
    county: County,
    office: Unit,
    programme: Programme,
    run: Run,
    signals: Signals,
    scan: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    portion: int,
) -> None:
    for number in range(5):
        county.secondment(
            county.person(f"干部{number}", Role.CADRE), programme, office, start_on=date(2026, 4, 6 + number)
        )
    monkeypatch.setattr(service_scan, "PORTION", portion)
    monkeypatch.setattr(service_scan, "AT_ONCE", portion)
    run()
    found = {signal.subject_id: signal.evidence for signal in signals()}
    assert len(found) == 5
    monkeypatch.undo()
    assert scan() == "opened=0 reopened=0 updated=0 closed=0 expired=0"
    assert {signal.subject_id: signal.evidence for signal in signals()} == found


def test_two_scans_at_once_ask_once(
    county: County, office: Unit, programme: Programme, run: Run, signals: Signals, scan: Callable[[], str]
) -> None:
    for number in range(4):
        county.secondment(county.person(f"干部{number}", Role.CADRE), programme, office, start_on=date(2026, 4, 8))
    with ThreadPoolExecutor(2) as pool:
        said = [one.result() for one in [pool.submit(scan), pool.submit(scan)]]
    assert sum(int(line.split()[0].removeprefix("opened=")) for line in said) == 4
    assert len(signals()) == 4
    assert {signal.version for signal in signals()} == {1}


def test_telling_begins_the_thirty_days(
    database: Database, run: Run, signals: Signals, secondment: Secondment, travel: Any
) -> None:
    run()
    travel.move_to(MORNING.replace(day=22), tick=False)
    with Work(database, SYSTEM, writes=True) as work:
        untold = list_untold(work)
        assert list(untold) == [secondment.cadre_id]
        ids = [row.id for row in untold[secondment.cadre_id]]
        assert mark_told(work, ids) == 1
        assert mark_told(work, ids) == 0
        assert list_untold(work) == {}
    (row,) = signals()
    assert (row.state, row.told_at) == (SignalState.TOLD, MORNING.replace(day=22))
    assert row.expires_on == date(2026, 5, 22)
