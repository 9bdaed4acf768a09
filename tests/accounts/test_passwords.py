"""Changing one's password, reset codes, and passwords that somebody else set."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import Api, County
from tests.support.hashing import IN_SERVICE

PASSWORD = "云浦的第一场雪 2026"
BETTER = "清水河边种过三年的树"
NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def cadre(county: County, hashed: str) -> Person:
    return county.person("何景行", Role.CADRE, county.region, login="hejingxing", password_hash=hashed)


def sign_in(client: httpx.Client, password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"username": "hejingxing", "password": password}).status_code


def change(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post("/api/v1/me/password", json=body)


def actions(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]


def test_a_new_password_ends_every_other_session(
    new_client: Callable[[], httpx.Client], county: County, cadre: Person
) -> None:
    mine, other = new_client(), new_client()
    assert (sign_in(mine), sign_in(other)) == (303, 303)
    assert change(mine, current=PASSWORD, new=BETTER).status_code == 204
    assert [client.get("/api/v1/people").status_code for client in (mine, other)] == [200, 401]
    assert sign_in(new_client()) == 401
    assert sign_in(new_client(), BETTER) == 303
    assert "accounts.password-change" in actions(county)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ("短短的九个字符呀", "password-short"),
        ("hejingxing", "password-login"),
        ("HeJingXing1", "password-login"),
        ("Password123", "password-common"),
        ("1111111111", "password-common"),
        ("abcabcabcabc", "password-common"),
        (PASSWORD, "password-same"),
    ],
)
def test_a_weak_password_is_refused(client: httpx.Client, cadre: Person, new: str, code: str) -> None:
    sign_in(client)
    answer = change(client, current=PASSWORD, new=new)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/new", code)]


def test_the_present_password_must_be_known(client: httpx.Client, county: County, cadre: Person) -> None:
    sign_in(client)
    assert change(client, new=BETTER).json()["errors"][0]["pointer"] == "/current"
    codes = [change(client, current=f"guess {n}", new=BETTER).status_code for n in range(5)]
    assert codes == [422] * 4 + [429]
    assert change(client, current=PASSWORD, new=BETTER, surprise=1).json()["errors"][0]["pointer"] == "/surprise"


def test_the_anonymous_have_no_password(client: httpx.Client, county: County) -> None:
    assert change(client, current=PASSWORD, new=BETTER).status_code == 401
    assert client.post("/api/v1/me/sign-out-everywhere").status_code == 401


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def test_a_reset_code_works_once_and_asks_for_a_new_password(
    new_client: Callable[[], httpx.Client], county: County, cadre: Person, orgadmin: httpx.Client
) -> None:
    signed_in = new_client()
    sign_in(signed_in)
    answer = orgadmin.post(f"/api/v1/people/{cadre.id}/reset-code")
    assert answer.status_code == 201
    code = answer.json()["code"]
    assert signed_in.get("/api/v1/people").status_code == 401
    assert sign_in(new_client()) == 401
    client = new_client()
    assert sign_in(client, code.lower().replace("-", " ")) == 303
    refused = client.get("/api/v1/people")
    assert (refused.status_code, refused.json()["code"]) == (403, "password-change-required")
    page = client.get("/units", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/password")
    assert "原密码" not in client.get("/password", headers={"Accept": "text/html"}).text
    assert sign_in(new_client(), code) == 401
    assert change(client, new=BETTER).status_code == 204
    assert client.get("/api/v1/people").status_code == 200
    assert sign_in(new_client(), BETTER) == 303
    assert [a for a in actions(county) if "reset" in a] == ["accounts.reset-code"]


def test_a_reset_code_ends_after_a_day_and_by_a_newer_one(
    client: httpx.Client, cadre: Person, api: Api, county: County
) -> None:
    admin = county.person("组织部", Role.ORGADMIN, county.region)
    with time_machine.travel(NOON, tick=False) as clock:
        older = api.as_(admin).post(f"/api/v1/people/{cadre.id}/reset-code").json()["code"]
        newer = api.as_(admin).post(f"/api/v1/people/{cadre.id}/reset-code").json()
        assert newer["expires_at"] == "2026-04-08T04:00:00Z"
        assert sign_in(client, older) == 401
        clock.shift(timedelta(hours=24))
        assert sign_in(client, newer["code"]) == 401


@pytest.mark.parametrize("role", [Role.ORGADMIN, Role.FINANCE, Role.SYSADMIN])
def test_the_organisation_department_does_not_reset_protected_accounts(
    api: Api, county: County, orgadmin: httpx.Client, role: Role
) -> None:
    person = county.person("要员", role, county.region, home_unit_id=county.region.id)
    assert orgadmin.post(f"/api/v1/people/{person.id}/reset-code").status_code == 403
    sysadmin = api.as_(county.person("系统", Role.SYSADMIN))
    assert sysadmin.post(f"/api/v1/people/{person.id}/reset-code").status_code == 201


def test_nobody_resets_their_own(api: Api, county: County) -> None:
    person = county.person("系统", Role.SYSADMIN)
    assert api.as_(person).post(f"/api/v1/people/{person.id}/reset-code").status_code == 403


def test_others_do_not_reset_passwords(api: Api, county: County, cadre: Person) -> None:
    path = f"/api/v1/people/{cadre.id}/reset-code"
    assert api.anonymous.post(path).status_code == 401
    assert api.as_(county.person("主管", Role.SUPERVISOR, county.region)).post(path).status_code == 403
    assert api.as_(county.person("财务", Role.FINANCE, county.region)).post(path).status_code == 404
    other = county.unit("邻县", kind="region")
    assert api.as_(county.person("邻县组织部", Role.ORGADMIN, other)).post(path).status_code == 404
    assert "access.denied" in actions(county)


def test_a_first_password_must_be_changed(
    new_client: Callable[[], httpx.Client], county: County, orgadmin: httpx.Client
) -> None:
    body = {"login": "hejingxing", "name": "何景行", "password": PASSWORD, "roles": [{"role": "cadre"}]}
    assert orgadmin.post("/api/v1/people", json=body).status_code == 201
    client = new_client()
    assert sign_in(client) == 303
    assert client.get("/api/v1/people").json()["code"] == "password-change-required"
    assert change(client, current=PASSWORD, new=BETTER).status_code == 204
    assert client.get("/api/v1/people").status_code == 200


def test_what_is_stored_costs_a_guesser_dearly() -> None:
    """At least what OWASP asks of argon2id: 19 MiB twice over; ours is 64 MiB three times."""
    _, kind, _, costs, _, _ = IN_SERVICE.hash(PASSWORD).split("$")
    memory, times, _ = (int(cost.partition("=")[2]) for cost in costs.split(","))
    assert (kind, memory >= 64 * 1024, times >= 3) == ("argon2id", True, True)
