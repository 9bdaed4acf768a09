"""Login slips of a unit: a code each, shown once, good for fourteen days, and never for those one may not reset."""

import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import Person, Unit
from app.accounts.passwords import hash_password
from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import NOWHERE, Api, County

PATH = "/api/v1/login-slips"
OWN = "a password of my own 2027"


@pytest.fixture
def town(county: County) -> Unit:
    return county.unit("青石镇", county.region)


@pytest.fixture
def admin(county: County) -> Person:
    return county.person("顾文澍", Role.ORGADMIN, county.region, home_unit_id=county.region.id)


def sign_in(api: Api, login: str, password: str) -> int:
    form = {"grant_type": "password", "username": login, "password": password}
    return api.anonymous.post("/api/v1/auth/token", data=form).status_code


def test_each_without_a_password_gets_a_code_that_works_once(
    county: County, api: Api, town: Unit, admin: Person
) -> None:
    county.person("何景行", login="hejx", home_unit_id=town.id)
    settled = county.person("许文澜", login="xuwl", home_unit_id=town.id, password_hash=hash_password(OWN))
    with time_machine.travel("2026-04-20T10:00:00+08:00", tick=False) as clock:
        answer = api.as_(admin).post(PATH, json={"unit_id": str(county.region.id)})
        assert answer.status_code == 200, answer.text
        slips = answer.json()["slips"]
        assert [(one["name"], one["unit_name"], one["login"]) for one in slips] == [("何景行", "青石镇", "hejx")]
        assert answer.json()["expires_at"] == "2026-05-04T02:00:00Z"
        clock.move_to("2026-05-03T10:00:00+08:00")
        assert sign_in(api, "hejx", slips[0]["code"]) == 200
        assert sign_in(api, "hejx", slips[0]["code"]) == 401
        assert sign_in(api, "xuwl", OWN) == 200
        named = api.as_(admin).post(PATH, json={"unit_id": str(town.id), "person_ids": [str(settled.id)]}).json()
        assert sign_in(api, "xuwl", OWN) == 401
        clock.move_to("2026-05-18T10:00:00+08:00")
        assert sign_in(api, "xuwl", named["slips"][0]["code"]) == 401
    with county.database.session(write=False) as session:
        trail = session.exec(select(AuditEvent).where(AuditEvent.action == "accounts.login-slips")).all()
        codes = select(AuditEvent).where(AuditEvent.action == "accounts.reset-code").order_by(col(AuditEvent.seq))
        assert [event.facts["people"] for event in trail] == [1, 1]
        assert len(session.exec(codes).all()) == 2


def test_a_later_slip_voids_the_earlier(county: County, api: Api, town: Unit, admin: Person) -> None:
    county.person("何景行", login="hejx", home_unit_id=town.id)
    first, second = (api.as_(admin).post(PATH, json={"unit_id": str(town.id)}).json()["slips"][0]["code"] for _ in "ab")
    assert sign_in(api, "hejx", first) == 401
    assert sign_in(api, "hejx", second) == 200


def test_nobody_prints_their_own_nor_those_of_protected_roles(
    county: County, api: Api, town: Unit, admin: Person
) -> None:
    finance = county.person("程以宁", Role.FINANCE, county.region, home_unit_id=town.id)
    elsewhere = county.person("外县人", home_unit_id=county.unit("邻县").id)
    for person in (admin, finance, elsewhere):
        body = {"unit_id": str(county.region.id), "person_ids": [str(person.id)]}
        answer = api.as_(admin).post(PATH, json=body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/person_ids/0")
    assert api.as_(admin).post(PATH, json={"unit_id": str(county.region.id)}).json()["slips"] == []


def test_only_who_keeps_accounts_may_and_only_where_they_may(
    county: County, api: Api, town: Unit, admin: Person
) -> None:
    supervisor = county.person("周敏", Role.SUPERVISOR, town)
    body = {"unit_id": str(town.id)}
    assert api.anonymous.post(PATH, json=body).status_code == 401
    assert api.as_(supervisor).post(PATH, json=body).status_code == 403
    assert api.as_(admin).post(PATH, json={"unit_id": NOWHERE}).status_code == 404
    assert api.as_(admin).post(PATH, json={"unit_id": str(town.id), "person_ids": []}).status_code == 422


def test_the_page_tells_who_has_a_password_and_who_a_code(county: County, api: Api, town: Unit, admin: Person) -> None:
    county.person("何景行", home_unit_id=town.id)
    county.person("许文澜", home_unit_id=town.id, password_hash="-")
    page = f"/login-slips?unit_id={town.id}"
    before = api.as_(admin).get(page).text
    assert "还没有登录码" in before
    assert "已自设密码" in before
    api.as_(admin).post(PATH, json={"unit_id": str(town.id)})
    assert "已发码，有效至" in api.as_(admin).get(page).text
    assert "先选择单位" in api.as_(admin).get("/login-slips").text
