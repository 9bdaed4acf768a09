"""Who reads which part of the trail, and that every reading leaves an event."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import pytest

from app.accounts.models import Person, Unit
from app.audit.service import record
from app.audit.service_seal import seal_events
from app.core.actor import SYSTEM, Actor, Role, Scope
from app.core.db import Database
from app.core.work import Work
from tests.factories import Api, County

AT = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)


@pytest.fixture
def write(database: Database) -> Callable[..., None]:
    def write(action: str, unit: Unit | None = None, *, by: Person | None = None, at: datetime = AT) -> None:
        actor = Actor(kind="person", id=by.id) if by else SYSTEM
        with Work(database, actor, writes=True, now=at, address="10.1.2.3") as work:
            record(work, action, "thing", uuid4(), unit_id=unit and unit.id, count=1)

    return write


@pytest.fixture
def orgadmin(county: County) -> Person:
    return county.person("钱组织", Role.ORGADMIN, county.region)


def actions(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["action"] for item in answer.json()["items"]]


def test_orgadmin_reads_own_regions_units_only(
    county: County, api: Api, write: Callable[..., None], orgadmin: Person
) -> None:
    other = county.unit("另一县")
    write("records.approve", county.unit("财政局", county.region))
    write("records.return", other)
    write("accounts.sign_in")
    assert actions(api.as_(orgadmin).get("/api/v1/audit")) == ["records.approve"]


def test_sysadmin_reads_technical_events_with_addresses(county: County, api: Api, write: Callable[..., None]) -> None:
    write("records.approve", county.region)
    write("accounts.sign_in")
    answer = api.as_(county.person("孙系统", Role.SYSADMIN)).get("/api/v1/audit")
    assert actions(answer) == ["accounts.sign_in"]
    assert answer.json()["items"][0]["address"] == "10.1.2.3"


def test_orgadmin_sees_no_addresses_and_the_actors_name(
    county: County, api: Api, write: Callable[..., None], orgadmin: Person
) -> None:
    write("records.approve", county.region, by=county.person("李主管"))
    (item,) = api.as_(orgadmin).get("/api/v1/audit").json()["items"]
    assert (item["address"], item["actor_name"], item["facts"]) == (None, "李主管", {"count": 1})


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ORGADMIN, Role.SYSADMIN}))
def test_nobody_else_reads_it(county: County, api: Api, role: Role) -> None:
    client = api.as_(county.person("某某", role, county.region))
    assert client.get("/api/v1/audit").status_code == 403


def test_clients_and_strangers_are_refused(county: County, api: Api) -> None:
    assert api.anonymous.get("/api/v1/audit").status_code == 401
    assert api.as_client(county.api_client(*Scope)).get("/api/v1/audit").status_code == 403


def test_a_reading_is_itself_an_event(county: County, api: Api, write: Callable[..., None]) -> None:
    sysadmin = county.person("孙系统", Role.SYSADMIN)
    api.as_(sysadmin).get("/api/v1/audit?action=records")
    (item,) = api.as_(sysadmin).get("/api/v1/audit").json()["items"]
    assert (item["action"], item["actor_id"]) == ("audit.read", str(sysadmin.id))
    assert item["facts"] == {"rows": 0, "filters": ["action"]}


@pytest.fixture
def varied(county: County, write: Callable[..., None], orgadmin: Person) -> UUID:
    """Four events; gives the id of the person behind the last one."""
    person = county.person("周干部")
    write("records.approve", county.region, at=datetime(2026, 4, 6, 15, 59, tzinfo=UTC))
    write("records.return", county.region, at=datetime(2026, 4, 6, 16, 0, tzinfo=UTC))
    write("recordsx.approve", county.region, at=datetime(2026, 4, 7, 15, 59, tzinfo=UTC))
    write("claims.approve", county.region, by=person, at=datetime(2026, 4, 7, 16, 0, tzinfo=UTC))
    return person.id


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=records.approve", ["records.approve"]),
        ("action=records", ["records.return", "records.approve"]),
        ("from=2026-04-08", ["claims.approve"]),
        ("to=2026-04-06", ["records.approve"]),
        ("from=2026-04-07&to=2026-04-07", ["recordsx.approve", "records.return"]),
        ("subject=nothing", []),
    ],
)
def test_filters(api: Api, orgadmin: Person, varied: UUID, query: str, found: list[str]) -> None:
    assert actions(api.as_(orgadmin).get(f"/api/v1/audit?{query}")) == found


def test_by_actor_and_by_subject(api: Api, orgadmin: Person, varied: UUID) -> None:
    client = api.as_(orgadmin)
    (item,) = client.get(f"/api/v1/audit?actor={varied}").json()["items"]
    assert item["action"] == "claims.approve"
    assert client.get(f"/api/v1/audit?subject={item['subject_id']}").json()["items"] == [item]


def test_pages_join_without_a_gap_while_events_arrive(api: Api, orgadmin: Person, varied: UUID) -> None:
    """Each reading adds an event of its own at the other end; it has no unit, so an orgadmin does not see it."""
    client, seen, cursor = api.as_(orgadmin), [], ""
    for _ in range(4):
        page = client.get(f"/api/v1/audit?limit=1{cursor}").json()
        seen += [item["action"] for item in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == ["claims.approve", "recordsx.approve", "records.return", "records.approve"]
    assert page["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=201", "/limit"),
        ("actor=x", "/actor"),
        ("action=DROP", "/action"),
        ("from=2026-02-30", "/from"),
        ("cursor=x", "/cursor"),
        (f"subject={'x' * 65}", "/subject"),
    ],
)
def test_wrong_filters_are_named(api: Api, orgadmin: Person, query: str, pointer: str) -> None:
    answer = api.as_(orgadmin).get(f"/api/v1/audit?{query}")
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_sealed_events_say_so(database: Database, api: Api, orgadmin: Person, varied: UUID) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        seal_events(work, b"key")
    items = api.as_(orgadmin).get("/api/v1/audit").json()["items"]
    assert {item["sealed"] for item in items} == {True}


def test_the_page_shows_events_and_links_to_the_next(api: Api, orgadmin: Person, varied: UUID) -> None:
    answer = api.as_(orgadmin).get("/audit?action=records", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    table = answer.text[answer.text.index("<tbody>") :]
    assert "退回记录" in table
    assert "records.return" in table, "the code stays for who writes programs"
    assert "claims.approve" not in table
    (time,) = re.findall(r'data-label="时间">([^<]+)<', table)[:1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", time), "evidence has its year"
    numbers = [int(number) for number in re.findall(r'data-label="序号">(\d+)<', table)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 2


def test_what_is_asked_for_stays_chosen(api: Api, orgadmin: Person, varied: UUID) -> None:
    for action in ("records", "records.return", "records.of_old"):
        page = api.as_(orgadmin).get(f"/audit?action={action}", headers={"Accept": "text/html"}).text
        assert page.count(" selected>") == 1
        assert f'value="{action}" selected>' in page.replace(f' title="{action}"', "")


def test_a_system_administrator_is_offered_what_they_may_read(county: County, api: Api) -> None:
    page = api.as_(county.person("孙系统", Role.SYSADMIN)).get("/audit").text
    assert 'value="accounts"' in page
    assert 'value="records"' not in page


def test_in_the_hand_the_questions_are_folded_until_one_is_asked(api: Api, orgadmin: Person, varied: UUID) -> None:
    def folds(path: str, mobile: str) -> list[str]:
        page = api.as_(orgadmin).get(path, headers={"Accept": "text/html", "Sec-CH-UA-Mobile": mobile}).text
        return re.findall(r'<details class="card"( open)?>', page)

    assert folds("/audit", "?1") == [""]
    assert folds("/audit?action=records", "?1") == [" open"]
    assert folds("/audit", "?0") == []
