"""A system administrator asks for a scan and sees how it went; the scheduler carries it out, and the night's own."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_runs import Outcome, run_slot
from app.core.work import Work
from app.signals import service_nightly, service_runs
from app.signals.jobs import JOBS
from app.signals.models_scan import ScanOrigin, ScanState, SignalScan
from tests.factories import Api, County
from tests.signals.scan_scene import MARCH, begun

SCANS = "/api/v1/signals/scans"
ASKED = {"from_on": "2026-03-01", "to_on": "2026-03-31", "as_of": "2026-04-20"}
NIGHT = datetime(2026, 5, 8, 1, 30, tzinfo=BEIJING)
JOB = {job.name: job for job in JOBS}


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=True):
        yield


@pytest.fixture
def admin(county: County) -> Person:
    return county.person("赵管理", Role.SYSADMIN)


def test_asking_for_a_scan(api: Api, admin: Person, county: County, database: Database) -> None:
    key = str(uuid4())
    made = api.as_(admin).post(SCANS, json=ASKED | {"id": key})
    assert made.status_code == 201, made.text
    assert (made.json()["id"], made.json()["state"], made.json()["asked_by_name"]) == (key, "waiting", "赵管理")
    again = api.as_(admin).post(SCANS, json=ASKED | {"id": key})
    assert (again.status_code, again.json()) == (200, made.json())
    reused = api.as_(admin).post(SCANS, json=ASKED | {"id": key, "as_of": "2026-04-21"})
    assert (reused.status_code, reused.json()["code"]) == (409, "id-reused")
    twice = api.as_(admin).post(SCANS, json=ASKED)
    assert (twice.status_code, twice.json()["code"]) == (409, "scan-under-way")
    listed = api.as_(admin).get(SCANS)
    assert [one["id"] for one in listed.json()["items"]] == [key]
    other = api.as_(county.person("钱管理", Role.SYSADMIN))
    assert other.post(SCANS, json=ASKED | {"id": key}).json() == made.json(), "scans are the office's"
    with Work(database, SYSTEM, writes=False) as work:
        (event,) = work.session.exec(select(AuditEvent).where(AuditEvent.action == "signals.scan"))
        assert (event.subject_id, event.actor_id, event.facts) == (key, admin.id, ASKED)


def test_the_page_shows_totals_and_nobody(api: Api, admin: Person, county: County) -> None:
    assert "90 天内还没有比对过" in api.as_(admin).get("/scans").text
    assert api.as_(admin).post(SCANS, json=ASKED).status_code == 201
    counts = {"self_copy": {"raised": 3, "opened": 3}, "template": {"raised": 0}}
    done = {"origin": ScanOrigin.NIGHTLY, "state": ScanState.DONE, "started_at": NIGHT, "finished_at": NIGHT}
    days = {name: date.fromisoformat(on) for name, on in ASKED.items()} | {"as_of": date(2026, 4, 21)}
    county.add(SignalScan(**days, **done, entries=2114, counts=counts))
    page = api.as_(admin).get("/scans").text
    assert [
        word for word in ("等待执行", "赵管理", "每夜", "2,114", "与本人以前的记录相似 3") if word not in page
    ] == []
    assert "套用同一格式" not in page
    assert api.as_(county.person("顾文澍", Role.ORGADMIN, county.region)).get("/scans").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"to_on": "2026-02-01"}, "/to_on"),
        ({"to_on": "2027-06-01"}, "/to_on"),
        ({"as_of": "2026-02-28"}, "/as_of"),
        ({"as_of": "2026-05-08"}, "/as_of"),
        ({"from_on": "1999-12-31"}, "/from_on"),
    ],
)
def test_a_period_that_cannot_be_looked_at(api: Api, admin: Person, wrong: dict[str, Any], pointer: str) -> None:
    refused = api.as_(admin).post(SCANS, json=ASKED | wrong)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_nobody_else_asks_or_looks(api: Api, county: County) -> None:
    assert (api.anonymous.post(SCANS, json=ASKED).status_code, api.anonymous.get(SCANS).status_code) == (401, 401)
    for role in (Role.CADRE, Role.SUPERVISOR, Role.ORGADMIN, Role.FINANCE, Role.INSPECTOR):
        person = api.as_(county.person("某某", role, county.region))
        assert (person.post(SCANS, json=ASKED).status_code, person.get(SCANS).status_code) == (403, 403)


def test_the_night_is_scanned_beside_the_scheduler(api: Api, admin: Person, database: Database) -> None:
    nightly = run_slot(database, JOB["signals-nightly"], NIGHT)
    assert (nightly.outcome, nightly.summary.split()[0]) == (Outcome.DONE, "entries=0")
    (view,) = api.as_(admin).get(SCANS).json()["items"]
    assert (view["origin"], view["as_of"], view["state"]) == ("nightly", "2026-05-07", "done")
    assert (view["from_on"], view["to_on"]) == ("2026-04-01", "2026-05-31")
    assert view["done_shards"] == view["shards"] > 0
    assert {one["kind"] for one in view["counts"]} >= {"missing", "backfill"}


def test_what_was_asked_for_is_begun_and_its_end_written_down(
    api: Api, admin: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that the system ended (out of memory, say) leaves a scan that has failed, not one under way."""
    asked: list[str] = []

    def carried(_units: object, arguments: Sequence[str]) -> int:
        asked.extend(arguments)
        return -9

    key = api.as_(admin).post(SCANS, json=ASKED).json()["id"]
    monkeypatch.setattr(service_nightly, "_carry_out", carried)
    ran = run_slot(database, JOB["signals-asked"], NIGHT)
    assert (ran.outcome, ran.summary, asked) == (Outcome.DONE, "scans=1", ["--scan", key])
    (view,) = api.as_(admin).get(SCANS).json()["items"]
    assert (view["state"], view["failure"]) == ("failed", "exit -9")


def test_a_scan_that_fails_says_so_and_old_ones_are_forgotten(api: Api, admin: Person, database: Database) -> None:
    row = begun(database, MARCH)
    with Work(database, SYSTEM, writes=True) as work:
        service_runs.fail(work, row.id, "KeyError")
    (view,) = api.as_(admin).get(SCANS).json()["items"]
    assert (view["state"], view["failure"]) == ("failed", "KeyError")
    with time_machine.travel(NIGHT.replace(month=9), tick=True), Work(database, SYSTEM, writes=True) as work:
        assert service_runs.forget_old(work) == 1
        assert work.session.exec(select(SignalScan)).all() == []
