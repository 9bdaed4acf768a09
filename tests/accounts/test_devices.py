"""Devices: listed with names that people use, ended one by one or all but this, and cookies renewed while in use."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import select

from app.accounts.devices import browser_of, program_of, system_of
from app.accounts.models import BrowserSession, Person
from app.accounts.passwords import hash_password
from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import NOWHERE, Api, County

PASSWORD = "云浦的第一场雪 2026"
NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)
PHONE = (
    "Mozilla/5.0 (Linux; Android 10; PCT-AL10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0 "
    "Mobile Safari/537.36 MicroMessenger/8.0.37"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
SESSIONS = "/api/v1/me/sessions"
NewClient = Callable[[], httpx.Client]


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def cadre(county: County, hashed: str) -> Person:
    return county.person("何景行", Role.CADRE, county.region, login="hejingxing", password_hash=hashed)


@pytest.fixture
def signed_in(new_client: NewClient, cadre: Person) -> Callable[[str], httpx.Client]:
    def signed_in_(user_agent: str) -> httpx.Client:
        client = new_client()
        client.headers["User-Agent"] = user_agent
        form = {"username": "hejingxing", "password": PASSWORD}
        assert client.post("/sign-in", data=form).status_code == 303
        return client

    return signed_in_


@pytest.fixture
def program(new_client: NewClient, cadre: Person) -> Callable[[], tuple[httpx.Client, str]]:
    """A program with its access token, and its refresh token."""

    def program_() -> tuple[httpx.Client, str]:
        client = new_client()
        client.headers["User-Agent"] = "payroll/2.1 httpx/0.28"
        form = {"grant_type": "password", "username": "hejingxing", "password": PASSWORD}
        tokens = client.post("/api/v1/auth/token", data=form).json()
        client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        return client, tokens["refresh_token"]

    return program_


def refreshed(client: httpx.Client, refresh_token: str) -> httpx.Response:
    client.headers.pop("Authorization", None)
    return client.post("/api/v1/auth/token", data={"grant_type": "refresh_token", "refresh_token": refresh_token})


def actions(county: County) -> list[tuple[str, dict[str, object]]]:
    with county.database.session(write=False) as session:
        found = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    return [(event.action.removeprefix("accounts."), event.facts) for event in found]


def works(client: httpx.Client) -> bool:
    return client.get("/api/v1/people").status_code == 200


def test_all_that_is_signed_in_is_listed(signed_in, program, county: County) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(PHONE)
        clock.shift(60)
        program()
        clock.shift(60)
        desk = signed_in(DESK)
        items = desk.get(SESSIONS).json()["items"]
        found = [(item["kind"], item["browser"], item["system"], item["current"]) for item in items]
        assert found == [
            ("desk", "Chrome", "Windows", True),
            ("program", "payroll", "", False),
            ("phone", "微信", "安卓手机", False),
        ]
        assert items[2]["started_at"] == "2026-04-07T04:00:00Z"
        page = desk.get("/me/devices", headers={"Accept": "text/html"}).text
        assert "微信 · 安卓手机" in page
        assert "退出其他所有设备" in page
        clock.shift(timedelta(minutes=31))
        again = signed_in(PHONE).get(SESSIONS).json()["items"]
        assert [item["kind"] for item in again] == ["phone", "program", "phone"]


def test_a_desk_ends_the_phone(signed_in, county: County) -> None:
    phone, desk = signed_in(PHONE), signed_in(DESK)
    other = next(item for item in desk.get(SESSIONS).json()["items"] if not item["current"])
    assert works(phone)
    assert desk.delete(f"{SESSIONS}/{other['id']}").status_code == 204
    assert (works(phone), works(desk)) == (False, True)
    assert desk.delete(f"{SESSIONS}/{other['id']}").status_code == 204
    assert [action for action in actions(county) if action[0] == "device-end"] == [("device-end", {"kind": "browser"})]
    gone = phone.get("/month?m=2026-03", headers={"Accept": "text/html"})
    assert (gone.status_code, gone.headers["location"]) == (303, "/sign-in?next=/month%3Fm%3D2026-03")


def test_a_program_is_ended_at_once(signed_in, program) -> None:
    (payroll, refresh), (other, other_refresh) = program(), program()
    desk = signed_in(DESK)
    mine = next(item for item in payroll.get(SESSIONS).json()["items"] if item["current"])
    assert desk.delete(f"{SESSIONS}/{mine['id']}").status_code == 204
    assert (works(payroll), works(desk)) == (False, True)
    assert refreshed(payroll, refresh).json()["code"] == "invalid-refresh-token"
    assert refreshed(other, other_refresh).status_code == 200


def test_a_refreshed_program_is_one_device(program) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client, refresh = program()
        clock.shift(300)
        tokens = refreshed(client, refresh).json()
        client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        (only,) = client.get(SESSIONS).json()["items"]
        assert (only["started_at"], only["last_seen_at"]) == ("2026-04-07T04:00:00Z", "2026-04-07T04:05:00Z")
        assert only["current"] is True


def test_ending_all_others(signed_in, program, county: County) -> None:
    phone, desk, (payroll, refresh) = signed_in(PHONE), signed_in(DESK), program()
    assert desk.post(f"{SESSIONS}/end-others").status_code == 204
    assert [works(client) for client in (phone, desk, payroll)] == [False, True, False]
    assert len(desk.get(SESSIONS).json()["items"]) == 1
    assert actions(county)[-1] == ("devices-end", {"sessions": 1, "tokens": 1})
    assert refreshed(payroll, refresh).status_code == 401


def test_a_program_that_ends_all_others_keeps_its_chain(signed_in, program) -> None:
    desk, (payroll, refresh) = signed_in(DESK), program()
    assert payroll.post(f"{SESSIONS}/end-others").status_code == 204
    assert (works(desk), works(payroll)) == (False, False)
    assert refreshed(payroll, refresh).status_code == 200


def test_nobody_elses_devices(signed_in, api: Api, county: County) -> None:
    desk = signed_in(DESK)
    (own,) = desk.get(SESSIONS).json()["items"]
    stranger = county.person("许文澜", Role.ORGADMIN, county.region)
    assert api.as_(stranger).get(SESSIONS).json()["items"] == []
    assert api.as_(stranger).delete(f"{SESSIONS}/{own['id']}").status_code == 404
    assert desk.delete(f"{SESSIONS}/{NOWHERE}").status_code == 404
    assert desk.delete(f"{SESSIONS}/not-an-id").status_code == 422
    assert api.anonymous.get(SESSIONS).status_code == 401
    assert api.anonymous.delete(f"{SESSIONS}/{own['id']}").status_code == 401
    assert api.anonymous.post(f"{SESSIONS}/end-others").status_code == 401
    assert works(desk)


def test_a_phones_cookie_is_renewed_once_a_day(app: FastAPI, signed_in, county: County) -> None:
    authority = app.state.authority
    with time_machine.travel(NOON, tick=False) as clock:
        client = signed_in(PHONE)
        assert "set-cookie" not in client.get("/api/v1/people").headers
        clock.shift(timedelta(days=1))
        authority.forget()
        renewed = client.get("/me/devices", headers={"Accept": "text/html"}).headers["set-cookie"]
        assert "Max-Age=2592000" in renewed
        assert renewed.startswith("jishi_session=")
        assert {"HttpOnly", "SameSite=lax"} <= set(renewed.split("; "))
        authority._clerk.submit(lambda: None).result()  # the last use is written by another thread
        with county.database.session(write=False) as session:
            row = session.exec(select(BrowserSession)).one()
        assert row.expires_at == NOON + timedelta(days=31)
        authority.forget()
        clock.shift(timedelta(hours=1))
        assert "set-cookie" not in client.get("/api/v1/people").headers


def test_a_desks_cookie_ends_with_the_browser(app: FastAPI, new_client: NewClient, cadre: Person) -> None:
    client = new_client()
    form = {"username": "hejingxing", "password": PASSWORD}
    with time_machine.travel(NOON, tick=False) as clock:
        assert "max-age" not in client.post("/sign-in", data=form).headers["set-cookie"].lower()
        clock.shift(timedelta(minutes=20))
        app.state.authority.forget()
        assert "set-cookie" not in client.get("/api/v1/people").headers


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (PHONE, "微信", "安卓手机"),
        (DESK, "Chrome", "Windows"),
        (PHONE.replace("MicroMessenger/8.0.37", "wxwork/4.1 MicroMessenger/7.0"), "企业微信", "安卓手机"),
        (PHONE.replace("MicroMessenger/8.0.37", "AliApp(DingTalk/7.0)"), "钉钉", "安卓手机"),
        (f"{DESK} Edg/120.0", "Edge", "Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 13_0 like Mac OS X) Mobile/15E148 Safari/604.1", "Safari", "苹果手机"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 Safari/605.1.15", "Safari", "Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox", "Linux"),
        (
            "Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 ArkWeb/4.1 Mobile",
            "华为浏览器",
            "鸿蒙",
        ),
        ("", "其他", ""),
    ],
)
def test_browsers_are_called_what_people_call_them(user_agent: str, browser: str, system: str) -> None:
    assert (browser_of(user_agent), system_of(user_agent)) == (browser, system)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [("payroll/2.1 httpx/0.28", "payroll"), ("", "其他"), (DESK, "Chrome"), ("<b>x</b>", "其他")],
)
def test_programs_are_called_what_they_call_themselves(user_agent: str, name: str) -> None:
    assert program_of(user_agent) == name
