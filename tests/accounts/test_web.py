"""The pages of sign-in, units, people and API clients: what each role finds on them."""

import re
from uuid import uuid4

import httpx
import pytest

from app.accounts.models import Person
from app.core.actor import Role
from tests.factories import Api, County

HTML = {"Accept": "text/html"}


def read(client: httpx.Client, path: str, expected: int = 200) -> str:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == expected, answer.text
    return answer.text


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region, home_unit_id=county.region.id))


@pytest.fixture
def sysadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("系统", Role.SYSADMIN, home_unit_id=county.region.id))


@pytest.fixture
def cadre(county: County) -> Person:
    return county.person("何景行", Role.CADRE, None, login="hejingxing", home_unit_id=county.region.id)


@pytest.mark.parametrize(
    "path", ["/units", "/units/new", "/people", "/people/new", "/api-clients", "/password", "/workdays"]
)
def test_the_anonymous_are_sent_to_sign_in(api: Api, county: County, path: str) -> None:
    answer = api.anonymous.get(path, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")


def test_units_as_a_tree(api: Api, county: County, orgadmin: httpx.Client, cadre: Person) -> None:
    town = county.unit("清水镇", county.region, kind="township", lat=24.1, lon=102.5, radius_m=500)
    county.unit("上村", town, kind="village")
    text = read(orgadmin, "/units")
    assert text.index("云浦县") < text.index("清水镇") < text.index("上村")
    assert "新建单位" in text
    assert "500" in text
    assert "新建单位" not in read(api.as_(cadre), "/units")
    assert "上村" not in read(orgadmin, "/units?q=清水&kind=")
    assert "没有符合条件" in read(orgadmin, "/units?q=没有的")
    assert read(orgadmin, "/units?kind=castle", 422)


def test_a_units_page(api: Api, county: County, orgadmin: httpx.Client, sysadmin: httpx.Client, cadre: Person) -> None:
    town = county.unit("清水镇", county.region)
    village = county.unit("上村", town)
    text = read(orgadmin, f"/units/{town.id}")
    assert f'data-api="PATCH /api/v1/units/{town.id}"' in text
    assert f'value="{village.id}"' not in text  # a unit does not move below itself
    assert f'href="/units/{village.id}"' in text
    assert "data-api" not in read(api.as_(cadre), f"/units/{county.region.id}")
    assert read(api.as_(cadre), f"/units/{uuid4()}", 404)
    assert 'name="parent_id"' not in read(orgadmin, f"/units/{county.region.id}")
    assert f'value="{town.id}" selected' in read(orgadmin, f"/units/new?parent={town.id}")
    assert "只有地区可以" in read(sysadmin, "/units/new")
    assert read(api.as_(cadre), "/units/new", 403)


def test_people_and_their_filters(county: County, orgadmin: httpx.Client, cadre: Person) -> None:
    county.person("停用的人", Role.CADRE, None, home_unit_id=county.region.id, status="disabled")
    text = read(orgadmin, "/people?q=&unit_id=&role=&status=")
    assert "hejingxing" in text
    assert "已停用" in text
    assert "停用的人" not in read(orgadmin, "/people?status=active&role=cadre")
    assert "没有符合条件" in read(orgadmin, "/people?q=没有的")


def test_long_lists_go_on(county: County, orgadmin: httpx.Client) -> None:
    for number in range(3):
        county.person(f"第{number}人", Role.CADRE, None, home_unit_id=county.region.id)
    first = read(orgadmin, "/people?limit=2&q=第")
    following = first.partition('href="/people?')[2].partition("cursor=")[2].partition('"')[0]
    assert "第2人" in read(orgadmin, f"/people?limit=2&q=第&cursor={following}")


def test_a_persons_page(
    api: Api, county: County, orgadmin: httpx.Client, sysadmin: httpx.Client, cadre: Person
) -> None:
    path = f"/people/{cadre.id}"
    county.grant(cadre, Role.SUPERVISOR, county.region)
    mine = read(orgadmin, path)
    assert "生成重置码" in mine
    assert 'name="phone"' in mine
    assert "收回" in mine
    assert 'value="supervisor"' in mine
    assert 'value="sysadmin"' not in mine
    technical = read(sysadmin, path)
    assert 'name="phone"' not in technical
    assert 'value="sysadmin"' in technical
    assert "收回" not in technical
    own = read(api.as_(cadre), path)
    assert "data-api" not in own.replace("data-api-", "")
    colleague = api.as_(county.person("主管", Role.SUPERVISOR, county.region))
    assert "hejingxing" not in read(colleague, path)
    assert read(api.as_(county.person("财务", Role.FINANCE, county.region)), path, 404)
    assert 'name="password"' in read(orgadmin, "/people/new")
    assert read(api.as_(cadre), "/people/new", 403)


def test_ids_on_a_page_are_unique(county: County, orgadmin: httpx.Client, cadre: Person) -> None:
    for path in (f"/people/{cadre.id}", "/people/new", "/units/new", f"/units/{county.region.id}", "/workdays"):
        ids = re.findall(r'\sid="([^"]+)"', read(orgadmin, path))
        assert sorted(ids) == sorted(set(ids))


def test_api_clients(api: Api, county: County, orgadmin: httpx.Client, sysadmin: httpx.Client) -> None:
    assert "还没有接口客户端" in read(sysadmin, "/api-clients")
    county.api_client("roster:read")
    text = read(sysadmin, "/api-clients")
    assert "工资系统" in text
    assert "读取名册" in text
    assert 'value="roster:read"' in read(sysadmin, "/api-clients/new")
    assert read(orgadmin, "/api-clients", 403)
    assert read(orgadmin, "/api-clients/new", 403)


def test_the_password_page(api: Api, county: County, cadre: Person) -> None:
    text = read(api.as_(cadre), "/password")
    assert "hejingxing" in text
    assert "新密码" in text


def test_help_for_those_who_forgot(api: Api, county: County) -> None:
    assert "重置码" in read(api.anonymous, "/forgotten")


def test_whoever_is_signed_in_goes_on(api: Api, cadre: Person) -> None:
    answer = api.as_(cadre).get("/sign-in?next=/month", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/month")


@pytest.mark.parametrize(
    "path", ["/sign-in", "/forgotten", "/password", "/units", "/units/new", "/people", "/people/new"]
)
def test_every_word_has_its_english(county: County, api: Api, path: str) -> None:
    admin = county.person("Admin", Role.ORGADMIN, None, home_unit_id=county.region.id, locale="en")
    county.region.name = "Yunpu"
    county.add(county.region)
    county.grant(admin, Role.ORGADMIN, county.region)
    client = api.anonymous if path in ("/sign-in", "/forgotten") else api.as_(admin)
    text = read(client, path + "?", 200) if client is not api.anonymous else english(client, path)
    body = text.partition("<main")[2].partition("</main>")[0]
    allowed = ("简体中文", "中文")
    for word in allowed:
        body = body.replace(word, "")
    assert [char for char in body if "一" <= char <= "鿿"] == []


def english(client: httpx.Client, path: str) -> str:
    return client.get(path, headers=HTML | {"Accept-Language": "en"}).text
