"""Renaming: the past keeps the name of then, a search finds old names, a slip of the pen leaves no trace."""

from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import time_machine

from app.accounts.models import Unit
from app.accounts.service_unit_names import name_on, unit_names_on
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from tests.factories import Api, County


@pytest.fixture(autouse=True)
def _in_july() -> Any:
    with time_machine.travel(datetime(2026, 7, 10, 3, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def rename(client: httpx.Client, unit: Unit, version: int, **changes: Any) -> httpx.Response:
    return client.patch(f"/api/v1/units/{unit.id}", json=changes, headers={"If-Match": f'"{version}"'})


def names_by_day(county: County, unit: Unit, *days: date) -> list[str]:
    with Work(county.database, SYSTEM, writes=False) as work:
        assert unit_names_on(work, [unit.id, None], days[0]) == {unit.id: name_on(work, unit, days[0])}
        return [unit_names_on(work, [unit.id], on)[unit.id] for on in days]


def test_the_past_keeps_the_name_of_then(county: County, orgadmin: httpx.Client) -> None:
    unit, other = county.unit("扶贫办", county.region), county.unit("文旅局", county.region)
    assert rename(orgadmin, unit, 1, name="乡村振兴局", renamed_on="2026-03-01").status_code == 200
    assert rename(orgadmin, unit, 2, name="农业农村局").status_code == 200
    days = [date(2019, 5, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 7, 9), date(2026, 7, 10)]
    assert names_by_day(county, unit, *days) == ["扶贫办", "扶贫办", "乡村振兴局", "乡村振兴局", "农业农村局"]
    assert names_by_day(county, other, *days) == ["文旅局"] * 5
    former = orgadmin.get(f"/api/v1/units/{unit.id}/names").json()["items"]
    assert former == [
        {"name": "扶贫办", "from_on": None, "until_on": "2026-03-01"},
        {"name": "乡村振兴局", "from_on": "2026-03-01", "until_on": "2026-07-10"},
    ]
    assert orgadmin.get(f"/api/v1/units/{other.id}/names").json()["items"] == []


def test_a_search_finds_old_names(api: Api, county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("扶贫办", county.region)
    rename(orgadmin, unit, 1, name="乡村振兴局", renamed_on="2026-03-01")
    found = orgadmin.get("/api/v1/units", params={"q": "扶贫"}).json()["items"]
    assert [one["name"] for one in found] == ["乡村振兴局"]
    stranger = api.as_(county.person("邻县", Role.ORGADMIN, county.unit("邻县")))
    assert stranger.get("/api/v1/units", params={"q": "扶贫"}).json()["items"] == []
    page = orgadmin.get("/units", params={"q": "扶贫"}).text
    assert "乡村振兴局" in page
    assert "曾用名：扶贫办" in page


def test_a_slip_of_the_pen_is_mended_everywhere(county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("扶贫办", county.region)
    assert rename(orgadmin, unit, 1, name="扶贫办公室", renamed_on=None).status_code == 200
    assert names_by_day(county, unit, date(2020, 1, 1)) == ["扶贫办公室"]
    rename(orgadmin, unit, 2, name="乡村振兴句", renamed_on="2026-03-01")
    rename(orgadmin, unit, 3, name="乡村振兴局", renamed_on=None)
    assert names_by_day(county, unit, date(2026, 1, 1), date(2026, 4, 1)) == ["扶贫办公室", "乡村振兴局"]
    rename(orgadmin, unit, 4, name="甲局")
    rename(orgadmin, unit, 5, name="乙局")
    assert names_by_day(county, unit, date(2026, 7, 9), date(2026, 7, 10)) == ["乡村振兴局", "乙局"]


@pytest.mark.parametrize("on", ["2026-07-11", "2026-02-01", "2026-03-01x", 20260301])
def test_a_wrong_day_of_renaming_is_pointed_at(county: County, orgadmin: httpx.Client, on: Any) -> None:
    unit = county.unit("扶贫办", county.region)
    rename(orgadmin, unit, 1, name="乡村振兴局", renamed_on="2026-03-01")
    answer = rename(orgadmin, unit, 2, name="农业农村局", renamed_on=on)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/renamed_on")


def test_other_changes_write_no_names(county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("扶贫办", county.region)
    assert rename(orgadmin, unit, 1, name="扶贫办", renamed_on="2026-03-01", region_band="山区").status_code == 200
    assert orgadmin.get(f"/api/v1/units/{unit.id}/names").json()["items"] == []
