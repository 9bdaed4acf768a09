"""Channels and the delivery log: for system administrators alone; no secrets, no addresses, no content."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.db import Database
from app.core.work import Work
from app.reminders.models import InboxMessage, ReminderSettings
from app.reminders.models_channels import (
    Channel,
    ChannelAddress,
    ChannelPause,
    ChannelSettings,
    Delivery,
    DeliveryAttempt,
    DeliveryState,
)
from tests.factories import Api, County

CHANNELS, LOG = "/api/v1/channels", "/api/v1/deliveries"
NOBODYS = "00000000-0000-7000-8000-000000000000"
NOON = datetime(2026, 4, 15, 12, 0, tzinfo=BEIJING)
HTML = {"Accept": "text/html"}


@pytest.fixture(autouse=True)
def configured(
    settings: Settings, calendar: None, travel: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mail is set up; WeCom lacks its secret. Wednesday at noon."""
    travel.move_to(NOON, tick=False)
    values = {"public_url": "https://jishi.example.gov.cn", "smtp_host": "mail.example.gov.cn"}
    for name, value in (values | {"smtp_from": "jishi@example.gov.cn", "wecom_corp_id": "ww1"}).items():
        monkeypatch.setattr(settings, name, value)
    monkeypatch.setattr(settings, "wecom_agent_id", 7)


@pytest.fixture
def runs(county: County) -> Person:
    return county.person("沈系统", Role.SYSADMIN)


@pytest.fixture
def cadre(county: County) -> Person:
    """Reached by mail, which is switched on."""
    person = county.person("周干部", Role.CADRE)
    county.add(
        ChannelSettings(channel=Channel.EMAIL, enabled=True, per_minute=60),
        ChannelAddress(person_id=person.id, channel=Channel.EMAIL, sealed="-"),
        ReminderSettings(person_id=person.id, channels=["email", "inbox"]),
    )
    return person


def deliver(county: County, person: Person, state: DeliveryState, at: datetime = NOON, **facts: Any) -> Delivery:
    """A delivery of a message, tried once."""
    message = InboxMessage(
        person_id=person.id, key=uuid4().hex, kind="workday-digest", title="今天的纪实还没有写", created_at=at
    )
    county.add(message)
    facts = {"channel": Channel.EMAIL, "attempts": 1, "failures": 0, "code": "smtp-550"} | facts
    row = Delivery(message_id=message.id, person_id=person.id, state=state, next_at=at, expires_at=at, **facts)
    row.created_at = at
    county.add(row)
    county.add(
        DeliveryAttempt(
            delivery_id=row.id,
            no=1,
            channel=row.channel,
            started_at=at,
            finished_at=at,
            outcome="refused",
            code=row.code,
        )
    )
    return row


def found(database: Database, row_id: UUID) -> Delivery:
    with Work(database, SYSTEM, writes=False) as work:
        row = work.session.exec(select(Delivery).where(Delivery.id == row_id)).one()
        work.rest()
    return row


def by_channel(answer: Any) -> dict[str, Any]:
    return {one["channel"]: one for one in answer.json()["items"]}


def test_what_is_missing_is_named_and_no_secret_told(
    api: Api, settings: Settings, runs: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = api.as_(runs).get(CHANNELS)
    told = by_channel(answer)
    assert {name: (one["configured"], one["enabled"]) for name, one in told.items()} == {
        "wecom": (False, False),
        "sms": (False, False),
        "email": (True, False),
        "dingtalk": (False, False),
    }
    assert told["wecom"]["missing"] == ["JISHI_WECOM_SECRET"]
    assert "mail.example.gov.cn" not in answer.text
    monkeypatch.setattr(settings, "public_url", None)
    assert by_channel(api.as_(runs).get(CHANNELS))["email"]["missing"] == ["JISHI_PUBLIC_URL"]
    page = api.as_(runs).get("/channels", headers=HTML).text
    assert ("JISHI_WECOM_SECRET" in page, "mail.example.gov.cn" in page) == (True, False)


def test_a_switch_and_its_limit_are_audited(api: Api, database: Database, runs: Person) -> None:
    client = api.as_(runs)
    answer = client.put(f"{CHANNELS}/email", json={"enabled": True, "per_minute": 30})
    assert (answer.status_code, answer.json()["enabled"], answer.headers["ETag"]) == (200, True, '"1"')
    assert client.put(f"{CHANNELS}/email", json={"enabled": True, "per_minute": 30}).json()["version"] == 1
    stale = client.put(f"{CHANNELS}/email", json={"enabled": False, "per_minute": 30}, headers={"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["current"]["per_minute"]) == (412, 30)
    with Work(database, SYSTEM, writes=False) as work:
        events = work.session.exec(select(AuditEvent).where(AuditEvent.action == "reminders.channel")).all()
        assert [event.facts for event in events] == [
            {"channel": "email", "enabled": True, "per_minute": 30, "was_enabled": False}
        ]


def test_what_is_not_set_up_cannot_be_switched_on(api: Api, runs: Person) -> None:
    answer = api.as_(runs).put(f"{CHANNELS}/wecom", json={"enabled": True, "per_minute": 30})
    assert (answer.status_code, answer.json()["code"]) == (409, "channel-unconfigured")
    assert "JISHI_WECOM_SECRET" in answer.json()["detail"]
    assert api.as_(runs).put(f"{CHANNELS}/wecom", json={"enabled": False, "per_minute": 30}).status_code == 200
    assert api.as_(runs).post(f"{CHANNELS}/wecom/test").json()["code"] == "channel-unconfigured"
    assert api.as_(runs).post(f"{CHANNELS}/email/test").json()["code"] == "no-address"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"enabled": True}, "/per_minute"),
        ({"enabled": True, "per_minute": 0}, "/per_minute"),
        ({"enabled": True, "per_minute": 6001}, "/per_minute"),
        ({"enabled": True, "per_minute": 1, "host": "evil.example"}, "/host"),
    ],
)
def test_wrong_switches_are_named(api: Api, runs: Person, body: dict[str, Any], pointer: str) -> None:
    answer = api.as_(runs).put(f"{CHANNELS}/email", json=body)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, [pointer])


def test_the_last_day_is_counted_by_channel(api: Api, county: County, runs: Person, cadre: Person) -> None:
    for state in (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SENDING):
        deliver(county, cadre, state)
    deliver(county, cadre, DeliveryState.UNKNOWN, at=NOON - timedelta(hours=25))
    county.add(ChannelPause(channel=Channel.EMAIL, until_at=NOON + timedelta(minutes=5), code="smtp-421"))
    email = by_channel(api.as_(runs).get(CHANNELS))["email"]
    assert email["last_day"] == {"waiting": 1, "sent": 2, "failed": 1, "unknown": 0, "dropped": 0}
    assert (email["pause_code"], email["paused_until"]) == ("smtp-421", "2026-04-15T04:05:00Z")
    assert "周干部" not in api.as_(runs).get("/channels", headers=HTML).text


def test_the_log_tells_names_but_no_address_and_no_content(
    api: Api, county: County, runs: Person, cadre: Person
) -> None:
    older = deliver(county, cadre, DeliveryState.SENT, at=NOON - timedelta(minutes=1))
    newer = deliver(county, cadre, DeliveryState.FAILED)
    client = api.as_(runs)
    first = client.get(f"{LOG}?limit=1").json()
    second = client.get(f"{LOG}?limit=1&cursor={first['next_cursor']}").json()
    assert [one["id"] for one in first["items"] + second["items"]] == [str(newer.id), str(older.id)]
    assert (first["items"][0]["person_name"], second["next_cursor"]) == ("周干部", None)
    assert [one["id"] for one in client.get(f"{LOG}?state=sent&channel=email").json()["items"]] == [str(older.id)]
    assert client.get(f"{LOG}?channel=sms").json()["items"] == []
    one = client.get(f"{LOG}/{newer.id}")
    assert [sending["outcome"] for sending in one.json()["sendings"]] == ["refused"]
    pages = [client.get(path, headers=HTML).text for path in ("/deliveries?state=failed", f"/deliveries/{newer.id}")]
    assert all("周干部" in page and "重发" in page for page in pages)
    assert all("纪实还没有写" not in text for text in (*pages, one.text))
    assert "没有这样的记录" in client.get("/deliveries?state=dropped", headers=HTML).text


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.UNKNOWN])
def test_what_failed_or_is_unknown_is_queued_once_more(
    api: Api, county: County, database: Database, runs: Person, cadre: Person, state: DeliveryState
) -> None:
    row = deliver(county, cadre, state, at=NOON - timedelta(days=1), failures=1)
    client = api.as_(runs)
    answer = client.post(f"{LOG}/{row.id}/resend", json={"version": 1})
    assert (answer.status_code, answer.json()["state"], answer.json()["can_resend"]) == (200, "waiting", False)
    queued = found(database, row.id)
    assert (queued.failures, queued.attempts, queued.next_at, queued.expires_at) == (0, 1, NOON, NOON.replace(hour=18))
    again = client.post(f"{LOG}/{row.id}/resend", json={"version": 1})
    assert (again.status_code, again.json()) == (200, answer.json())
    assert client.post(f"{LOG}/{row.id}/resend", json={"version": 3}).status_code == 412
    assert client.post(f"{LOG}/{row.id}/resend", json={"version": 2}).json()["code"] == "not-resendable"
    with Work(database, SYSTEM, writes=False) as work:
        (event,) = work.session.exec(select(AuditEvent).where(AuditEvent.action == "reminders.resend")).all()
        assert (event.subject_id, event.facts["was"], event.facts["channel"]) == (str(row.id), state.value, "email")


@pytest.mark.parametrize(
    ("asked_at", "opens"),
    [
        (NOON.replace(hour=7), NOON.replace(hour=9)),
        (NOON.replace(hour=17, minute=59, second=30), NOON.replace(day=16, hour=9)),
        (NOON.replace(hour=20), NOON.replace(day=16, hour=9)),
        (NOON.replace(day=18, hour=12), NOON.replace(day=20, hour=9)),
    ],
)
def test_a_second_time_waits_for_the_hours_of_reminders(
    api: Api,
    county: County,
    database: Database,
    runs: Person,
    cadre: Person,
    travel: time_machine.Traveller,
    asked_at: datetime,
    opens: datetime,
) -> None:
    row = deliver(county, cadre, DeliveryState.FAILED)
    travel.move_to(asked_at, tick=False)
    assert api.as_(runs).post(f"{LOG}/{row.id}/resend", json={"version": 1}).status_code == 200
    queued = found(database, row.id)
    assert (queued.next_at, queued.expires_at) == (opens, opens.replace(hour=18))


@pytest.mark.parametrize("state", [one for one in DeliveryState if one.value not in ("failed", "unknown")])
def test_nothing_else_is_sent_again(
    api: Api, county: County, runs: Person, cadre: Person, state: DeliveryState
) -> None:
    row = deliver(county, cadre, state)
    answer = api.as_(runs).post(f"{LOG}/{row.id}/resend", json={"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "not-resendable")


def test_nobody_is_reached_who_has_left_the_channel(api: Api, county: County, runs: Person, cadre: Person) -> None:
    row = deliver(county, cadre, DeliveryState.FAILED)
    api.as_(cadre).put("/api/v1/me/reminders", json={"muted": True})
    answer = api.as_(runs).post(f"{LOG}/{row.id}/resend", json={"version": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "nobody-wants")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", CHANNELS, None),
        ("PUT", f"{CHANNELS}/email", {"enabled": True, "per_minute": 1}),
        ("POST", f"{CHANNELS}/email/test", None),
        ("GET", LOG, None),
        ("GET", f"{LOG}/{NOBODYS}", None),
        ("POST", f"{LOG}/{NOBODYS}/resend", {"version": 1}),
    ],
)
def test_only_system_administrators(
    api: Api, county: County, runs: Person, method: str, path: str, body: dict[str, Any] | None
) -> None:
    assert api.anonymous.request(method, path, json=body).status_code == 401
    assert api.as_(county.person("赵组织", Role.ORGADMIN)).request(method, path, json=body).status_code == 403
    assert api.as_client(county.api_client(*Scope)).request(method, path, json=body).status_code == 403
    if LOG in path and path != LOG:
        assert api.as_(runs).request(method, path, json=body).status_code == 404
