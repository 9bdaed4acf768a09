"""The inbox: news arrive with what caused them, only their reader sees them, settings are one's own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core import events
from app.core.actor import SYSTEM, Role, Scope
from app.core.db import Database
from app.core.work import Work
from app.records.models import RecordStatus
from app.reminders.schemas import Phrase
from app.reminders.service import leave_message
from app.reminders.service_news import subscribe_inbox
from app.secondments.models import Secondment
from tests.factories import Api, County

Write = Callable[..., Any]


@pytest.fixture
def office(county: County) -> Unit:
    return county.unit("财政局", county.region)


@pytest.fixture
def cadre(county: County) -> Person:
    return county.person("周干部", Role.CADRE)


@pytest.fixture
def supervisor(county: County, office: Unit) -> Person:
    return county.person("李主管", Role.SUPERVISOR, office)


@pytest.fixture
def secondment(county: County, cadre: Person, office: Unit, calendar: None) -> Secondment:
    return county.secondment(cadre, county.programme(), office)


def items(api: Api, person: Person, query: str = "") -> list[dict[str, Any]]:
    answer = api.as_(person).get(f"/api/v1/inbox{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def decide(api: Api, person: Person, record: Any, verb: str, **body: Any) -> httpx.Response:
    answer = api.as_(person).post(f"/api/v1/records/{record.id}/{verb}", json={"version": record.version, **body})
    assert answer.status_code == 200, answer.text
    return answer


def test_a_returned_record_arrives_without_its_words(
    api: Api, cadre: Person, supervisor: Person, secondment: Secondment, write_record: Write
) -> None:
    record = write_record(secondment, "2026-04-15")
    decide(api, supervisor, record, "return", reason="请写清地点和对象")
    (message,) = items(api, cadre)
    assert (message["title"], message["link"]) == ("4月15日的记录被退回，请按理由修改后再提交", "/days/2026-04-15")
    assert message["read_at"] is None
    assert "请写清" not in repr(message)
    english = api.as_(cadre).get("/api/v1/inbox", headers={"Accept-Language": "en"}).json()["items"][0]
    assert english["title"] == "The record of 15 Apr came back: please mend it as the reason says and submit again"


def test_a_days_approvals_share_one_message(
    api: Api, cadre: Person, supervisor: Person, secondment: Secondment, write_record: Write
) -> None:
    for on in ("2026-04-13", "2026-04-14", "2026-04-15"):
        decide(api, supervisor, write_record(secondment, on), "approve")
    (message,) = items(api, cadre)
    assert [line["text"] for line in message["lines"]] == ["4月13日的记录", "4月14日的记录", "4月15日的记录"]


def test_a_day_that_joins_a_message_that_was_read_is_new_again(
    api: Api,
    cadre: Person,
    supervisor: Person,
    secondment: Secondment,
    write_record: Write,
    travel: time_machine.Traveller,
) -> None:
    decide(api, supervisor, write_record(secondment, "2026-04-13"), "approve")
    shown = items(api, cadre)[0]["created_at"]
    travel.shift(timedelta(minutes=5))
    decide(api, supervisor, write_record(secondment, "2026-04-14"), "approve")
    assert api.as_(cadre).post("/api/v1/inbox/read-all", json={"until": shown}).json() == {"read": 0, "unread": 1}
    assert items(api, cadre)[0]["created_at"] > shown


def test_approving_again_says_nothing_again_and_the_next_day_is_anew(
    api: Api,
    cadre: Person,
    supervisor: Person,
    secondment: Secondment,
    write_record: Write,
    travel: time_machine.Traveller,
) -> None:
    record = write_record(secondment, "2026-04-14")
    decide(api, supervisor, record, "approve")
    decide(api, supervisor, record, "approve")
    assert [len(message["lines"]) for message in items(api, cadre)] == [1]
    later = write_record(secondment, "2026-04-15")
    travel.shift(timedelta(days=1))
    decide(api, supervisor, later, "approve")
    assert len(items(api, cadre)) == 2


def test_news_in_a_unit_of_work_that_fails_never_arrive(api: Api, database: Database, cadre: Person) -> None:
    subscribe_inbox()
    work = Work(database, SYSTEM, writes=True)
    work.__enter__()
    events.publish(work, "spot_check.noted", spot_check_id=uuid4(), person_id=cadre.id)
    error = RuntimeError("the act itself failed")
    work.__exit__(type(error), error, None)
    assert items(api, cadre) == []


def test_notes_replies_confirmations_and_corrections_arrive(
    api: Api, database: Database, cadre: Person, supervisor: Person, secondment: Secondment
) -> None:
    note = uuid4()
    with Work(database, SYSTEM, writes=True) as work:
        events.publish(work, "spot_check.noted", spot_check_id=note, person_id=cadre.id)
        events.publish(work, "spot_check.replied", spot_check_id=note, person_id=supervisor.id)
        facts: dict[str, Any] = {"secondment_id": secondment.id, "person_id": cadre.id}
        events.publish(work, "month.confirmed", **facts, month="2026-03")
        events.publish(work, "day.corrected", **facts, on=work.today)
    found = {message["kind"]: (message["title"], message["link"]) for message in items(api, cadre)}
    assert found == {
        "spot_check.noted": ("有一份新的抽查记录，请查看并回复", f"/spot-checks/{note}"),
        "month.confirmed": ("2026年3月的出勤已确认", "/month?m=2026-03"),
        "day.corrected": ("主管更正了4月15日的出勤，请核对", "/month?m=2026-04"),
    }
    assert [message["kind"] for message in items(api, supervisor)] == ["spot_check.replied"]


@pytest.fixture
def three(database: Database, cadre: Person, travel: time_machine.Traveller) -> None:
    """Three messages, a minute apart."""
    for number in range(3):
        with Work(database, SYSTEM, writes=True) as work:
            assert leave_message(work, cadre.id, f"key/{number}", "test", Phrase(text=f"第 {number} 条"), [])
        travel.shift(timedelta(minutes=1))


def test_a_key_counts_once(database: Database, api: Api, cadre: Person, three: None) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        assert not leave_message(work, cadre.id, "key/0", "test", Phrase(text="又一条"), [])
    assert [message["title"] for message in items(api, cadre)] == ["第 2 条", "第 1 条", "第 0 条"]


def test_pages_join(api: Api, cadre: Person, three: None) -> None:
    first = api.as_(cadre).get("/api/v1/inbox?limit=2").json()
    second = api.as_(cadre).get(f"/api/v1/inbox?limit=2&cursor={first['next_cursor']}").json()
    titles = [message["title"] for message in first["items"] + second["items"]]
    assert (titles, second["next_cursor"], first["unread"]) == (["第 2 条", "第 1 条", "第 0 条"], None, 3)


def test_reading_is_marked_once(api: Api, cadre: Person, three: None, travel: time_machine.Traveller) -> None:
    newest = items(api, cadre)[0]["id"]
    first = api.as_(cadre).post(f"/api/v1/inbox/{newest}/read").json()
    travel.shift(timedelta(minutes=5))
    again = api.as_(cadre).post(f"/api/v1/inbox/{newest}/read")
    assert (again.status_code, again.json()) == (200, first)
    assert api.as_(cadre).get("/api/v1/inbox").json()["unread"] == 2
    assert newest not in {message["id"] for message in items(api, cadre, "?unread=true")}


def test_nobody_elses_message_exists(api: Api, cadre: Person, supervisor: Person, three: None) -> None:
    newest = items(api, cadre)[0]["id"]
    assert items(api, supervisor) == []
    assert api.as_(supervisor).post(f"/api/v1/inbox/{newest}/read").status_code == 404
    assert api.as_(cadre).post(f"/api/v1/inbox/{uuid4()}/read").status_code == 404
    assert items(api, cadre)[0]["read_at"] is None


def test_all_that_was_shown_is_read_at_once_and_what_came_since_is_not(
    api: Api, database: Database, cadre: Person, supervisor: Person, three: None, travel: time_machine.Traveller
) -> None:
    shown = items(api, cadre)[0]["created_at"]
    travel.shift(timedelta(minutes=5))
    with Work(database, SYSTEM, writes=True) as work:
        leave_message(work, cadre.id, "late", "news", Phrase(text="又来一条"), [])
        leave_message(work, supervisor.id, "other", "news", Phrase(text="别人的"), [])
    answer = api.as_(cadre).post("/api/v1/inbox/read-all", json={"until": shown})
    assert (answer.status_code, answer.json()) == (200, {"read": 3, "unread": 1})
    assert [one["title"] for one in items(api, cadre, "?unread=true")] == ["又来一条"]
    again = api.as_(cadre).post("/api/v1/inbox/read-all", json={"until": shown})
    assert again.json() == {"read": 0, "unread": 1}
    assert api.as_(supervisor).get("/api/v1/inbox").json()["unread"] == 1


@pytest.mark.parametrize("body", [{}, {"until": "now"}, {"until": "2026-04-15T09:00:00"}, {"until": "20260415"}])
def test_until_when_has_to_be_said(api: Api, cadre: Person, body: dict[str, Any]) -> None:
    answer = api.as_(cadre).post("/api/v1/inbox/read-all", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/until"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "inbox"), ("POST", "inbox/read-all"), ("GET", "me/reminders"), ("PUT", "me/reminders")],
)
def test_strangers_and_programs_have_none(county: County, api: Api, method: str, path: str) -> None:
    body = {"PUT": {"muted": True}, "POST": {"until": "2026-04-15T09:00:00Z"}}.get(method)
    assert api.anonymous.request(method, f"/api/v1/{path}", json=body).status_code == 401
    client = api.as_client(county.api_client(*Scope))
    assert client.request(method, f"/api/v1/{path}", json=body).status_code == 403


def test_settings_are_kept_and_audited(api: Api, database: Database, cadre: Person, supervisor: Person) -> None:
    client = api.as_(cadre)
    offered = {"available": [], "addresses": []}
    usual = {"version": 0, "muted": False, "channels": ["inbox"]}
    assert client.get("/api/v1/me/reminders").json() == usual | offered
    answer = client.put("/api/v1/me/reminders", json={"muted": True, "channels": []})
    assert (answer.status_code, answer.json(), answer.headers["ETag"]) == (
        200,
        {"version": 1, "muted": True, "channels": []} | offered,
        '"1"',
    )
    assert client.put("/api/v1/me/reminders", json={"muted": True, "channels": []}).json()["version"] == 1
    assert client.get("/api/v1/me/reminders").json()["muted"] is True
    assert api.as_(supervisor).get("/api/v1/me/reminders").json()["muted"] is False
    with Work(database, SYSTEM, writes=False) as work:
        rows = work.session.exec(select(AuditEvent).where(AuditEvent.action == "reminders.change")).all()
        assert [(row.actor_id, row.facts) for row in rows] == [(cadre.id, {"muted": True, "channels": []})]


def test_a_stale_change_of_settings_is_refused(api: Api, cadre: Person) -> None:
    client = api.as_(cadre)
    client.put("/api/v1/me/reminders", json={"muted": True})
    answer = client.put("/api/v1/me/reminders", json={"muted": False}, headers={"If-Match": '"0"'})
    assert (answer.status_code, answer.json()["current"]["muted"]) == (412, True)
    assert client.put("/api/v1/me/reminders", json={"muted": False}, headers={"If-Match": '"1"'}).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/muted"),
        ({"muted": "perhaps"}, "/muted"),
        ({"muted": True, "channels": ["pigeon"]}, "/channels/0"),
        ({"muted": True, "channels": ["inbox", "inbox"]}, "/channels"),
        ({"muted": True, "hour": 9}, "/hour"),
    ],
)
def test_wrong_settings_are_named(api: Api, cadre: Person, body: dict[str, Any], pointer: str) -> None:
    answer = api.as_(cadre).put("/api/v1/me/reminders", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_the_page_groups_messages_by_their_day(
    api: Api, cadre: Person, supervisor: Person, secondment: Secondment, three: None, write_record: Write
) -> None:
    record = write_record(secondment, "2026-04-15", RecordStatus.SUBMITTED)
    decide(api, supervisor, record, "approve")
    html = {"Accept": "text/html"}
    page = api.as_(cadre).get("/inbox", headers=html)
    assert page.status_code == 200
    for piece in ("4 条未读", "今天 · 4月15日 周三", "记录已通过", 'href="/days/2026-04-15"', "/inbox/read-all"):
        assert piece in page.text
    assert page.text.count("data-unread") == 4
    newest = items(api, cadre)[0]["created_at"]
    api.as_(cadre).post("/api/v1/inbox/read-all", json={"until": newest})
    read = api.as_(cadre).get("/inbox", headers=html).text
    assert ("没有未读消息" in read, "data-unread" in read, "全部已读" in read) == (True, False, False)
    assert "没有未读消息" in api.as_(cadre).get("/inbox?unread=true", headers=html).text
    assert "没有消息" in api.as_(supervisor).get("/inbox", headers=html).text


def test_the_settings_page_turns_the_reminder_off(api: Api, cadre: Person) -> None:
    html = {"Accept": "text/html"}
    assert 'aria-checked="true"' in api.as_(cadre).get("/me/reminders", headers=html).text
    api.as_(cadre).put("/api/v1/me/reminders", json={"muted": True})
    page = api.as_(cadre).get("/me/reminders", headers=html).text
    assert ('aria-checked="false"' in page, "已关闭" in page) == (True, True)
