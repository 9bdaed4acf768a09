"""People: who sees whom and how much, who creates and changes them."""

from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from tests.factories import NOWHERE, Api, County

BODY = {"login": "hejingxing", "name": "何景行", "person_no": "G2026-001", "phone": "138 0000 0000"}


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


@pytest.fixture
def sysadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("系统", Role.SYSADMIN))


def names(client: httpx.Client, **params: str) -> list[str]:
    return [person["name"] for person in client.get("/api/v1/people", params=params).json()["items"]]


def events(county: County) -> list[AuditEvent]:
    with county.database.session(write=False) as session:
        return list(session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all())


def test_a_person_is_created_with_roles(county: County, orgadmin: httpx.Client) -> None:
    town = county.unit("清水镇", county.region)
    roles = [{"role": "cadre"}, {"role": "supervisor", "unit_id": str(town.id), "valid_to": "2099-12-31"}]
    answer = orgadmin.post("/api/v1/people", json=BODY | {"roles": roles})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["unit_name"], made["must_change_password"], made["status"]) == ("清水镇", False, "active")
    assert [role["role"] for role in made["roles"]] == ["cadre", "supervisor"]
    assert orgadmin.get(f"/api/v1/people/{made['id']}").json() == made
    assert [event.action for event in events(county)] == [
        "accounts.role-grant",
        "accounts.role-grant",
        "accounts.person-create",
    ]
    assert "何景行" not in str([event.facts for event in events(county)])


def test_the_same_id_and_body_change_nothing(api: Api, county: County, orgadmin: httpx.Client) -> None:
    body = BODY | {"id": str(uuid4()), "roles": [{"role": "cadre"}]}
    first, again = orgadmin.post("/api/v1/people", json=body), orgadmin.post("/api/v1/people", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert orgadmin.post("/api/v1/people", json=body | {"name": "何景"}).json()["code"] == "id-reused"
    stranger = api.as_(county.person("另一位", Role.ORGADMIN, county.region))
    assert stranger.post("/api/v1/people", json=body).status_code == 404


def test_logins_and_numbers_are_unique(county: County, orgadmin: httpx.Client) -> None:
    made = orgadmin.post("/api/v1/people", json=BODY).json()
    taken = orgadmin.post("/api/v1/people", json=BODY | {"login": "HeJingXing"})
    assert (taken.status_code, taken.json()["code"]) == (409, "login-taken")
    taken = orgadmin.post("/api/v1/people", json=BODY | {"login": "other"})
    assert (taken.status_code, taken.json()["code"]) == (409, "person-no-taken")
    other = orgadmin.post("/api/v1/people", json={"login": "other", "name": "何景行"}).json()
    path, match = f"/api/v1/people/{other['id']}", {"If-Match": '"1"'}
    assert orgadmin.patch(path, json={"login": "hejingxing"}, headers=match).json()["code"] == "login-taken"
    assert orgadmin.patch(path, json={"person_no": "G2026-001"}, headers=match).json()["code"] == "person-no-taken"
    own = orgadmin.patch(f"/api/v1/people/{made['id']}", json={"person_no": "G2026-001"}, headers=match)
    assert own.status_code == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"login": "x"}, "/login"),
        ({"login": "有 空格"}, "/login"),
        ({"name": ""}, "/name"),
        ({"name": "长" * 41}, "/name"),
        ({"person_no": "号码"}, "/person_no"),
        ({"phone": "电话"}, "/phone"),
        ({"password": "short"}, "/password"),
        ({"password": "hejingxing1"}, "/password"),
        ({"unit_id": NOWHERE}, "/unit_id"),
        ({"roles": [{"role": "king"}]}, "/roles/0/role"),
        ({"roles": [{"role": "cadre"}, {"role": "supervisor"}]}, "/roles/1/unit_id"),
        ({"roles": [{"role": "cadre"}, {"role": "supervisor", "unit_id": NOWHERE}]}, "/roles/1/unit_id"),
        ({"roles": [{"role": "cadre", "group_id": NOWHERE}]}, "/roles/0/group_id"),
        ({"roles": [{"role": "cadre", "valid_from": "2026-02-01", "valid_to": "2026-01-31"}]}, "/roles/0/valid_to"),
        ({"roles": [{"role": "cadre", "until": "2026-02-01"}]}, "/roles/0/until"),
        ({"roles": [{"role": "cadre"}] * 21}, "/roles"),
        ({"surprise": 1}, "/surprise"),
    ],
    ids=str,
)
def test_wrong_input_is_pointed_at(
    county: County, orgadmin: httpx.Client, changes: dict[str, object], pointer: str
) -> None:
    answer = orgadmin.post("/api/v1/people", json=BODY | changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert names(orgadmin, q="何景行") == []


def test_each_sees_whom_they_work_with(api: Api, county: County) -> None:
    town, other = county.unit("清水镇", county.region), county.unit("浊水镇", county.region)
    abroad = county.unit("邻县", kind="region")
    county.person("甲", Role.CADRE, None, home_unit_id=town.id)
    county.person("乙", Role.CADRE, None, home_unit_id=other.id)
    county.person("丙", Role.SUPERVISOR, abroad)

    def seen(role: Role, unit=None) -> list[str]:
        return [name for name in names(api.as_(county.person("自己", role, unit))) if name != "自己"]

    assert seen(Role.ORGADMIN, county.region) == ["乙", "甲"]
    assert seen(Role.ORGADMIN, abroad) == ["丙"]
    assert seen(Role.SUPERVISOR, town) == ["甲"]
    assert seen(Role.SENDER, other) == ["乙"]
    assert seen(Role.FINANCE, county.region) == []
    assert seen(Role.INSPECTOR, county.region) == []
    assert seen(Role.CADRE, town) == []
    assert seen(Role.SYSADMIN) == ["丙", "乙", "甲"]
    assert names(api.as_(county.person("自己", Role.CADRE))) == ["自己"]
    assert api.anonymous.get("/api/v1/people").status_code == 401


def test_how_much_of_a_person_is_seen(api: Api, county: County, orgadmin: httpx.Client, sysadmin) -> None:
    town = county.unit("清水镇", county.region)
    made = orgadmin.post("/api/v1/people", json=BODY | {"unit_id": str(town.id), "roles": [{"role": "cadre"}]}).json()
    path = f"/api/v1/people/{made['id']}"
    technical = sysadmin.get(path).json()
    assert (technical["login"], technical["person_no"], technical["phone"]) == ("hejingxing", None, None)
    colleague = api.as_(county.person("主管", Role.SUPERVISOR, town)).get(path).json()
    known = {name for name, value in colleague.items() if value not in (None, [])}
    assert known == {"id", "version", "name", "unit_id", "unit_name"}
    program = api.as_client(county.api_client(Scope.ROSTER_READ)).get(path).json()
    assert program["person_no"] == "G2026-001"
    assert api.as_(county.person("财务", Role.FINANCE, county.region)).get(path).status_code == 404


def test_lists_search_what_one_may_know(api: Api, county: County, orgadmin: httpx.Client) -> None:
    town = county.unit("清水镇", county.region)
    orgadmin.post("/api/v1/people", json=BODY | {"unit_id": str(town.id), "roles": [{"role": "cadre"}]})
    boss = api.as_(county.person("主管", Role.SUPERVISOR, town))
    assert names(orgadmin, q="g2026") == ["何景行"]
    assert names(orgadmin, q="JINGXING") == ["何景行"]
    assert names(orgadmin, role="cadre", status="active", unit_id=str(town.id)) == ["何景行"]
    assert names(orgadmin, status="disabled") == []
    assert names(boss, q="景") == ["何景行"]
    assert [names(boss, **narrow) for narrow in ({"q": "g2026"}, {"q": "jingxing"}, {"role": "cadre"})] == [[], [], []]
    assert orgadmin.get(f"/api/v1/people?unit_id={uuid4()}").status_code == 404
    assert orgadmin.get("/api/v1/people?role=king").status_code == 422


def test_a_change_names_its_version(county: County, orgadmin: httpx.Client) -> None:
    made = orgadmin.post("/api/v1/people", json=BODY).json()
    town = county.unit("清水镇", county.region)
    path = f"/api/v1/people/{made['id']}"
    assert orgadmin.patch(path, json={"name": "何景"}).json()["code"] == "version-conflict"
    done = orgadmin.patch(path, json={"name": "何景", "unit_id": str(town.id)}, headers={"If-Match": '"1"'})
    assert (done.json()["name"], done.json()["unit_name"], done.headers["ETag"]) == ("何景", "清水镇", '"2"')
    stale = orgadmin.patch(path, json={"name": "x"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["name"]) == (412, "何景")
    gone = orgadmin.patch(path, json={"phone": None}, headers={"If-Match": '"2"'})
    assert gone.json()["phone"] is None
    for wrong in ({"name": None}, {"status": "asleep"}, {"unit_id": None}, {"unit_id": str(uuid4())}):
        answer = orgadmin.patch(path, json=wrong, headers={"If-Match": '"3"'})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{next(iter(wrong))}")
    assert [event.action for event in events(county)].count("accounts.person-change") == 2


def test_who_may_change_what(api: Api, county: County, orgadmin: httpx.Client, sysadmin: httpx.Client) -> None:
    person = county.person("何景行", Role.CADRE, None, home_unit_id=county.region.id)
    chief = county.person("部长", Role.ORGADMIN, county.region, home_unit_id=county.region.id)

    def change(client: httpx.Client, whom: Person, **body: object) -> int:
        current = client.get(f"/api/v1/people/{whom.id}").headers.get("ETag", '"1"')
        return client.patch(f"/api/v1/people/{whom.id}", json=body, headers={"If-Match": current}).status_code

    assert change(sysadmin, person, phone="13800000000") == 403
    assert change(sysadmin, person, name="何景") == 200
    assert change(orgadmin, person, phone="13800000000") == 200
    assert change(orgadmin, chief, status="disabled") == 403
    assert change(orgadmin, chief, login="another") == 403
    assert change(sysadmin, chief, status="disabled") == 200
    assert change(sysadmin, chief, status="active") == 200
    second = county.person("副部长", Role.ORGADMIN, county.region, home_unit_id=county.region.id)
    assert change(api.as_(second), second, status="disabled") == 403
    assert change(api.as_(person), person, name="自己") == 403
    town = county.unit("清水镇", county.region)
    assert change(api.as_(county.person("主管", Role.SUPERVISOR, county.region)), person, name="x") == 403
    assert change(api.as_(county.person("镇组织", Role.ORGADMIN, town)), person, name="x") == 404
    abroad = county.unit("邻县", kind="region")
    assert change(sysadmin, person, unit_id=str(abroad.id)) == 200
    assert change(orgadmin, person, name="x") == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SENDER, Role.FINANCE, Role.CADRE, Role.INSPECTOR, Role.LIAISON])
def test_others_do_not_create_people(api: Api, county: County, role: Role) -> None:
    client = api.as_(county.person("某某", role, county.region))
    assert client.post("/api/v1/people", json=BODY).status_code == 403
    assert [event.action for event in events(county)] == ["access.denied"]


def test_nobody_creates_people_elsewhere(api: Api, county: County, orgadmin: httpx.Client) -> None:
    abroad = county.unit("邻县", kind="region")
    assert orgadmin.post("/api/v1/people", json=BODY | {"unit_id": str(abroad.id)}).status_code == 422
    assert api.anonymous.post("/api/v1/people", json=BODY).status_code == 401


def test_programs_keep_the_roster_of_their_unit(api: Api, county: County) -> None:
    town, other = county.unit("清水镇", county.region), county.unit("浊水镇", county.region)
    writer = api.as_client(county.api_client(Scope.ROSTER_WRITE, unit=town))
    made = writer.post("/api/v1/people", json=BODY | {"roles": [{"role": "cadre"}]})
    assert (made.status_code, made.json()["unit_name"]) == (201, "清水镇")
    path = f"/api/v1/people/{made.json()['id']}"
    assert writer.patch(path, json={"name": "何景"}, headers={"If-Match": '"1"'}).status_code == 200
    assert writer.post(f"{path}/reset-code").status_code == 403
    secret = BODY | {"login": "b2", "person_no": None, "password": "云浦的第一场雪 2026"}
    assert writer.post("/api/v1/people", json=secret).json()["errors"][0]["pointer"] == "/password"
    for role in ("orgadmin", "finance", "liaison"):
        powerful = {"login": "b2", "name": "乙", "roles": [{"role": role, "unit_id": str(town.id)}]}
        assert writer.post("/api/v1/people", json=powerful).status_code == 403
    elsewhere = {"login": "b2", "name": "乙", "unit_id": str(other.id)}
    assert writer.post("/api/v1/people", json=elsewhere).status_code == 422
    chief = county.person("镇组织", Role.ORGADMIN, town, home_unit_id=town.id)
    off = writer.patch(f"/api/v1/people/{chief.id}", json={"status": "disabled"}, headers={"If-Match": '"1"'})
    assert off.status_code == 403
    reader = api.as_client(county.api_client(Scope.ROSTER_READ, unit=town))
    assert sorted(names(reader)) == ["何景", "镇组织"]
    assert reader.post("/api/v1/people", json=BODY).status_code == 403
