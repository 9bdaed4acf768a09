"""Signing in by page and by token: success, refusals, lock-out, sessions and their ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import select

from app.accounts.models import BrowserSession, Person, PersonStatus
from app.accounts.passwords import hash_password, verify_password
from app.audit.models import AuditEvent
from app.core.actor import Role
from app.core.config import Settings
from app.main import create_app
from tests.factories import Api, County
from tests.support.client import client_of

PASSWORD = "云浦的第一场雪 2026"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 13_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def cadre(county: County, hashed: str) -> Person:
    return county.person("何景行", Role.CADRE, county.region, login="hejingxing", password_hash=hashed)


def by_form(client: httpx.Client, login: str = "hejingxing", password: str = PASSWORD, **more: str) -> httpx.Response:
    return client.post("/sign-in", data={"username": login, "password": password, **more})


def token(client: httpx.Client, **form: str) -> httpx.Response:
    return client.post("/api/v1/auth/token", data=form)


def by_password(client: httpx.Client, login: str = "hejingxing", password: str = PASSWORD) -> httpx.Response:
    return token(client, grant_type="password", username=login, password=password)


def actions(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]


def test_the_page_signs_in_and_goes_on(client: httpx.Client, county: County, cadre: Person) -> None:
    assert "挂职干部每日纪实" in client.get("/sign-in", headers={"Accept": "text/html"}).text
    answer = by_form(client, next="/month")
    assert (answer.status_code, answer.headers["location"]) == (303, "/month")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert client.get("/api/v1/people").json()["items"][0]["login"] == "hejingxing"
    assert actions(county) == ["accounts.sign-in"]


def test_the_cookie_is_secure_on_https(settings: Settings, database, portal, cadre: Person) -> None:
    app = create_app(settings.model_copy(update={"public_url": "https://jishi.example"}), database)
    with client_of(app, portal) as client:
        assert "secure" in by_form(client).headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "t", "/a\nb", ""]
)
def test_only_local_pages_are_gone_on_to(client: httpx.Client, cadre: Person, target: str) -> None:
    assert by_form(client, next=target).headers["location"] == "/"


def test_a_wrong_password_shows_the_form_again(client: httpx.Client, county: County, cadre: Person) -> None:
    answer = by_form(client, password="wrong", next="/month")
    assert answer.status_code == 401
    assert "账号或密码不对" in answer.text
    assert 'value="hejingxing"' in answer.text
    assert 'value="/month"' in answer.text
    assert "set-cookie" not in answer.headers
    assert actions(county) == ["accounts.sign-in-failed"]


def test_the_form_must_be_filled_in(client: httpx.Client, cadre: Person) -> None:
    answer = client.post("/sign-in", data={"username": "", "password": ""})
    assert (answer.status_code, "请填写账号和密码" in answer.text) == (422, True)


def test_a_new_session_has_a_new_secret_and_ends_the_old(client: httpx.Client, county: County, cadre: Person) -> None:
    client.cookies.set("jishi_session", "planted-by-somebody")
    by_form(client)
    first = client.cookies.get("jishi_session", domain="testserver.local")
    assert first not in (None, "planted-by-somebody")
    client.cookies.clear()
    client.cookies.set("jishi_session", first or "")
    by_form(client)
    with county.database.session(write=False) as session:
        rows = session.exec(select(BrowserSession).order_by(BrowserSession.created_at)).all()
    assert [row.ended_at is not None for row in rows] == [True, False]
    assert all(first not in (row.token_hash, "") for row in rows)


def test_signing_out_ends_the_session(new_client: Callable[[], httpx.Client], county: County, cadre: Person) -> None:
    client = new_client()
    by_form(client)
    stolen = dict(client.cookies)
    assert client.post("/sign-out").headers["location"] == "/sign-in"
    assert client.get("/api/v1/people").status_code == 401
    other = new_client()
    other.cookies.update(stolen)
    assert other.get("/api/v1/people").status_code == 401
    assert actions(county) == ["accounts.sign-in", "accounts.sign-out"]


def test_signing_out_everywhere(new_client: Callable[[], httpx.Client], county: County, cadre: Person) -> None:
    first, second, program = new_client(), new_client(), new_client()
    by_form(first)
    by_form(second)
    tokens = by_password(program).json()
    program.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    assert program.get("/api/v1/people").status_code == 200
    assert first.post("/api/v1/me/sign-out-everywhere").status_code == 204
    assert [client.get("/api/v1/people").status_code for client in (first, second, program)] == [401, 401, 401]
    del program.headers["Authorization"]
    again = token(program, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (again.status_code, again.json()["code"]) == (401, "invalid-refresh-token")
    assert "accounts.sign-out-everywhere" in actions(county)


def test_a_password_check_holds_no_connection(
    client: httpx.Client, cadre: Person, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def checked(password: str, stored: str | None) -> bool:
        held.append(county.database.engine.pool.checkedout())
        return verify_password(password, stored)

    for module in ("service_signin", "service_passwords"):
        monkeypatch.setattr(f"app.accounts.{module}.verify_password", checked)
    assert by_form(client).status_code == 303
    assert by_password(client).status_code == 200
    change = {"current": PASSWORD, "new": PASSWORD + "二"}
    assert client.post("/api/v1/me/password", json=change).status_code == 204
    assert held == [0, 0, 0]


def test_a_form_from_another_site_is_refused(client: httpx.Client, cadre: Person) -> None:
    foreign = {"Origin": "https://evil.example"}
    answer = client.post("/sign-in", data={"username": "hejingxing", "password": PASSWORD}, headers=foreign)
    assert answer.status_code == 403
    by_form(client)
    for credentials in ("Basic eDp5", "Bearer", "Bearer "):
        answer = client.post("/api/v1/me/sign-out-everywhere", headers=foreign | {"Authorization": credentials})
        assert answer.json()["code"] == "cross-origin"
    for path in ("/sign-out", "/preferences/care", "/api/v1/me/sign-out-everywhere", "/api/v1/units"):
        assert client.post(path, headers=foreign).json()["code"] == "cross-origin"
    assert client.get("/api/v1/people").status_code == 200


@pytest.mark.parametrize(
    ("agent", "alive", "idle"),
    [
        (PHONE, timedelta(days=6, hours=23), timedelta(days=7, minutes=1)),
        ("Mozilla/5.0 (X11)", timedelta(minutes=29), timedelta(minutes=31)),
    ],
    ids=["phone", "desk"],
)
def test_an_unused_session_ends(
    app: FastAPI, client: httpx.Client, cadre: Person, agent: str, alive: timedelta, idle: timedelta
) -> None:
    client.headers["User-Agent"] = agent
    with time_machine.travel(NOON, tick=False) as clock:
        by_form(client)
        clock.move_to(NOON + alive)
        app.state.authority.forget()
        assert client.get("/api/v1/people").status_code == 200
        app.state.authority.close()  # the last use is written by another thread
        app.state.authority.forget()
        clock.move_to(NOON + alive + idle)
        assert client.get("/api/v1/people").status_code == 401


def test_use_keeps_a_session_alive(app: FastAPI, county: County, client: httpx.Client, cadre: Person) -> None:
    authority = app.state.authority
    with time_machine.travel(NOON, tick=False) as clock:
        by_form(client)
        for minutes in (0, 0.5, 20, 45):
            clock.move_to(NOON + timedelta(minutes=minutes))
            authority.forget()
            assert client.get("/api/v1/people").status_code == 200
            settle(authority)
        with county.database.session(write=False) as session:
            row = session.exec(select(BrowserSession)).one()
        assert row.last_seen_at == NOON + timedelta(minutes=45)
        assert row.expires_at == NOON + timedelta(minutes=45, days=30)


def settle(authority) -> None:
    """Wait until the sessions' last uses are written."""
    authority._clerk.submit(lambda: None).result()


def test_guessing_from_one_address_does_not_lock_the_colleague_out(
    app: FastAPI, portal, county: County, cadre: Person
) -> None:
    with time_machine.travel(NOON, tick=False) as clock, from_address(app, portal, "203.0.113.9") as guesser:
        codes = [by_password(guesser, password=f"guess {n}").status_code for n in range(6)]
        assert codes == [401] * 5 + [429]
        answer = by_password(guesser)
        assert (answer.status_code, answer.json()["code"]) == (429, "too-many-failures")
        assert answer.headers["Retry-After"] == "30"
        page = by_form(guesser)
        assert (page.status_code, page.headers["Retry-After"]) == (429, "30")
        with from_address(app, portal, "198.51.100.7") as colleague:
            assert by_password(colleague).status_code == 200
        clock.shift(31)
        assert by_password(guesser, password="again").status_code == 401
        assert by_password(guesser).headers["Retry-After"] == "60"
        clock.shift(61)
        assert by_password(guesser).status_code == 200
        assert by_password(guesser, password="counted anew").status_code == 401
        assert by_password(guesser).status_code == 200


def test_an_unknown_login_is_locked_in_the_same_way(client: httpx.Client, cadre: Person) -> None:
    answers = [by_password(client, login="nobody", password="guess") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[0].json()["detail"] == by_password(client, password="guess").json()["detail"]


def test_an_address_that_tries_many_accounts_is_stopped(app: FastAPI, portal, cadre: Person, monkeypatch) -> None:
    monkeypatch.setattr("app.accounts.service_signin.verify_password", lambda password, stored: False)
    with from_address(app, portal, "203.0.113.9") as guesser:
        codes = [by_password(guesser, login=f"p{n}", password="x").status_code for n in range(52)]
    assert codes == [401] * 50 + [429] * 2
    with from_address(app, portal, "198.51.100.7") as colleague:
        assert by_password(colleague).status_code == 401


def test_a_buildings_daily_slips_do_not_add_up(app: FastAPI, portal, cadre: Person, monkeypatch) -> None:
    monkeypatch.setattr("app.accounts.service_signin.verify_password", lambda password, stored: password == PASSWORD)
    with from_address(app, portal, "203.0.113.9") as building:
        for day in range(30):
            codes = [by_password(building, login=f"p{day}.{n}", password="x").status_code for n in range(2)]
            assert [*codes, by_password(building).status_code] == [401, 401, 200]


def from_address(app: FastAPI, portal, address: str) -> httpx.Client:
    """A client whose requests come from an address of its own."""

    async def placed(scope, receive, send):
        await app({**scope, "client": (address, 40000)}, receive, send)

    return client_of(placed, portal)


@pytest.mark.parametrize("status", [PersonStatus.DISABLED])
def test_a_disabled_account_cannot_sign_in(county: County, client: httpx.Client, hashed: str, status) -> None:
    county.person("停用", Role.CADRE, county.region, login="gone", password_hash=hashed, status=status)
    assert by_password(client, login="gone").json()["code"] == "invalid-credentials"


def test_an_account_without_a_password_cannot_sign_in(county: County, client: httpx.Client) -> None:
    county.person("新来", Role.CADRE, county.region, login="new")
    assert by_password(client, login="new", password="").status_code == 422
    assert by_password(client, login="new", password="None").status_code == 401


def test_logins_are_case_insensitive(client: httpx.Client, cadre: Person) -> None:
    assert by_password(client, login=" HeJingXing ").status_code == 200


def test_preferences_are_kept_for_the_browser_and_the_person(
    client: httpx.Client, county: County, cadre: Person, api: Api
) -> None:
    by_form(client)
    answer = client.post("/preferences/locale", data={"value": "en", "next": "/sign-in"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert client.post("/preferences/care", data={"value": "1", "next": "//evil.example"}).headers["location"] == "/"
    assert "jishi_theme=dark" in client.post("/preferences/theme", data={"value": "dark"}).headers["set-cookie"]
    assert "jishi_theme=auto" in client.post("/preferences/theme", data={"value": "pink"}).headers["set-cookie"]
    assert "set-cookie" not in client.post("/preferences/locale", data={"value": "fr"}).headers
    with county.database.session(write=False) as session:
        kept = session.exec(select(Person).where(Person.id == cadre.id)).one()
    assert (kept.locale, kept.care) == ("en", True)
    signed_in_again = by_form(client)
    assert "jishi_locale=en" in str(signed_in_again.headers.multi_items())
    assert "jishi_care=1" in str(signed_in_again.headers.multi_items())


def test_anonymous_preferences_are_only_cookies(client: httpx.Client, county: County) -> None:
    answer = client.post("/preferences/locale", data={"value": "en", "next": "/sign-in"})
    assert answer.status_code == 303
    assert "Sign in" in client.get("/sign-in", headers={"Accept": "text/html"}).text
