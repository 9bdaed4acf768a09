"""Care for the calendar: which year is awaited, when it is said, and when it is said no more."""

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.core.actor import SYSTEM, Role
from app.core.db import Database
from app.core.work import Work
from app.reminders.models import InboxMessage, ReminderSettings
from app.reminders.news_calendar import AWAITED, remind_of_notice
from app.workdays.service import ensure_seeded
from app.workdays.service_care import awaited_year, is_month_provisional
from tests.factories import Api, County

MONDAY = datetime(2026, 11, 2, 1, 10, tzinfo=UTC)
"""Ten past nine in Beijing."""
NOTICE = {"year": 2027, "text": "2027-01-01 休 元旦", "source": "国办发明电〔2026〕9号"}


@pytest.fixture(autouse=True)
def _seeded(database: Database) -> None:
    with time_machine.travel(MONDAY, tick=False), Work(database, SYSTEM, True) as work:
        ensure_seeded(work)


@pytest.fixture
def orgadmin(county: County) -> Person:
    return county.person("组织部", Role.ORGADMIN, county.region)


def run(database: Database, at: datetime) -> str:
    with time_machine.travel(at, tick=False), Work(database, SYSTEM, True) as work:
        return remind_of_notice(work, at)


def told(database: Database, person: Person) -> int:
    with database.session(write=False) as session:
        found = session.exec(select(InboxMessage).where(InboxMessage.person_id == person.id)).all()
    assert {message.kind for message in found} <= {AWAITED}
    return len(found)


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2026, 10, 31), None), (date(2026, 11, 1), 2027), (date(2026, 12, 31), 2027), (date(2027, 1, 1), 2027)],
)
def test_the_next_year_is_awaited_from_november(database: Database, on: date, expected: int | None) -> None:
    noon = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    with time_machine.travel(noon, tick=False), Work(database, SYSTEM, False) as work:
        assert awaited_year(work) == expected


def test_a_month_of_an_unannounced_year_is_provisional(database: Database) -> None:
    with time_machine.travel(MONDAY, tick=False), Work(database, SYSTEM, False) as work:
        assert [is_month_provisional(work, month) for month in ("2026-12", "2027-01")] == [False, True]


def test_a_word_a_week_until_the_notice_is_in(api: Api, county: County, orgadmin: Person) -> None:
    database = county.database
    lower = county.person("镇组织委员", Role.ORGADMIN, county.unit("白鹭镇", county.region))
    gone = county.person("已离任", Role.ORGADMIN, county.region, status="disabled")
    supervisor = county.person("主管", Role.SUPERVISOR, county.region)
    assert run(database, MONDAY) == "2027 awaited: 2 told"
    for later in (timedelta(0), timedelta(days=1), timedelta(days=4)):
        run(database, MONDAY + later)
    assert [told(database, one) for one in (orgadmin, lower, gone, supervisor)] == [1, 1, 0, 0]
    run(database, MONDAY + timedelta(days=7))
    assert told(database, orgadmin) == 2
    with time_machine.travel(MONDAY + timedelta(days=8), tick=False):
        assert api.as_(orgadmin).post("/api/v1/workdays/import", json=NOTICE).status_code == 200
    assert run(database, MONDAY + timedelta(days=14)) == "nothing awaited"
    assert told(database, orgadmin) == 2


def test_not_before_november_nor_on_a_day_of_rest(county: County, orgadmin: Person) -> None:
    database = county.database
    assert run(database, datetime(2026, 10, 26, 1, 10, tzinfo=UTC)) == "nothing awaited"
    assert run(database, MONDAY - timedelta(days=1)) == "nothing sent: a rest day"
    assert run(database, MONDAY.replace(hour=13)) == "nothing sent: outside 09:00-18:00"
    assert told(database, orgadmin) == 0


def test_whoever_muted_reminders_hears_nothing(county: County, orgadmin: Person) -> None:
    county.add(ReminderSettings(person_id=orgadmin.id, muted=True, channels=[]))
    run(county.database, MONDAY)
    assert told(county.database, orgadmin) == 0


def read(client: httpx.Client, path: str) -> str:
    return client.get(path, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize("path", ["/overview", "/workdays"])
def test_the_banner_from_november_for_those_who_keep_the_calendar(api: Api, orgadmin: Person, path: str) -> None:
    client, words = api.as_(orgadmin), "2027 年的放假安排还没有导入"
    with time_machine.travel(MONDAY - timedelta(days=2), tick=False):
        assert words not in read(client, path)
    with time_machine.travel(MONDAY, tick=False):
        assert words in read(client, path)
        client.post("/api/v1/workdays/import", json=NOTICE)
        assert words not in read(client, path)


def test_the_page_lists_arrangements_and_offers_the_form_to_those_who_may(
    api: Api, county: County, orgadmin: Person
) -> None:
    body = {"unit_id": str(county.region.id), "kind": "closure", "name": "暴雨停工", "reason": "红色预警"}
    with time_machine.travel(MONDAY, tick=False):
        made = api.as_(orgadmin).post(
            "/api/v1/calendar/overlays", json=body | {"first_on": "2026-07-06", "last_on": "2026-07-07"}
        )
        assert made.status_code == 201
        supervisor = api.as_(county.person("主管", Role.SUPERVISOR, county.region))
        page, other = read(api.as_(orgadmin), "/workdays"), read(supervisor, "/workdays")
        assert all("暴雨停工" in text for text in (page, other))
        assert ["登记地方安排" in text for text in (page, other)] == [True, False]
        assert "暴雨停工" not in read(supervisor, "/workdays?year=2025")
