"""Dated roles: who grants and withdraws what, and when it counts."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import select

from app.accounts.models import Person, RoleAssignment
from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import NOWHERE, Api, County

NOON = datetime(2026, 4, 7, 4, tzinfo=UTC)
PROTECTED = {Role.ORGADMIN, Role.FINANCE, Role.SYSADMIN}


@pytest.fixture
def person(county: County) -> Person:
    return county.person("何景行", Role.CADRE, None, home_unit_id=county.region.id)


def grant(client: httpx.Client, person: Person, role: Role, unit=None, **more: object) -> httpx.Response:
    body = {"role": role} | ({"unit_id": str(unit.id)} if unit else {}) | more
    return client.post(f"/api/v1/people/{person.id}/roles", json=body)


def withdraw(client: httpx.Client, person: Person, role_id: str) -> httpx.Response:
    return client.post(f"/api/v1/people/{person.id}/roles/{role_id}/withdraw")


def denials(county: County) -> int:
    with county.database.session(write=False) as session:
        return len(session.exec(select(AuditEvent).where(AuditEvent.action == "access.denied")).all())


@pytest.mark.parametrize("role", list(Role))
def test_who_may_grant_what(api: Api, county: County, person: Person, role: Role) -> None:
    unit = None if role is Role.SYSADMIN else county.region
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    sysadmin = api.as_(county.person("系统", Role.SYSADMIN))
    assert grant(orgadmin, person, role, unit).status_code == (403 if role in PROTECTED else 201)
    assert grant(sysadmin, person, role, unit).status_code == (201 if role in PROTECTED else 403)
    assert denials(county) == 1


@pytest.mark.parametrize("role", list(Role))
def test_nobody_grants_to_themselves(api: Api, county: County, role: Role) -> None:
    both = county.person("身兼两职", Role.ORGADMIN, county.region, home_unit_id=county.region.id)
    county.grant(both, Role.SYSADMIN)
    unit = None if role is Role.SYSADMIN else county.region
    assert grant(api.as_(both), both, role, unit).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ORGADMIN, Role.SYSADMIN)])
def test_others_grant_nothing(api: Api, county: County, person: Person, role: Role) -> None:
    client = api.as_(county.person("某某", role, county.region))
    answer = grant(client, person, Role.CADRE)
    assert answer.status_code in (403, 404)
    assert (answer.status_code == 403) == (client.get(f"/api/v1/people/{person.id}").status_code == 200)
    assert grant(api.anonymous, person, Role.CADRE).status_code == 401


def test_two_system_administrators_watch_each_other(api: Api, county: County) -> None:
    first, second = county.person("甲", Role.SYSADMIN), county.person("乙", Role.SYSADMIN)
    own = api.as_(first).get(f"/api/v1/people/{first.id}").json()["roles"][0]["id"]
    others = api.as_(first).get(f"/api/v1/people/{second.id}").json()["roles"][0]["id"]
    assert withdraw(api.as_(first), first, own).status_code == 403
    assert withdraw(api.as_(first), second, others).status_code == 200
    assert grant(api.as_(second), second, Role.SYSADMIN).status_code == 403
    assert api.as_(second).get("/api/v1/api-clients").status_code == 403
    assert grant(api.as_(first), second, Role.SYSADMIN).status_code == 201
    assert api.as_(second).get("/api/v1/api-clients").status_code == 200


def test_only_within_the_own_region(api: Api, county: County, person: Person) -> None:
    town, abroad = county.unit("清水镇", county.region), county.unit("邻县", kind="region")
    narrow = api.as_(county.person("镇组织", Role.ORGADMIN, town))
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    assert grant(narrow, person, Role.SUPERVISOR, town).status_code == 404
    assert grant(orgadmin, person, Role.SUPERVISOR, town).status_code == 201
    assert grant(narrow, person, Role.SUPERVISOR, county.region).status_code == 403
    assert grant(narrow, person, Role.CADRE).status_code == 403
    assert grant(orgadmin, person, Role.SUPERVISOR, abroad).json()["errors"][0]["pointer"] == "/unit_id"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/role"),
        ({"role": "king"}, "/role"),
        ({"role": "supervisor"}, "/unit_id"),
        ({"role": "supervisor", "unit_id": NOWHERE}, "/unit_id"),
        ({"role": "supervisor", "group_id": NOWHERE}, "/group_id"),
        ({"role": "cadre", "valid_from": "tomorrow"}, "/valid_from"),
        ({"role": "cadre", "valid_from": "2026-05-02", "valid_to": "2026-05-01"}, "/valid_to"),
        ({"role": "cadre", "granted_by_id": NOWHERE}, "/granted_by_id"),
    ],
    ids=str,
)
def test_wrong_input_is_pointed_at(
    api: Api, county: County, person: Person, body: dict[str, str], pointer: str
) -> None:
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    answer = orgadmin.post(f"/api/v1/people/{person.id}/roles", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_system_administrator_has_no_unit(api: Api, county: County, person: Person) -> None:
    sysadmin = api.as_(county.person("系统", Role.SYSADMIN))
    assert grant(sysadmin, person, Role.SYSADMIN, county.region).json()["errors"][0]["pointer"] == "/unit_id"


def test_the_same_id_and_body_grant_once(api: Api, county: County, person: Person) -> None:
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    key = str(uuid4())
    first = grant(orgadmin, person, Role.SUPERVISOR, county.region, id=key)
    again = grant(orgadmin, person, Role.SUPERVISOR, county.region, id=key)
    assert (first.status_code, again.status_code, first.json() == again.json()) == (201, 200, True)
    assert first.json()["version"] == 2
    assert grant(orgadmin, person, Role.SENDER, county.region, id=key).json()["code"] == "id-reused"
    other = county.person("乙", Role.CADRE, None, home_unit_id=county.region.id)
    assert grant(orgadmin, other, Role.SUPERVISOR, county.region, id=key).status_code == 404


def test_a_role_counts_between_its_dates(app: FastAPI, api: Api, county: County, person: Person) -> None:
    orgadmin = county.person("组织部", Role.ORGADMIN, county.region)
    town = county.unit("清水镇", county.region)
    neighbour = county.person("邻居", Role.CADRE, None, home_unit_id=town.id)
    with time_machine.travel(NOON, tick=False) as clock:
        made = grant(api.as_(orgadmin), person, Role.SUPERVISOR, town, valid_from="2026-04-08", valid_to="2026-04-09")
        assert made.status_code == 201
        seen = {}
        for day in range(4):
            clock.move_to(NOON + timedelta(days=day))
            app.state.authority.forget()
            seen[f"2026-04-{7 + day:02d}"] = api.as_(person).get(f"/api/v1/people/{neighbour.id}").status_code
        assert seen == {"2026-04-07": 404, "2026-04-08": 200, "2026-04-09": 200, "2026-04-10": 404}


def test_a_withdrawn_role_ends_at_once(api: Api, county: County, person: Person) -> None:
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    old = county.grant(person, Role.SUPERVISOR, county.region)
    orgadmin_id = orgadmin.get("/api/v1/people?q=组织部").json()["items"][0]["id"]
    client = api.as_(person)
    assert client.get(f"/api/v1/people/{orgadmin_id}").status_code == 200
    answer = withdraw(orgadmin, person, str(old.id))
    assert answer.status_code == 200
    assert client.get(f"/api/v1/people/{orgadmin_id}").status_code == 404
    assert withdraw(orgadmin, person, str(old.id)).json()["code"] == "role-ended"
    assert withdraw(orgadmin, person, str(uuid4())).status_code == 404
    fresh = grant(orgadmin, person, Role.SUPERVISOR, county.region).json()["roles"][-1]["id"]
    assert withdraw(orgadmin, person, fresh).status_code == 200
    with county.database.session(write=False) as session:
        rows = session.exec(select(RoleAssignment).where(RoleAssignment.role == Role.SUPERVISOR)).all()
        actions = [e.action for e in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]
    assert [(row.id, row.valid_to is not None and row.valid_to < date(9999, 1, 1)) for row in rows] == [(old.id, True)]
    assert actions.count("accounts.role-withdraw") == 2


def test_a_disabled_person_gets_no_roles(api: Api, county: County) -> None:
    person = county.person("停用", Role.CADRE, None, home_unit_id=county.region.id, status="disabled")
    orgadmin = api.as_(county.person("组织部", Role.ORGADMIN, county.region))
    assert grant(orgadmin, person, Role.CADRE).json()["code"] == "person-disabled"
