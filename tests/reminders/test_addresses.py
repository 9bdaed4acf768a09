"""Where a person is reached: their own entry, sealed, masked, chosen with the first address, gone when taken out."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.config import Settings
from app.core.db import Database
from app.core.sealing import SealBroken, sealer_of
from app.core.work import Work
from app.reminders.channels.base import Answer, Notice, Verdict
from app.reminders.channels.house import House
from app.reminders.models_channels import Channel, ChannelAddress, ChannelSettings
from app.reminders.service_addresses import PURPOSE, address_of
from tests.factories import Api, County

OWN = "/api/v1/me/reminders"
EMAIL = f"{OWN}/addresses/email"
GOOD = {"wecom": "zhou.min", "sms": "13812345678", "email": "zhou@example.gov.cn", "dingtalk": "manager4220"}
MASKED = {"wecom": "zh***", "sms": "138****5678", "email": "z***@example.gov.cn", "dingtalk": "ma***"}


@pytest.fixture(autouse=True)
def configured(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the operator may set, and every channel but SMS switched on."""
    values: dict[str, Any] = {"public_url": "https://jishi.example.gov.cn", "sms_url": "https://sms.example.cn/send"}
    values |= {"smtp_host": "mail.example.gov.cn", "smtp_from": "jishi@example.gov.cn"}
    values |= {"wecom_corp_id": "ww1", "wecom_agent_id": 7, "wecom_secret": "s"}
    values |= {"dingtalk_app_key": "k", "dingtalk_app_secret": "s", "dingtalk_agent_id": 7}
    for name, value in values.items():
        monkeypatch.setattr(settings, name, value)


@pytest.fixture
def person(county: County) -> Person:
    county.add(*(ChannelSettings(channel=one, enabled=one is not Channel.SMS) for one in Channel))
    return county.person("周干部", Role.CADRE)


@pytest.fixture
def sends(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answer], list[tuple[str, Notice]]]:
    """Every channel answers the same; what it was given is listed. The network is all that is replaced."""

    def arrange(answer: Answer) -> list[tuple[str, Notice]]:
        taken: list[tuple[str, Notice]] = []

        class Wire:
            def send(self, address: str, notice: Notice) -> Answer:
                taken.append((address, notice))
                return answer

        monkeypatch.setattr(House, "sender", lambda _house, _channel: Wire())
        return taken

    return arrange


def rows(database: Database) -> list[ChannelAddress]:
    with Work(database, SYSTEM, writes=False) as work:
        found = list(work.session.exec(select(ChannelAddress)))
        work.rest()
    return found


def trail(database: Database) -> list[tuple[str, dict[str, Any]]]:
    with Work(database, SYSTEM, writes=False) as work:
        events = work.session.exec(select(AuditEvent).where(AuditEvent.action.startswith("reminders.")))
        return [(event.action, event.facts) for event in events]


def test_the_first_address_chooses_its_channel(
    api: Api, database: Database, settings: Settings, person: Person
) -> None:
    client = api.as_(person)
    before = client.get(OWN).json()
    assert (before["available"], before["addresses"], before["channels"]) == (
        ["wecom", "email", "dingtalk"],
        [],
        ["inbox"],
    )
    answer = client.put(EMAIL, json={"address": " zhou@example.gov.cn "})
    assert (answer.status_code, answer.json()["masked"], answer.headers["ETag"]) == (201, "z***@example.gov.cn", '"1"')
    after = client.get(OWN).json()
    assert (after["channels"], [one["channel"] for one in after["addresses"]]) == (["email", "inbox"], ["email"])
    assert client.put(EMAIL, json={"address": "zhou@example.gov.cn"}).status_code == 200
    (row,) = rows(database)
    assert address_of(row, sealer_of(settings)) == "zhou@example.gov.cn"
    assert "zhou" not in row.sealed
    assert trail(database) == [("reminders.address", {"channel": "email", "replaced": False})]


def test_a_seal_is_bound_to_its_row(api: Api, database: Database, settings: Settings, person: Person) -> None:
    api.as_(person).put(EMAIL, json={"address": "zhou@example.gov.cn"})
    (row,) = rows(database)
    with pytest.raises(SealBroken):
        sealer_of(settings).open(row.sealed, purpose=PURPOSE, bound_to=person.id.hex)


@pytest.mark.parametrize("channel", ["wecom", "email", "dingtalk"])
def test_every_channel_masks_its_own_way(api: Api, person: Person, channel: str) -> None:
    answer = api.as_(person).put(f"{OWN}/addresses/{channel}", json={"address": GOOD[channel]})
    assert (answer.status_code, answer.json()["masked"]) == (201, MASKED[channel])


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "zhou"),
        ("email", "zhou@example"),
        ("email", "a@b.cn\r\nRCPT TO:<c@d.cn>"),
        ("email", "周@example.cn"),
        ("email", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.cn"),
        ("wecom", "@all"),
        ("wecom", "a|b"),
        ("wecom", "周敏"),
        ("dingtalk", "a,b"),
    ],
)
def test_what_a_channel_cannot_write_to_is_refused(api: Api, person: Person, channel: str, address: str) -> None:
    answer = api.as_(person).put(f"{OWN}/addresses/{channel}", json={"address": address})
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (422, ["/address"])


def test_a_number_is_kept_without_its_spaces(api: Api, county: County, database: Database, settings: Settings) -> None:
    """Whoever runs the channels tries one before it is switched on."""
    runs = county.person("沈系统", Role.SYSADMIN)
    answer = api.as_(runs).put(f"{OWN}/addresses/sms", json={"address": "+86 138-1234 5678"})
    assert (answer.status_code, answer.json()["masked"]) == (201, MASKED["sms"])
    (row,) = rows(database)
    assert address_of(row, sealer_of(settings)) == "13812345678"
    for wrong in ("1381234567", "23812345678", "138123456789", "１３８１２３４５６７８"):
        assert api.as_(runs).put(f"{OWN}/addresses/sms", json={"address": wrong}).status_code == 422


def test_a_channel_that_is_off_or_not_set_up_is_not_offered(
    api: Api, settings: Settings, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api.as_(person)
    answer = client.put(f"{OWN}/addresses/sms", json={"address": GOOD["sms"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "channel-closed")
    monkeypatch.setattr(settings, "smtp_host", "")
    assert client.put(EMAIL, json={"address": GOOD["email"]}).status_code == 409
    assert client.get(OWN).json()["available"] == ["wecom", "dingtalk"]


def test_replaced_under_its_version_and_taken_out(api: Api, database: Database, person: Person) -> None:
    client = api.as_(person)
    client.put(EMAIL, json={"address": GOOD["email"]})
    stale = client.put(EMAIL, json={"address": "new@example.gov.cn"}, headers={"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["current"]["masked"]) == (412, MASKED["email"])
    assert client.put(EMAIL, json={"address": "new@example.gov.cn"}, headers={"If-Match": '"1"'}).status_code == 200
    assert client.delete(EMAIL).status_code == 204
    assert client.delete(EMAIL).status_code == 404
    own = client.get(OWN).json()
    assert (own["channels"], own["addresses"], rows(database)) == (["inbox"], [], [])
    assert [action for action, _ in trail(database)] == [
        "reminders.address",
        "reminders.address",
        "reminders.address-remove",
    ]
    assert "example" not in repr(trail(database))


def test_only_what_can_be_reached_is_chosen(api: Api, person: Person) -> None:
    client = api.as_(person)
    answer = client.put(OWN, json={"muted": False, "channels": ["inbox", "sms", "wecom"]})
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/channels/1", "channel-closed"),
        ("/channels/2", "no-address"),
    ]
    client.put(EMAIL, json={"address": GOOD["email"]})
    assert client.put(OWN, json={"muted": True}).json()["channels"] == ["email", "inbox"]
    off = client.put(OWN, json={"muted": True, "channels": ["inbox"]}).json()
    assert (off["channels"], len(off["addresses"])) == (["inbox"], 1)
    assert client.put(OWN, json={"muted": False, "channels": ["inbox", "email"]}).json()["channels"] == [
        "email",
        "inbox",
    ]


@pytest.mark.parametrize(("method", "path"), [("PUT", EMAIL), ("DELETE", EMAIL), ("POST", f"{EMAIL}/test")])
def test_strangers_and_programs_have_no_address(county: County, api: Api, method: str, path: str) -> None:
    body = {"address": GOOD["email"]} if method == "PUT" else None
    assert api.anonymous.request(method, path, json=body).status_code == 401
    assert api.as_client(county.api_client(*Scope)).request(method, path, json=body).status_code == 403


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(Verdict.ACCEPTED, "ok"), "已接收"),
        (Answer(Verdict.REFUSED, "smtp-550"), "请检查地址是否正确（smtp-550）"),
        (Answer(Verdict.LATER, "connect"), "连不上对方系统"),
        (Answer(Verdict.LATER, "smtp-535"), "不认可本系统"),
        (Answer(Verdict.UNKNOWN, "timeout"), "可能已经收到"),
    ],
)
def test_a_test_says_plainly_what_came_of_it(
    api: Api, person: Person, sends: Callable[[Answer], list[tuple[str, Notice]]], answer: Answer, words: str
) -> None:
    taken, client = sends(answer), api.as_(person)
    assert client.post(f"{EMAIL}/test").json()["code"] == "no-address"
    client.put(EMAIL, json={"address": GOOD["email"]})
    told = client.post(f"{EMAIL}/test")
    assert (told.status_code, told.json()["outcome"], told.json()["code"]) == (200, answer.verdict, answer.code)
    assert words in told.json()["said"]
    ((address, notice),) = taken
    assert (address, notice.link) == (GOOD["email"], "https://jishi.example.gov.cn/inbox")
    assert notice.text == "你有1项待办（测试）"


def test_six_tests_an_hour(
    api: Api,
    database: Database,
    person: Person,
    sends: Callable[[Answer], list[tuple[str, Notice]]],
    travel: time_machine.Traveller,
) -> None:
    taken, client = sends(Answer(Verdict.ACCEPTED, "ok")), api.as_(person)
    client.put(EMAIL, json={"address": GOOD["email"]})
    statuses = [client.post(f"{EMAIL}/test").status_code for _ in range(7)]
    assert (statuses, len(taken)) == ([200] * 6 + [429], 6)
    assert trail(database).count(("reminders.test", {"channel": "email"})) == 6
    travel.shift(timedelta(hours=1, minutes=1))
    assert api.as_(person).post(f"{EMAIL}/test").status_code == 200


def test_ones_own_copy_holds_the_whole_address(api: Api, person: Person) -> None:
    client = api.as_(person)
    client.put(EMAIL, json={"address": GOOD["email"]})
    archive = ZipFile(BytesIO(client.get("/api/v1/me/data").content))
    held = json.loads(archive.read("my-data.json"))["sections"]["channel_addresses"]["rows"]
    assert [(row["channel"], row["address"]) for row in held] == [("email", GOOD["email"])]


def test_the_page_offers_what_the_county_offers(api: Api, person: Person) -> None:
    client, html = api.as_(person), {"Accept": "text/html"}
    page = client.get("/me/reminders", headers=html).text
    assert [word in page for word in ("企业微信", "短信", "电子邮件", "钉钉")] == [True, False, True, True]
    client.put(EMAIL, json={"address": GOOD["email"]})
    page = client.get("/me/reminders", headers=html).text
    assert ("z***@example.gov.cn" in page, GOOD["email"] in page, "发一条测试" in page) == (True, False, True)
