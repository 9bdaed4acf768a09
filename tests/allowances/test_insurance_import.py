"""An insurance sheet: tried, taken in whole or not at all, taken in again without doubling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pytest
import python_calamine

from app.accounts.models import Person
from app.core.actor import Role
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County
from tests.secondments.sheets import send, workbook

HEADINGS = ("人员编号", "姓名", "保单号", "保险公司", "起保日期", "终保日期", "保费（元）", "项目")
USUAL = {
    "人员编号": "0102",
    "姓名": "许文澜",
    "保单号": "PYIL2026-0937",
    "保险公司": "人保财险",
    "起保日期": "2026-01-01",
    "终保日期": "2026-12-31",
    "保费（元）": 120.5,
}


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, insured=True)


def sheet(*lines: dict[str, Any], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook of lines that differ from a usual one."""
    return workbook(保险=[list(headings), *([(USUAL | line).get(one, "") for one in headings] for line in lines)])


def upload(scene: Scene, data: bytes, person: Person | None = None, **query: Any) -> httpx.Response:
    return send(scene.api.as_(person or scene.finance), data, "insurance", **query)


def registered(scene: Scene) -> list[Any]:
    return scene.api.as_(scene.orgadmin).get("/api/v1/insurance").json()["items"]


def other(scene: Scene, **term: Any) -> Secondment:
    cadre = scene.county.person("林远", Role.CADRE, scene.sending, person_no="00231")
    return scene.county.secondment(cadre, scene.programme, scene.township, **term)


def test_a_group_policy_comes_in_by_one_sheet_and_only_once(scene: Scene) -> None:
    other(scene)
    data = sheet({}, {"人员编号": "00231", "姓名": "林　远", "保费（元）": "¥1,080"})
    tried = upload(scene, data, dry_run=True)
    assert (tried.status_code, tried.json()["counts"]["policies"]["created"]) == (200, 2)
    assert registered(scene) == []
    done = upload(scene, data)
    assert done.status_code == 201, done.text
    assert {(item["cadre_name"], item["premium_fen"]) for item in registered(scene)} == {
        ("许文澜", 12_050),
        ("林远", 108_000),
    }
    assert len(scene.trail("insurance.register")) == 2
    assert [event.facts["counts"]["policies"]["created"] for event in scene.trail("insurance.sheet-import")] == [2]
    again = upload(scene, data)
    assert again.status_code == 200
    assert again.json()["counts"]["policies"] == {"created": 0, "updated": 0, "unchanged": 2}
    assert len(scene.trail("insurance.register")) == 2


def test_a_mended_premium_is_corrected_by_the_sheet(scene: Scene) -> None:
    upload(scene, sheet({}))
    done = upload(scene, sheet({"保费（元）": 99, "保险公司": "平安产险"}))
    assert done.json()["counts"]["policies"] == {"created": 0, "updated": 1, "unchanged": 0}
    (item,) = registered(scene)
    assert (item["premium_fen"], item["insurer"], item["version"]) == (9_900, "平安产险", 2)
    assert scene.trail("insurance.change")[0].facts["fields"] == ["insurer", "premium_fen"]


@dataclass(frozen=True)
class Wrong:
    """A line, and the fault that it must be told: cell and code."""

    line: dict[str, Any]
    cell: str
    code: str


WRONG = (
    Wrong({"人员编号": "9999"}, "A2", "unknown-person"),
    Wrong({"人员编号": 231, "姓名": "林远"}, "A2", "leading-zero"),
    Wrong({"姓名": "许文蓝"}, "B2", "name-differs"),
    Wrong({"姓名": ""}, "B2", "missing"),
    Wrong({"保单号": 1234567890123456789}, "C2", "number-rounded"),
    Wrong({"保险公司": "长" * 81}, "D2", "too-long"),
    Wrong({"起保日期": "二月三十日"}, "E2", "bad-date"),
    Wrong({"起保日期": "2027-01-01", "终保日期": "2027-12-31"}, "E2", "no-term"),
    Wrong({"终保日期": "2025-12-31"}, "F2", "dates-reversed"),
    Wrong({"起保日期": "2020-01-01", "终保日期": "2030-12-31"}, "F2", "too-many-days"),
    Wrong({"保费（元）": "一百"}, "G2", "bad-money"),
    Wrong({"保费（元）": "12.345"}, "G2", "bad-money"),
    Wrong({"保费（元）": -1}, "G2", "money-out-of-range"),
    Wrong({"项目": "没有的项目"}, "H2", "unknown-programme"),
)


def test_each_fault_is_told_at_its_cell_and_nothing_is_written(scene: Scene) -> None:
    other(scene)
    wrong = []
    for case in WRONG:
        answer = upload(scene, sheet(case.line), dry_run=True)
        assert answer.status_code == 422, case
        assert answer.json()["code"] == "insurance-refused"
        told = {(f"{one['column']}{one['row']}", one["code"]) for one in answer.json()["errors"]}
        if told != {(case.cell, case.code)}:
            wrong.append((case, told))
    assert wrong == []
    mixed = upload(scene, sheet({}, {"姓名": "许文蓝"}))
    assert mixed.json()["import"]["error_count"] == 1
    assert registered(scene) == []


def test_two_terms_in_the_dates_ask_which(scene: Scene) -> None:
    scene.county.secondment(
        scene.cadre,
        scene.county.programme("互派挂职"),
        scene.township,
        start_on=date(2027, 1, 1),
        end_on=date(2027, 12, 31),
    )
    both = {"起保日期": "2026-06-01", "终保日期": "2027-05-31"}
    refused = upload(scene, sheet(both), dry_run=True).json()["errors"]
    assert [(one["code"], one["column"]) for one in refused] == [("which-term", "H")]
    assert "互派挂职 2027-01-01–2027-12-31" in refused[0]["remedy"]
    assert upload(scene, sheet(both | {"项目": "互派挂职"})).status_code == 201
    assert [item["programme_name"] for item in registered(scene)] == ["互派挂职"]
    scene.county.secondment(
        scene.cadre, scene.programme, scene.township, start_on=date(2028, 1, 1), end_on=date(2028, 12, 31)
    )
    whole = {"起保日期": "2026-01-01", "终保日期": "2028-12-31", "项目": scene.programme.name}
    assert [one["code"] for one in upload(scene, sheet(whole)).json()["errors"]] == ["same-programme"]


def test_one_number_once_a_day_within_the_file_and_with_what_stands(scene: Scene) -> None:
    halves = {"终保日期": "2026-06-30"}, {"起保日期": "2026-06-30"}
    refused = upload(scene, sheet(*halves)).json()["errors"]
    assert [(one["row"], one["code"]) for one in refused] == [(3, "duplicate-row")]
    upload(scene, sheet(halves[0]))
    refused = upload(scene, sheet(halves[1])).json()["errors"]
    assert [one["code"] for one in refused] == ["policy-overlap"]
    (item,) = registered(scene)
    url = f"/api/v1/insurance/{item['id']}/void"
    scene.api.as_(scene.orgadmin).post(url, json={"version": 1, "reason": "录错了"})
    refused = upload(scene, sheet(halves[0])).json()["errors"]
    assert [one["code"] for one in refused] == ["voided"]
    assert upload(scene, sheet(halves[1])).status_code == 201


def test_who_brings_a_sheet_and_whose(scene: Scene) -> None:
    data = sheet({})
    assert upload(scene, data, scene.supervisor).status_code == 403
    assert send(scene.api.anonymous, data, "insurance").status_code == 401
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    assert [one["code"] for one in upload(scene, data, scene.cadre).json()["errors"]] == ["own-row"]
    elsewhere = scene.county.person("外县财政", Role.FINANCE, scene.county.unit("邻县"))
    refused = upload(scene, sheet({"姓名": "不知道"}), elsewhere).json()["errors"]
    assert [one["code"] for one in refused] == ["unknown-person"]
    assert "许文澜" not in str(refused)


def test_an_import_is_repeated_by_its_id_and_listed_among_its_own_sort(scene: Scene) -> None:
    data, identity = sheet({}), str(uuid4())
    assert upload(scene, data, id=identity).status_code == 201
    assert upload(scene, data, id=identity).status_code == 200
    assert upload(scene, sheet({"保单号": "X"}), id=identity).json()["code"] == "id-reused"
    for person, kinds in ((scene.finance, ["insurance"]), (scene.orgadmin, ["insurance"])):
        listed = scene.api.as_(person).get("/api/v1/imports").json()["items"]
        assert [one["kind"] for one in listed] == kinds
    assert scene.api.as_(scene.orgadmin).get("/api/v1/imports", params={"kind": "roster"}).json()["items"] == []
    assert scene.api.as_(scene.finance).get("/api/v1/imports", params={"kind": "roster"}).status_code == 403
    assert scene.api.as_(scene.supervisor).get(f"/api/v1/imports/{identity}").status_code == 404
    assert scene.api.as_(scene.finance).get(f"/roster/{identity}").status_code == 404


def test_the_template_is_a_sheet_without_rows_and_the_marked_file_tells(scene: Scene) -> None:
    desk = scene.api.as_(scene.finance)
    template = desk.get("/api/v1/imports/insurance/template").content
    assert upload(scene, template, dry_run=True).json()["errors"][0]["code"] == "empty-file"
    titles = python_calamine.CalamineWorkbook.from_filelike(BytesIO(template)).sheet_names
    assert titles[:2] == ["说明", "保险"]
    marked = send(desk, sheet({"姓名": "许文蓝"}), "insurance/marked")
    assert marked.status_code == 200
    listing = python_calamine.CalamineWorkbook.from_filelike(BytesIO(marked.content)).get_sheet_by_name("说明")
    assert listing.to_python()[1][:2] == ["保险", "B2"]
    assert scene.trail("insurance.sheet-mark")[0].facts["errors"] == 1
