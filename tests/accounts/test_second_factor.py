"""The second factor: turning it on and off, signing in with it by page and by token, and losing it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pyotp
import pytest
import time_machine
from sqlmodel import select

from app.accounts import throttle
from app.accounts.models import Person
from app.accounts.models_access import RecoveryCode, SecondFactor
from app.accounts.passwords import hash_password
from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import NOWHERE, Api, County

PASSWORD = "云浦的第一场雪 2026"
NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)
FACTOR = "/api/v1/me/second-factor"
NewClient = Callable[[], httpx.Client]


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def finance(county: County, hashed: str) -> Person:
    unit = county.region
    return county.person("程以宁", Role.FINANCE, unit, login="chengyn", password_hash=hashed, home_unit_id=unit.id)


def sign_in(client: httpx.Client, password: str = PASSWORD, **more: str) -> httpx.Response:
    return client.post("/sign-in", data={"username": "chengyn", "password": password, **more})


def second(client: httpx.Client, page: httpx.Response, otp: str) -> httpx.Response:
    """The second step's form, as the page gave it."""
    half = page.text.partition('name="half" value="')[2].partition('"')[0]
    going = page.text.partition('name="next" value="')[2].partition('"')[0]
    return client.post("/sign-in/otp", data={"half": half, "otp": otp, "next": going})


def token(client: httpx.Client, **more: str) -> httpx.Response:
    form = {"grant_type": "password", "username": "chengyn", "password": PASSWORD}
    return client.post("/api/v1/auth/token", data=form | more)


def turn_on(client: httpx.Client) -> tuple[pyotp.TOTP, list[str]]:
    """A signed-in client's authenticator and recovery codes."""
    begun = client.post(FACTOR, json={"current": PASSWORD}).json()
    totp = pyotp.TOTP(begun["secret"])
    answer = client.post(f"{FACTOR}/confirm", json={"otp": totp.now()})
    assert answer.status_code == 200
    return totp, answer.json()["codes"]


def events(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        found = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    return [event.action.removeprefix("accounts.") for event in found]


def test_turning_it_on_and_signing_in_with_it(new_client: NewClient, county: County, finance: Person) -> None:
    desk, phone = new_client(), new_client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(phone)
        sign_in(desk)
        begun = desk.post(FACTOR, json={"current": PASSWORD})
        assert begun.status_code == 201
        assert begun.json()["address"].startswith("otpauth://totp/")
        assert begun.json()["picture"].startswith("data:image/svg+xml")
        assert desk.get(FACTOR).json()["enabled"] is False
        totp = pyotp.TOTP(begun.json()["secret"])
        wrong = desk.post(f"{FACTOR}/confirm", json={"otp": "000000"})
        assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/otp")
        codes = desk.post(f"{FACTOR}/confirm", json={"otp": totp.now()}).json()["codes"]
        assert (len(set(codes)), {len(code) for code in codes}) == (8, {17})
        assert [client.get("/api/v1/people").status_code for client in (desk, phone)] == [200, 401]
        assert desk.get(FACTOR).json()["recovery_codes_left"] == 8
        clock.shift(60)
        page = sign_in(phone, next="/month")
        assert page.status_code == 200
        assert "set-cookie" not in page.headers
        assert second(phone, page, "123456").status_code == 401
        done = second(phone, page, f"{totp.now()[:3]} {totp.now()[3:]}")
        assert (done.status_code, done.headers["location"]) == (303, "/month")
        assert phone.get("/api/v1/people").status_code == 200
    assert events(county)[-4:] == ["second-factor-begin", "second-factor-on", "sign-in-failed", "sign-in"]


def test_a_code_serves_once_and_its_neighbours_while_they_are_near(
    new_client: NewClient, finance: Person, county: County
) -> None:
    client = new_client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        totp, _ = turn_on(client)
        assert token(client, otp=totp.now()).json()["code"] == "invalid-otp"
        clock.shift(60)
        before, present, after = (totp.at(NOON + timedelta(seconds=60 + step * 30)) for step in (-1, 0, 1))
        assert token(client, otp=totp.at(NOON + timedelta(seconds=120))).json()["code"] == "invalid-otp"
        assert token(client, otp=before).status_code == 200
        assert token(client, otp=present).status_code == 200
        assert token(client, otp=before).json()["code"] == "invalid-otp"
        assert token(client, otp=after).status_code == 200
        assert token(client, otp=present).json()["code"] == "invalid-otp"


def test_the_api_asks_for_the_code(new_client: NewClient, finance: Person, county: County) -> None:
    client = new_client()
    sign_in(client)
    totp, codes = turn_on(client)
    program = new_client()
    answer = token(program)
    assert (answer.status_code, answer.json()["code"]) == (401, "otp-required")
    assert token(program, password="wrong", otp=codes[0]).json()["code"] == "invalid-credentials"
    assert token(program, otp=codes[0].lower().replace("-", "")).status_code == 200
    assert token(program, otp=codes[0]).json()["code"] == "invalid-otp"
    assert token(program, otp="x" * 41).status_code == 422
    with county.database.session(write=False) as session:
        used = [code.used_at is not None for code in session.exec(select(RecoveryCode)).all()]
        secret = session.exec(select(SecondFactor)).one().secret
    assert sorted(used) == [False] * 7 + [True]
    assert totp.secret not in secret


def test_wrong_codes_count_as_wrong_passwords_do(new_client: NewClient, finance: Person) -> None:
    client = new_client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        totp, _ = turn_on(client)
        guesser = new_client()
        page = sign_in(guesser)
        clock.shift(60)
        answers = [second(guesser, page, "000000").status_code for _ in range(5)]
        assert answers == [401] * 5
        assert second(guesser, page, totp.now()).status_code == 429
        assert (sign_in(guesser).status_code, sign_in(guesser, "wrong").status_code) == (429, 429)
        assert token(guesser).json()["code"] == token(guesser, password="wrong").json()["code"] == "too-many-failures"
        clock.shift(31)
        assert second(guesser, page, totp.now()).status_code == 303


def test_codes_are_guessed_from_many_addresses_in_vain(
    new_client: NewClient, finance: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = new_client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        totp, _ = turn_on(client)
        clock.shift(60)
        tries = iter(range(100))
        monkeypatch.setattr(throttle, "account_key", lambda address, login: f"from the {next(tries)}th address")
        answers = [token(client, otp="000000").json()["code"] for _ in range(11)]
        assert answers == ["invalid-otp"] * 10 + ["too-many-failures"]
        assert token(client).json()["code"] == "otp-required"
        assert token(client, otp=totp.now()).json()["code"] == "too-many-failures"


def test_the_first_step_counts_for_five_minutes_and_one_password(
    new_client: NewClient, finance: Person, county: County, api: Api
) -> None:
    client = new_client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        totp, codes = turn_on(client)
        page = sign_in(new_client())
        clock.shift(400)
        late = second(client, page, totp.now())
        assert (late.status_code, "等得太久" in late.text, "密码" in late.text) == (401, True, True)
        page = sign_in(new_client())
        sysadmin = county.person("系统", Role.SYSADMIN)
        api.as_(sysadmin).post(f"/api/v1/people/{finance.id}/reset-code")
        assert "等得太久" in second(client, page, codes[0]).text
        forged = client.post("/sign-in/otp", data={"half": "e30.e30.x", "otp": codes[0]})
        assert (forged.status_code, "等得太久" in forged.text) == (401, True)
        assert client.post("/sign-in/otp", data={"half": "x", "otp": " "}).status_code == 422


def test_a_half_sign_in_is_no_access_token(new_client: NewClient, finance: Person) -> None:
    client = new_client()
    sign_in(client)
    turn_on(client)
    page = sign_in(new_client())
    half = page.text.partition('name="half" value="')[2].partition('"')[0]
    answer = new_client().get("/api/v1/people", headers={"Authorization": f"Bearer {half}"})
    assert answer.status_code == 401


def test_a_reset_code_does_not_stand_in_for_the_second_factor(
    new_client: NewClient, finance: Person, county: County, api: Api
) -> None:
    client = new_client()
    sign_in(client)
    _, codes = turn_on(client)
    sysadmin = county.person("系统", Role.SYSADMIN)
    code = api.as_(sysadmin).post(f"/api/v1/people/{finance.id}/reset-code").json()["code"]
    page = sign_in(client, code)
    assert page.status_code == 200
    assert second(client, page, codes[0]).status_code == 303
    assert sign_in(new_client(), code).status_code == 401


def test_only_those_who_keep_money_or_accounts_are_offered_it(api: Api, county: County, hashed: str) -> None:
    cadre = county.person("何景行", Role.CADRE, county.region, password_hash=hashed)
    assert api.as_(cadre).get(FACTOR).json()["available"] is False
    assert api.as_(cadre).post(FACTOR, json={"current": PASSWORD}).status_code == 403
    assert api.as_(cadre).post(f"{FACTOR}/confirm", json={"otp": "000000"}).status_code == 403
    assert api.anonymous.post(FACTOR, json={"current": PASSWORD}).status_code == 401
    for role in (Role.FINANCE, Role.ORGADMIN, Role.SYSADMIN):
        person = county.person("要员", role, county.region, password_hash=hashed)
        assert api.as_(person).get(FACTOR).json()["available"] is True


def test_turning_it_on_takes_the_password(api: Api, finance: Person) -> None:
    wrong = api.as_(finance).post(FACTOR, json={"current": "guess"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/current")
    assert api.as_(finance).post(f"{FACTOR}/confirm", json={"otp": "000000"}).json()["code"] == "second-factor-off"
    assert api.as_(finance).post(FACTOR, json={"current": PASSWORD, "more": 1}).status_code == 422


def test_it_is_turned_on_once_and_off_by_password_and_code(
    new_client: NewClient, finance: Person, county: County
) -> None:
    client = new_client()
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        totp, codes = turn_on(client)
        assert client.post(FACTOR, json={"current": PASSWORD}).json()["code"] == "second-factor-on"
        clock.shift(60)
        assert client.post(f"{FACTOR}/confirm", json={"otp": totp.now()}).json()["code"] == "second-factor-on"
        fresh = client.post(f"{FACTOR}/recovery-codes", json={"otp": totp.now()}).json()["codes"]
        assert set(fresh).isdisjoint(codes)
        off = {"current": PASSWORD, "otp": codes[0]}
        refused = client.post(f"{FACTOR}/turn-off", json=off)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/otp")
        wrong = client.post(f"{FACTOR}/turn-off", json=off | {"current": "guess"})
        assert wrong.json()["errors"][0]["pointer"] == "/current"
        assert client.post(f"{FACTOR}/turn-off", json=off | {"otp": fresh[0]}).status_code == 204
        assert client.post(f"{FACTOR}/turn-off", json=off).json()["code"] == "second-factor-off"
        assert client.post(f"{FACTOR}/recovery-codes", json={"otp": "1"}).json()["code"] == "second-factor-off"
        assert sign_in(new_client()).status_code == 303
    assert "second-factor-off" in events(county)


def test_another_administrator_removes_a_lost_one(
    new_client: NewClient, finance: Person, county: County, api: Api, hashed: str
) -> None:
    client = new_client()
    sign_in(client)
    turn_on(client)
    path = f"/api/v1/people/{finance.id}/second-factor/remove"
    orgadmin = county.person("组织部", Role.ORGADMIN, county.region)
    sysadmin = county.person("系统", Role.SYSADMIN, login="sys", password_hash=hashed)
    assert api.anonymous.post(path).status_code == 401
    assert api.as_(orgadmin).post(path).status_code == 403
    assert api.as_(county.person("干部", Role.CADRE, county.region)).post(path).status_code == 404
    own = f"/api/v1/people/{sysadmin.id}/second-factor/remove"
    assert api.as_(sysadmin).post(own).status_code == 403
    assert api.as_(sysadmin).post(f"/api/v1/people/{NOWHERE}/second-factor/remove").status_code == 404
    page = api.as_(sysadmin).get(f"/people/{finance.id}", headers={"Accept": "text/html"}).text
    assert "解除两步验证" in page
    assert api.as_(sysadmin).post(path).status_code == 204
    assert api.as_(sysadmin).post(path).json()["code"] == "second-factor-off"
    assert client.get("/api/v1/people").status_code == 401
    assert sign_in(client).status_code == 303
    assert "second-factor-remove" in events(county)


def test_a_lost_data_key_leaves_the_recovery_codes(new_client: NewClient, app, finance: Person, settings) -> None:
    client = new_client()
    sign_in(client)
    totp, codes = turn_on(client)
    kept, key = app.state.settings, "another data key of the tests, long"
    app.state.settings = kept.model_copy(update={"data_key": type(kept.data_key)(key)})
    assert token(client, otp=totp.now()).json()["code"] == "second-factor-unreadable"
    assert token(client, otp=codes[0]).status_code == 200
    app.state.settings = kept


def test_a_changed_data_key_seals_anew(new_client: NewClient, app, finance: Person, county: County) -> None:
    client = new_client()

    def sealed() -> str:
        with county.database.session(write=False) as session:
            return session.exec(select(SecondFactor)).one().secret

    with time_machine.travel(NOON, tick=False) as clock:
        sign_in(client)
        totp, _ = turn_on(client)
        before, kept = sealed(), app.state.settings
        fresh = type(kept.data_key)("another data key of the tests, long")
        app.state.settings = kept.model_copy(update={"data_key": fresh, "previous_data_keys": [kept.data_key]})
        clock.shift(60)
        assert token(client, otp=totp.now()).status_code == 200
        assert sealed() != before
        app.state.settings = kept.model_copy(update={"data_key": fresh})
        clock.shift(60)
        assert token(client, otp=totp.now()).status_code == 200
        app.state.settings = kept


def test_the_owner_is_told(new_client: NewClient, finance: Person, county: County, api: Api) -> None:
    client = new_client()
    sign_in(client)
    _, codes = turn_on(client)
    second(client, sign_in(client), codes[0])
    sysadmin = county.person("沈维之", Role.SYSADMIN)
    api.as_(sysadmin).post(f"/api/v1/people/{finance.id}/second-factor/remove")
    api.as_(sysadmin).post(f"/api/v1/people/{finance.id}/reset-code")
    told = [message["title"] for message in new_inbox(api, finance, county)]
    assert [
        any(word in title for title in told) for word in ("还剩 7 个恢复码", "解除了您的两步验证", "生成了重置码")
    ] == [True] * 3
    assert all("沈维之" in title for title in told if "恢复码登录" not in title)


def new_inbox(api: Api, person: Person, county: County) -> list[dict[str, str]]:
    """What waits for somebody, by a token of the account as it is now."""
    with county.database.session(write=False) as session:
        present = session.exec(select(Person).where(Person.id == person.id)).one()
    found: list[dict[str, str]] = api.as_(present).get("/api/v1/inbox").json()["items"]
    return found


def test_a_first_code_is_no_news(api: Api, county: County) -> None:
    admin = county.person("组织部", Role.ORGADMIN, county.region)
    person = county.person("初来", Role.CADRE, county.region)
    assert api.as_(admin).post(f"/api/v1/people/{person.id}/reset-code").status_code == 201
    assert new_inbox(api, person, county) == []
