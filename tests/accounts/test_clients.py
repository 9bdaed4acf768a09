"""API clients: made, listed and ended by the system administrator alone."""

import base64
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core import clock
from app.core.actor import Role
from tests.factories import NOWHERE, Api, County


@pytest.fixture
def sysadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("系统", Role.SYSADMIN))


def body_for(county: County, **changes: object) -> dict[str, object]:
    end = (clock.today() + timedelta(days=365)).isoformat()
    body = {"name": "工资系统", "scopes": ["roster:read"], "unit_id": str(county.region.id), "valid_to": end}
    return body | changes


def test_the_secret_is_shown_once_and_works(county: County, sysadmin: httpx.Client, client: httpx.Client) -> None:
    body = body_for(county, id=str(uuid4()))
    made = sysadmin.post("/api/v1/api-clients", json=body)
    assert made.status_code == 201
    secret = made.json()["secret"]
    again = sysadmin.post("/api/v1/api-clients", json=body)
    assert (again.status_code, again.json()["secret"]) == (200, None)
    assert sysadmin.get(f"/api/v1/api-clients/{body['id']}").json()["secret"] is None
    assert sysadmin.get("/api/v1/api-clients").json()["items"][0]["secret"] is None
    basic = base64.b64encode(f"{body['id']}:{secret}".encode()).decode()
    form = {"grant_type": "client_credentials"}
    token = client.post("/api/v1/auth/token", data=form, headers={"Authorization": f"Basic {basic}"}).json()
    client.headers["Authorization"] = f"Bearer {token['access_token']}"
    assert client.get("/api/v1/people").status_code == 200
    off = sysadmin.post(f"/api/v1/api-clients/{body['id']}/disable")
    assert off.json()["disabled_at"] is not None
    assert client.get("/api/v1/people").status_code == 401
    assert sysadmin.post(f"/api/v1/api-clients/{body['id']}/disable").json()["code"] == "client-disabled"
    with county.database.session(write=False) as session:
        events = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events] == [
        "accounts.client-create",
        "accounts.client-token",
        "accounts.client-disable",
    ]
    assert secret not in str([event.facts for event in events])


def test_another_body_or_another_maker_is_refused(api: Api, county: County, sysadmin: httpx.Client) -> None:
    body = body_for(county, id=str(uuid4()))
    sysadmin.post("/api/v1/api-clients", json=body)
    assert sysadmin.post("/api/v1/api-clients", json=body | {"name": "别的"}).json()["code"] == "id-reused"
    second = api.as_(county.person("另一位", Role.SYSADMIN))
    assert second.post("/api/v1/api-clients", json=body).status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["records:text"]}, "/scopes/0"),
        ({"unit_id": NOWHERE}, "/unit_id"),
        ({"valid_to": "2020-01-01"}, "/valid_to"),
        ({"valid_to": "2999-01-01"}, "/valid_to"),
        ({"secret": "mine"}, "/secret"),
    ],
    ids=str,
)
def test_wrong_input_is_pointed_at(
    county: County, sysadmin: httpx.Client, changes: dict[str, object], pointer: str
) -> None:
    answer = sysadmin.post("/api/v1/api-clients", json=body_for(county, **changes))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSADMIN])
def test_nobody_else_knows_of_them(api: Api, county: County, role: Role) -> None:
    client = api.as_(county.person("某某", role, county.region))
    row = county.api_client()
    assert client.get("/api/v1/api-clients").status_code == 403
    assert client.get(f"/api/v1/api-clients/{row.id}").status_code == 403
    assert client.post("/api/v1/api-clients", json=body_for(county)).status_code == 403
    assert client.post(f"/api/v1/api-clients/{row.id}/disable").status_code == 403
    assert api.anonymous.get("/api/v1/api-clients").status_code == 401


def test_what_does_not_exist(sysadmin: httpx.Client) -> None:
    assert sysadmin.get(f"/api/v1/api-clients/{uuid4()}").status_code == 404
    assert sysadmin.post(f"/api/v1/api-clients/{uuid4()}/disable").status_code == 404
    assert sysadmin.get("/api/v1/api-clients?limit=0").status_code == 422
