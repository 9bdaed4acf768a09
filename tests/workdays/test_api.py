"""The stored calendar: seeded, looked up, imported by those who may."""

from datetime import UTC, date, datetime

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.db import Database
from app.core.work import Work
from app.workdays import service
from app.workdays.models import CalendarYear, YearStatus
from app.workdays.rules import DayKind
from tests.factories import Api, County

NOW = datetime(2026, 11, 1, 4, tzinfo=UTC)
NOTICE = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。\n2027-02-14 班 春节"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seeded(database: Database) -> Database:
    with Work(database, SYSTEM, True) as work:
        service.ensure_seeded(work)
    return database


def calendar(database: Database) -> service.Calendar:
    with Work(database, SYSTEM, False) as work:
        return service.get_calendar(work, date(2026, 1, 1), date(2027, 12, 31))


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def send(client: httpx.Client, **changes: object) -> httpx.Response:
    body = {"year": 2027, "text": NOTICE, "source": "国办发明电〔2026〕9号"} | changes
    return client.post("/api/v1/workdays/import", json=body)


def events(database: Database, action: str) -> list[AuditEvent]:
    with database.session(write=False) as session:
        return list(session.exec(select(AuditEvent).where(AuditEvent.action == action)).all())


def test_the_seed_is_official_up_to_what_was_announced(seeded: Database) -> None:
    found = calendar(seeded)
    assert found.count_workdays(date(2026, 1, 1), date(2026, 12, 31)) == 248
    assert (found.kind(date(2026, 2, 14)), found.name(date(2026, 2, 17))) == (DayKind.MAKEUP, "春节")
    assert found.name(date(2026, 3, 2)) is None
    assert not found.is_provisional(date(2026, 3, 2))
    assert found.is_provisional(date(2027, 3, 2))
    assert found.workdays_back(date(2026, 1, 4), 1) == date(2025, 12, 31)
    with seeded.session(write=False) as session:
        years = session.exec(select(CalendarYear).order_by(CalendarYear.year)).all()
    assert [(row.year, row.status) for row in years] == [
        (2024, YearStatus.OFFICIAL),
        (2025, YearStatus.OFFICIAL),
        (2026, YearStatus.OFFICIAL),
        (2027, YearStatus.PROVISIONAL),
    ]


def test_seeding_again_changes_nothing(seeded: Database) -> None:
    with Work(seeded, SYSTEM, True) as work:
        service.ensure_seeded(work)
    assert len(events(seeded, "workdays.seed")) == 3


def test_an_unseeded_calendar_goes_by_the_weekday(database: Database) -> None:
    found = calendar(database)
    assert found.is_workday(date(2026, 10, 1))
    assert found.is_provisional(date(2026, 10, 1))


def test_the_notice_makes_a_provisional_year_official(seeded: Database, orgadmin: httpx.Client) -> None:
    before = orgadmin.get("/api/v1/workdays", params={"year": 2027}).json()
    assert (before["status"], before["days"]) == ("provisional", [])
    calendar(seeded)
    answer = send(orgadmin)
    assert answer.status_code == 200
    assert len(answer.json()["added"]) == 4
    after = orgadmin.get("/api/v1/workdays", params={"year": 2027}).json()
    assert (after["status"], after["source"]) == ("official", "国办发明电〔2026〕9号")
    assert after["workdays"] == before["workdays"]  # one Friday off, one Sunday worked
    assert after["days"][0] == {"on": "2027-01-01", "kind": "holiday", "name": "元旦"}
    found = calendar(seeded)
    assert found.kind(date(2027, 2, 14)) is DayKind.MAKEUP
    assert not found.is_provisional(date(2027, 3, 2))
    (event,) = events(seeded, "workdays.import")
    assert (event.subject_id, event.facts) == ("2027", {"added": 4, "removed": 0, "changed": 0})


def test_a_dry_run_compares_and_writes_nothing(seeded: Database, orgadmin: httpx.Client) -> None:
    assert send(orgadmin, dry_run=True).json()["dry_run"]
    assert calendar(seeded).is_provisional(date(2027, 3, 2))
    assert events(seeded, "workdays.import") == []


def test_importing_again_replaces_the_year(seeded: Database, orgadmin: httpx.Client) -> None:
    send(orgadmin)
    second = send(orgadmin, text="2027-01-01 休 新年\n2027-01-02 休 元旦").json()
    assert [day["on"] for day in second["changed"]] == ["2027-01-01"]
    assert [day["on"] for day in second["removed"]] == ["2027-01-03", "2027-02-14"]
    assert second["kept"] == 1
    assert [day["name"] for day in orgadmin.get("/api/v1/workdays?year=2027").json()["days"]] == ["新年", "元旦"]
    third = send(orgadmin, text="2027-01-01 休 新年\n2027-01-02 休 元旦").json()
    assert (third["added"], third["removed"], third["changed"], third["kept"]) == ([], [], [], 2)


def test_a_bridge_day_of_the_neighbour_year_stands(seeded: Database, orgadmin: httpx.Client) -> None:
    assert send(orgadmin, text="一、元旦：2026年12月31日至2027年1月3日放假，共4天。").status_code == 200
    found = calendar(seeded)
    assert found.kind(date(2026, 12, 31)) is DayKind.HOLIDAY
    assert found.kind(date(2026, 10, 1)) is DayKind.HOLIDAY


def test_one_wrong_line_refuses_all(seeded: Database, orgadmin: httpx.Client) -> None:
    answer = send(orgadmin, text="2027-01-01 休 元旦\n2027-02-30 休 春节\n2027-02-03 班 春节")
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/text", "no-such-day"),
        ("/text", "no-weekend"),
    ]
    assert "第 2 行" in answer.json()["errors"][0]["detail"]
    assert calendar(seeded).exceptions.get(date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"year": 1999}, "/year"),
        ({"text": ""}, "/text"),
        ({"text": "x" * 20_001}, "/text"),
        ({"source": " "}, "/source"),
        ({"dry_run": "perhaps"}, "/dry_run"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_wrong_input_is_pointed_at(orgadmin: httpx.Client, changes: dict[str, object], pointer: str) -> None:
    answer = send(orgadmin, **changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ORGADMIN])
def test_others_read_but_do_not_import(api: Api, county: County, role: Role) -> None:
    client = api.as_(county.person("某某", role, county.region))
    assert client.get("/api/v1/workdays?year=2026").status_code == 200
    assert (send(client).status_code, send(client).json()["code"]) == (403, "forbidden")
    assert len(events(county.database, "access.denied")) == 2


def test_anonymous_and_programs(api: Api, county: County) -> None:
    assert send(api.anonymous).status_code == 401
    assert api.anonymous.get("/api/v1/workdays?year=2026").status_code == 401
    reader = api.as_client(county.api_client(Scope.ATTENDANCE_READ))
    assert reader.get("/api/v1/workdays?year=2026").status_code == 200
    assert send(reader).status_code == 403
    other = api.as_client(county.api_client(Scope.BANK_EXPORT))
    assert other.get("/api/v1/workdays?year=2026").status_code == 403
