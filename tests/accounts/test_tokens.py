"""Bearer tokens: the three grants, refresh chains, and forged or stale tokens."""

import base64
import json
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from jose import jwt
from sqlmodel import select

from app.accounts.models import ApiClient, Person, PersonStatus
from app.accounts.passwords import hash_password
from app.accounts.tokens import AUDIENCE, hash_token, key_id
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.core.config import Settings
from tests.factories import Api, County

PASSWORD = "云浦的第一场雪 2026"
NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def cadre(county: County, hashed: str) -> Person:
    return county.person("何景行", Role.CADRE, county.region, login="hejingxing", password_hash=hashed)


def token(client: httpx.Client, **form: str) -> httpx.Response:
    return client.post("/api/v1/auth/token", data=form)


def by_password(client: httpx.Client) -> dict[str, str]:
    return token(client, grant_type="password", username="hejingxing", password=PASSWORD).json()


def refresh(client: httpx.Client, secret: str) -> httpx.Response:
    return token(client, grant_type="refresh_token", refresh_token=secret)


def calls(client: httpx.Client, bearer: str) -> int:
    return client.get("/api/v1/people", headers={"Authorization": f"Bearer {bearer}"}).status_code


def actions(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]


def test_a_password_buys_a_pair(client: httpx.Client, county: County, cadre: Person) -> None:
    answer = token(client, grant_type="password", username="hejingxing", password=PASSWORD)
    body = answer.json()
    assert (answer.status_code, body["token_type"], body["scope"]) == (200, "Bearer", "")
    assert body["expires_in"] <= 600
    assert answer.headers["cache-control"] == "no-store"
    assert calls(client, body["access_token"]) == 200
    assert actions(county) == ["accounts.sign-in"]


def test_a_token_ends_after_ten_minutes(client: httpx.Client, cadre: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        bearer = by_password(client)["access_token"]
        clock.shift(timedelta(minutes=9, seconds=59))
        assert calls(client, bearer) == 200
        clock.shift(timedelta(seconds=10))
        assert calls(client, bearer) == 401


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({}, "/grant_type"),
        ({"grant_type": "implicit"}, "/grant_type"),
        ({"grant_type": "password", "password": "x"}, "/username"),
        ({"grant_type": "password", "username": "x"}, "/password"),
        ({"grant_type": "password", "username": "x" * 65, "password": "x"}, "/username"),
        ({"grant_type": "password", "username": "x", "password": "x" * 129}, "/password"),
        ({"grant_type": "refresh_token"}, "/refresh_token"),
        ({"grant_type": "password", "username": "x", "password": "x", "pin": "1"}, "/pin"),
    ],
)
def test_wrong_input_is_pointed_at(client: httpx.Client, county: County, form: dict[str, str], pointer: str) -> None:
    answer = token(client, **form)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_refresh_token_serves_once(client: httpx.Client, county: County, cadre: Person) -> None:
    first = by_password(client)
    second = refresh(client, first["refresh_token"]).json()
    assert calls(client, second["access_token"]) == 200
    third = refresh(client, second["refresh_token"]).json()
    assert len({first["refresh_token"], second["refresh_token"], third["refresh_token"]}) == 3
    reused = refresh(client, first["refresh_token"])
    assert (reused.status_code, reused.json()["code"]) == (401, "invalid-refresh-token")
    assert refresh(client, third["refresh_token"]).status_code == 401
    assert actions(county)[:2] == ["accounts.sign-in", "accounts.refresh-reused"]
    assert refresh(client, by_password(client)["refresh_token"]).status_code == 200


@pytest.mark.parametrize("days", [7, 40])
def test_an_unused_refresh_token_ends(client: httpx.Client, cadre: Person, days: int) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        secret = by_password(client)["refresh_token"]
        clock.shift(timedelta(days=days))
        assert refresh(client, secret).status_code == 401


def test_a_revoked_chain_ends(client: httpx.Client, county: County, cadre: Person) -> None:
    first = by_password(client)["refresh_token"]
    second = refresh(client, first).json()["refresh_token"]
    assert client.post("/api/v1/auth/revoke", data={"token": second}).status_code == 204
    assert refresh(client, second).status_code == 401
    assert client.post("/api/v1/auth/revoke", data={"token": "unknown"}).status_code == 204
    assert client.post("/api/v1/auth/revoke", data={}).status_code == 422
    assert actions(county).count("accounts.refresh-revoked") == 1


def test_a_disabled_account_loses_its_tokens(client: httpx.Client, api: Api, county: County, cadre: Person) -> None:
    pair = by_password(client)
    admin = api.as_(county.person("管理员", Role.SYSADMIN))
    off = admin.patch(f"/api/v1/people/{cadre.id}", json={"status": "disabled"}, headers={"If-Match": '"1"'})
    assert off.json()["status"] == PersonStatus.DISABLED
    assert calls(client, pair["access_token"]) == 401
    assert refresh(client, pair["refresh_token"]).status_code == 401


def forge(settings: Settings, person: Person, algorithm: str = "HS256", secret: str = "", **claims: object) -> str:
    secret = secret or settings.secret_key.get_secret_value()
    body = {"sub": str(person.id), "knd": "person", "ver": person.auth_version, "aud": AUDIENCE, "exp": 4_000_000_000}
    body = {name: value for name, value in (body | claims).items() if value is not None}
    return jwt.encode(body, secret, algorithm=algorithm, headers={"kid": key_id(secret)})


def unsigned(settings: Settings, person: Person, algorithm: str) -> str:
    kid = key_id(settings.secret_key.get_secret_value())
    body = {"sub": str(person.id), "knd": "person", "ver": 1, "aud": AUDIENCE, "exp": 4_000_000_000}
    parts = [{"alg": algorithm, "typ": "JWT", "kid": kid}, body]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def test_the_forger_could_sign_a_good_one(client: httpx.Client, settings: Settings, cadre: Person) -> None:
    assert calls(client, forge(settings, cadre)) == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"algorithm": "HS384"},
        {"algorithm": "HS512"},
        {"secret": "another secret of thirty-two bytes or more"},
        {"aud": "another-service"},
        {"aud": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"sub": None},
        {"sub": "not-a-uuid"},
        {"ver": 99},
        {"ver": "x"},
        {"knd": None},
        {"knd": "client"},
    ],
    ids=str,
)
def test_a_forged_token_is_nobody(
    client: httpx.Client, settings: Settings, cadre: Person, changes: dict[str, object]
) -> None:
    answer = client.get("/api/v1/people", headers={"Authorization": f"Bearer {forge(settings, cadre, **changes)}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256"])
def test_an_unsigned_token_is_nobody(client: httpx.Client, settings: Settings, cadre: Person, algorithm: str) -> None:
    assert calls(client, unsigned(settings, cadre, algorithm)) == 401


@pytest.mark.parametrize("text", ["x", "a.b.c", "....", "é"])
def test_rubbish_is_nobody(client: httpx.Client, county: County, text: str) -> None:
    answer = client.get("/api/v1/people", headers={"Authorization": f"Bearer {text}".encode()})
    assert answer.status_code == 401


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


@pytest.fixture
def payroll(county: County) -> ApiClient:
    row = county.api_client(Scope.ROSTER_READ, Scope.ALLOWANCE_EXPORT)
    row.secret_hash = hash_token("a secret")
    county.add(row)
    return row


def by_secret(client: httpx.Client, headers: dict[str, str], **form: str) -> httpx.Response:
    return client.post("/api/v1/auth/token", data={"grant_type": "client_credentials"} | form, headers=headers)


def test_a_program_gets_its_scopes_at_most(client: httpx.Client, county: County, payroll: ApiClient) -> None:
    good = basic(str(payroll.id), "a secret")
    everything = by_secret(client, good).json()
    assert set(everything["scope"].split()) == {"roster:read", "allowance:export"}
    assert "refresh_token" not in everything
    assert calls(client, everything["access_token"]) == 200
    narrow = by_secret(client, good, scope="allowance:export").json()
    assert calls(client, narrow["access_token"]) == 403
    refused = by_secret(client, good, scope="bank:export")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/scope")
    assert actions(county).count("accounts.client-token") == 2


@pytest.mark.parametrize("changes", [{"disabled_at": NOON}, {"valid_to": date(2026, 4, 6)}], ids=["disabled", "ended"])
def test_a_program_that_is_over_gets_nothing(
    app: FastAPI, client: httpx.Client, county: County, payroll: ApiClient, changes: dict[str, object]
) -> None:
    with time_machine.travel(NOON, tick=False):
        bearer = by_secret(client, basic(str(payroll.id), "a secret")).json()["access_token"]
        for name, value in changes.items():
            setattr(payroll, name, value)
        county.add(payroll)
        app.state.authority.forget()
        assert calls(client, bearer) == 401
        answer = by_secret(client, basic(str(payroll.id), "a secret"))
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid-client")


def test_wrong_secrets_are_refused_and_counted(client: httpx.Client, payroll: ApiClient) -> None:
    refused = by_secret(client, {})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="jishi"')
    assert by_secret(client, {"Authorization": "Basic %%%"}).status_code == 401
    assert by_secret(client, basic("nobody", "x")).status_code == 401
    codes = [by_secret(client, basic(str(payroll.id), "guess")).status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
