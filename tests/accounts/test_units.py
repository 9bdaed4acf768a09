"""Units: who sees, creates, changes and moves them."""

from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from tests.factories import NOWHERE, Api, County


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def names(client: httpx.Client, **params: str) -> list[str]:
    return [unit["name"] for unit in client.get("/api/v1/units", params=params).json()["items"]]


def actions(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]


def test_a_unit_is_created_and_read(county: County, orgadmin: httpx.Client) -> None:
    body = {"name": "清水镇", "kind": "township", "parent_id": str(county.region.id), "region_band": "山区"}
    answer = orgadmin.post("/api/v1/units", json=body | {"lat": 24.1, "lon": 102.5, "radius_m": 500})
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert (made["region_band"], made["lat"], made["radius_m"]) == ("山区", 24.1, 500)
    assert orgadmin.get(f"/api/v1/units/{made['id']}").json() == made
    assert actions(county) == ["accounts.unit-create"]


def test_the_same_id_and_body_change_nothing(api: Api, county: County, orgadmin: httpx.Client) -> None:
    body = {"id": str(uuid4()), "name": "清水镇", "kind": "township", "parent_id": str(county.region.id)}
    first = orgadmin.post("/api/v1/units", json=body)
    again = orgadmin.post("/api/v1/units", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = orgadmin.post("/api/v1/units", json=body | {"name": "浊水镇"})
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    stranger = api.as_(county.person("另一位", Role.ORGADMIN, county.region))
    assert stranger.post("/api/v1/units", json=body).status_code == 404
    assert actions(county) == ["accounts.unit-create"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "/name"),
        ({"name": "长" * 81}, "/name"),
        ({"name": "a\nb"}, "/name"),
        ({"name": None}, "/name"),
        ({"kind": "castle"}, "/kind"),
        ({"parent_id": "x"}, "/parent_id"),
        ({"parent_id": NOWHERE}, "/parent_id"),
        ({"region_band": ""}, "/region_band"),
        ({"lat": 91, "lon": 0}, "/lat"),
        ({"lat": 24.0}, "/lon"),
        ({"lon": 102.0}, "/lat"),
        ({"radius_m": 0}, "/radius_m"),
        ({"radius_m": 1.5}, "/radius_m"),
        ({"id": "x"}, "/id"),
        ({"surprise": 1}, "/surprise"),
    ],
    ids=str,
)
def test_wrong_input_is_pointed_at(
    county: County, orgadmin: httpx.Client, changes: dict[str, object], pointer: str
) -> None:
    body = {"name": "清水镇", "kind": "township", "parent_id": str(county.region.id)} | changes
    answer = orgadmin.post("/api/v1/units", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_only_the_system_administrator_sets_up_regions(api: Api, county: County, orgadmin: httpx.Client) -> None:
    region = {"name": "邻县", "kind": "region"}
    assert orgadmin.post("/api/v1/units", json=region).status_code == 403
    sysadmin = api.as_(county.person("系统", Role.SYSADMIN))
    assert sysadmin.post("/api/v1/units", json=region).status_code == 201
    assert sysadmin.post("/api/v1/units", json=region | {"kind": "township"}).status_code == 422
    below = {"name": "清水镇", "kind": "township", "parent_id": str(county.region.id)}
    assert sysadmin.post("/api/v1/units", json=below).status_code == 403


def test_a_change_names_its_version(county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("清水镇", county.region)
    path = f"/api/v1/units/{unit.id}"
    absent = orgadmin.patch(path, json={"name": "清泉镇"})
    assert (absent.status_code, absent.json()["code"]) == (409, "version-conflict")
    assert absent.json()["current"]["name"] == "清水镇"
    done = orgadmin.patch(path, json={"name": "清泉镇"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"')
    stale = orgadmin.patch(path, json={"name": "清源镇"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["name"]) == (412, "清泉镇")
    same = orgadmin.patch(path, json={"name": "清泉镇"}, headers={"If-Match": '"2"'})
    assert same.headers["ETag"] == '"2"'
    cleared = orgadmin.patch(path, json={"region_band": None, "lat": 1, "lon": 2}, headers={"If-Match": '"2"'})
    assert cleared.json()["lat"] == 1
    half = orgadmin.patch(path, json={"lat": None}, headers={"If-Match": '"3"'})
    assert half.status_code == 422
    assert actions(county) == ["accounts.unit-change"] * 2


@pytest.mark.parametrize("changes", [{"name": None}, {"name": ""}, {"kind": None}, {"radius_m": 10}, {"path": "/"}])
def test_a_wrong_change_is_refused(county: County, orgadmin: httpx.Client, changes: dict[str, object]) -> None:
    path = f"/api/v1/units/{county.unit('清水镇', county.region).id}"
    answer = orgadmin.patch(path, json=changes, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{next(iter(changes))}")


def test_a_moved_unit_takes_everything_below_along(api: Api, county: County, orgadmin: httpx.Client) -> None:
    west, east = county.unit("西片", county.region), county.unit("东片", county.region)
    town = county.unit("清水镇", west)
    village = county.unit("上村", town)
    supervisor = api.as_(county.person("东片主管", Role.SUPERVISOR, east))
    assert names(supervisor) == ["东片", "云浦县"]
    moved = orgadmin.patch(f"/api/v1/units/{town.id}", json={"parent_id": str(east.id)}, headers={"If-Match": '"1"'})
    assert moved.json()["parent_id"] == str(east.id)
    assert sorted(names(supervisor)) == sorted(["东片", "云浦县", "清水镇", "上村"])
    with county.database.session(write=False) as session:
        path = session.exec(select(Unit.path).where(Unit.id == village.id)).one()
    assert path == f"{east.path}{town.id.hex}/{village.id.hex}/"
    assert "accounts.unit-move" in actions(county)


def test_power_follows_a_moved_unit_at_once(api: Api, county: County, orgadmin: httpx.Client) -> None:
    east = county.unit("东片", county.region)
    town = county.unit("清水镇", county.region)
    village = county.unit("上村", town)
    person = county.person("村民", Role.CADRE, None, home_unit_id=village.id)
    mayor = api.as_(county.person("镇主管", Role.SUPERVISOR, town))
    assert mayor.get(f"/api/v1/people/{person.id}").status_code == 200
    orgadmin.patch(f"/api/v1/units/{village.id}", json={"parent_id": str(east.id)}, headers={"If-Match": '"1"'})
    assert mayor.get(f"/api/v1/people/{person.id}").status_code == 404


def test_a_unit_does_not_move_where_it_may_not(api: Api, county: County, orgadmin: httpx.Client) -> None:
    town = county.unit("清水镇", county.region)
    village = county.unit("上村", town)
    neighbour = county.unit("邻县", kind="region")

    def move(client: httpx.Client, unit: Unit, parent: object) -> httpx.Response:
        body = {"parent_id": parent}
        return client.patch(f"/api/v1/units/{unit.id}", json=body, headers={"If-Match": '"1"'})

    assert move(orgadmin, town, str(village.id)).json()["code"] == "unit-cycle"
    assert move(orgadmin, town, str(town.id)).json()["code"] == "unit-cycle"
    assert move(orgadmin, town, str(neighbour.id)).status_code == 422
    assert move(orgadmin, town, None).status_code == 422
    assert move(orgadmin, county.region, str(town.id)).status_code == 422
    narrow = api.as_(county.person("镇组织", Role.ORGADMIN, town))
    assert move(narrow, village, str(county.region.id)).status_code == 403
    assert move(narrow, town, str(county.region.id)).status_code == 200
    assert move(api.as_(county.person("主管", Role.SUPERVISOR, town)), village, str(town.id)).status_code == 403


def test_a_tree_has_at_most_twelve_levels(county: County, orgadmin: httpx.Client) -> None:
    parent = county.region
    for level in range(2, 13):
        parent = county.unit(f"第{level}级", parent)
    body = {"name": "第13级", "kind": "village", "parent_id": str(parent.id)}
    assert orgadmin.post("/api/v1/units", json=body).json()["errors"][0]["code"] == "too-deep"
    pair = county.unit("甲", county.region)
    county.unit("乙", pair)
    answer = orgadmin.patch(
        f"/api/v1/units/{pair.id}", json={"parent_id": str(parent.parent_id)}, headers={"If-Match": '"1"'}
    )
    assert answer.json()["errors"][0]["code"] == "too-deep"


def test_lists_narrow_and_page(county: County, orgadmin: httpx.Client) -> None:
    town = county.unit("清水镇", county.region, kind="township")
    for number in range(5):
        county.unit(f"{number}号村", town, kind="village")
    assert names(orgadmin, q="号") == [f"{number}号村" for number in range(5)]
    assert names(orgadmin, q="%") == []
    assert names(orgadmin, parent_id=str(county.region.id)) == ["清水镇"]
    assert set(names(orgadmin, below_id=str(town.id))) == {"清水镇", *(f"{number}号村" for number in range(5))}
    assert names(orgadmin, kind="township") == ["清水镇"]
    assert names(orgadmin, changed_since="2150-01-01T00:00:00Z") == []
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = orgadmin.get("/api/v1/units", params={"limit": "2"} | ({"cursor": cursor} if cursor else {})).json()
        seen += [unit["id"] for unit in page["items"]]
        cursor = page["next_cursor"]
    assert (len(seen), len(set(seen))) == (7, 7)
    assert page["next_since"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "cursor=rubbish", "kind=castle", "parent_id=x", "changed_since=2026-01-01", "x=1"]
)
def test_wrong_queries_are_refused(orgadmin: httpx.Client, query: str) -> None:
    assert orgadmin.get(f"/api/v1/units?{query}").status_code == 422


def test_each_sees_their_own_part_of_the_tree(api: Api, county: County) -> None:
    town, other = county.unit("清水镇", county.region), county.unit("浊水镇", county.region)
    village = county.unit("上村", town)
    county.unit("邻县", kind="region")

    def seen(role: Role, unit: Unit | None, **fields: object) -> set[str]:
        return set(names(api.as_(county.person("某某", role, unit, **fields))))

    everywhere = {"云浦县", "清水镇", "浊水镇", "上村"}
    assert seen(Role.ORGADMIN, county.region) == everywhere
    assert seen(Role.SYSADMIN, None) == everywhere | {"邻县"}
    assert seen(Role.SUPERVISOR, town) == {"云浦县", "清水镇", "上村"}
    assert seen(Role.CADRE, None, home_unit_id=village.id) == {"云浦县", "清水镇", "上村"}
    assert seen(Role.CADRE, None) == set()
    assert api.anonymous.get("/api/v1/units").status_code == 401
    stranger = api.as_(county.person("主管", Role.SUPERVISOR, town))
    assert stranger.get(f"/api/v1/units/{other.id}").status_code == 404


def test_programs_act_within_their_unit(api: Api, county: County) -> None:
    town, other = county.unit("清水镇", county.region), county.unit("浊水镇", county.region)
    reader = api.as_client(county.api_client(Scope.ROSTER_READ, unit=town))
    writer = api.as_client(county.api_client(Scope.ROSTER_WRITE, unit=town))
    body = {"name": "上村", "kind": "village", "parent_id": str(town.id)}
    assert names(reader) == ["清水镇"]
    assert reader.post("/api/v1/units", json=body).status_code == 403
    assert writer.post("/api/v1/units", json=body).status_code == 201
    assert writer.post("/api/v1/units", json=body | {"parent_id": str(other.id)}).status_code == 422
    assert writer.patch(f"/api/v1/units/{other.id}", json={"name": "x"}, headers={"If-Match": "1"}).status_code == 404
    outsider = api.as_client(county.api_client(Scope.ATTENDANCE_READ))
    assert outsider.get("/api/v1/units").status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SENDER, Role.FINANCE, Role.CADRE, Role.SYSADMIN])
def test_others_do_not_keep_units(api: Api, county: County, role: Role) -> None:
    client = api.as_(holder(county, role))
    body = {"name": "清水镇", "kind": "township", "parent_id": str(county.region.id)}
    assert client.post("/api/v1/units", json=body).status_code == 403
    path = f"/api/v1/units/{county.region.id}"
    assert client.patch(path, json={"name": "x"}, headers={"If-Match": '"1"'}).status_code == 403
    assert actions(county) == ["access.denied"] * 2


def holder(county: County, role: Role) -> Person:
    return county.person("某某", role, None if role is Role.SYSADMIN else county.region)
