"""Roster files that are wrong in many ways: each tells the sheet, the row, the column and a stable code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
import time_machine
from sqlmodel import SQLModel, func, select

from app.accounts.models import Person, PersonStatus, RoleAssignment, Unit, UnitKind
from app.core import clock
from app.core.actor import Role
from app.secondments.models import MonthLock, Programme, ProgrammePolicy, Secondment
from tests.factories import Api, County
from tests.secondments.sheets import FLAT, PEOPLE, ROLES, TERMS, UNITS, Sheets, flat, send, workbook

NOW = "2026-04-20T10:00:00+08:00"
ONE = {"人员编号": "00231", "姓名": "何景行"}
TWO = {"人员编号": "00232", "姓名": "许文澜"}
DONE = {"批准文号": "云组干〔2026〕12号"}


@dataclass(frozen=True)
class Wrong:
    """A file and where its fault is: (sheet, row, column letter, code)."""

    name: str
    sheets: Callable[[], Sheets]
    fault: tuple[str, int, str, str]


def one(name: str, fault: tuple[str, int, str, str], **row: Any) -> Wrong:
    """A flat sheet whose first row differs of what is right."""
    return Wrong(name, lambda: {"名册": flat(ONE | row)}, fault)


def at(row: int, column: str, code: str, sheet: str = "名册") -> tuple[str, int, str, str]:
    return (sheet, row, column, code)


def file(name: str, fault: tuple[str, int, str, str], **sheets: Any) -> Wrong:
    """Sheets as they are."""
    return Wrong(name, lambda: sheets, fault)


WITHOUT_NAME = [heading for heading in FLAT if heading != "姓名"]
CASES = [
    one("no number", at(2, "A", "missing"), 人员编号=""),
    one("no name", at(2, "B", "missing"), 姓名=""),
    one("a number with a blank inside a word", at(2, "A", "bad-number"), 人员编号="编号7"),
    one("a number too exact for a spreadsheet", at(2, "A", "number-rounded"), 人员编号=511722198001011234),
    one("a number that lost its zero", at(2, "A", "leading-zero"), 人员编号=777, 姓名="秦朗"),
    one("another name", at(2, "B", "name-differs"), 人员编号="00777", 姓名="秦亮", 开始日期="2027-01-01"),
    one("a name too long", at(2, "B", "too-long"), 姓名="长" * 41),
    one("no telephone", at(2, "C", "bad-phone"), 手机="见通讯录"),
    one("a bad login", at(2, "D", "bad-login"), 登录名="何 景 行"),
    one("a login that is taken", at(2, "D", "login-taken"), 登录名="taken"),
    one("unknown programme", at(2, "E", "unknown-programme"), 项目="外派挂植"),
    one("archived programme", at(2, "E", "programme-archived"), 项目="旧项目"),
    one("unknown unit", at(2, "G", "unknown-unit-near"), 接收单位="县发改委"),
    one("an unit unlike any", at(2, "F", "unknown-unit"), 派出单位="火星基地"),
    one("an ambiguous unit", at(2, "G", "ambiguous-unit"), 接收单位="财政所"),
    one("a merged unit", at(2, "G", "unit-closed"), 接收单位="旧单位"),
    one("no post", at(2, "H", "missing"), 职务=""),
    one("a post too long", at(2, "H", "too-long"), 职务="职" * 81),
    one("no date", at(2, "J", "bad-date"), 开始日期="三月"),
    one("a month for a date", at(2, "J", "bad-date"), 开始日期="2026-03"),
    one("the 30th of February", at(2, "J", "bad-date"), 开始日期="2026-02-30"),
    one("another century", at(2, "K", "date-out-of-range"), 结束日期=date(2126, 3, 1)),
    one("reversed dates", at(2, "K", "dates-reversed"), 结束日期="2025-03-01"),
    one("before any policy", at(2, "J", "no-policy"), 项目="新项目"),
    one("a closed month", at(2, "J", "month-closed"), 开始日期="2026-01-15"),
    one("overlapping a term", at(2, "J", "term-overlap"), 人员编号="00777", 姓名="秦朗", 开始日期="2026-06-01"),
    one("arrived without approval", at(2, "M", "arrival-without-approval"), 到岗日期="2026-03-02"),
    one("arrived outside of the term", at(2, "M", "arrival-outside-term"), 到岗日期="2026-02-02", **DONE),
    one("arrived tomorrow", at(2, "M", "arrival-in-future"), 到岗日期="2026-04-21", **DONE),
    one("arrived without a day basis", at(2, "M", "day-basis-missing"), 到岗日期="2026-03-02", 项目="无口径", **DONE),
    one("their own supervisor", at(2, "N", "supervisor-is-cadre"), 主管人员编号="00231"),
    one("an unknown supervisor", at(2, "N", "unknown-person"), 主管人员编号="00999"),
    one("names beside numbers", at(2, "O", "names-do-not-match"), 主管人员编号="00817", 主管姓名="周明德；秦朗"),
    one("the wrong name of a supervisor", at(2, "O", "name-differs"), 主管人员编号="00777", 主管姓名="秦亮"),
    one("somebody of another county", at(2, "A", "person-elsewhere"), 人员编号="90001", 姓名="外县人"),
    one("a disabled account", at(2, "A", "person-disabled"), 人员编号="00778", 姓名="停用人"),
    one("one's own row", at(2, "A", "own-row"), 人员编号="00001", 姓名="卫东"),
    one("a strange wish to rename", at(2, "P", "bad-choice"), 改名="也许"),
    file("the same row twice", at(3, "A", "duplicate-row"), 名册=flat(ONE, ONE)),
    file("overlapping rows", at(3, "J", "term-overlap-inside"), 名册=flat(ONE, ONE | {"开始日期": "2026-05-01"})),
    file(
        "one number, two names",
        at(3, "B", "name-differs-inside"),
        名册=flat(ONE, ONE | {"姓名": "许文澜", "开始日期": "2027-03-01", "结束日期": "2027-09-01"}),
    ),
    file("a column is missing", at(1, "", "missing-column"), 名册=flat(ONE, headings=WITHOUT_NAME)),
    file("an unknown column", at(1, "Q", "unknown-column"), 名册=flat(ONE, headings=[*FLAT, "级别"])),
    file("a column twice", at(1, "Q", "duplicate-column"), 名册=flat(ONE, headings=[*FLAT, "姓 名"])),
    file("no headings", at(0, "", "no-header"), 名册=[["00231", "何景行", "副局长"]]),
    file("an unknown sheet", at(0, "", "unknown-sheet", "台账"), 台账=[["甲", "乙"], ["1", "2"]], 名册=flat(ONE)),
    file("nothing in it", at(0, "", "empty-file"), 名册=[FLAT]),
    file("a kind of no unit", at(2, "B", "bad-choice", "单位"), 单位=[UNITS, ["新镇", "乡", "云浦县", ""]]),
    file("a slash in a name", at(2, "A", "bad-unit-name", "单位"), 单位=[UNITS, ["青石镇/新所", "部门", "", ""]]),
    file(
        "a parent that is not there", at(2, "C", "unknown-unit", "单位"), 单位=[UNITS, ["新所", "部门", "火星基地", ""]]
    ),
    file("a circle of parents", at(2, "C", "unit-cycle", "单位"), 单位=[UNITS, ["甲所", "部门", "甲所", ""]]),
    file(
        "a unit twice",
        at(3, "A", "duplicate-row", "单位"),
        单位=[UNITS, ["甲所", "部门", "", ""], ["甲 所", "部门", "", ""]],
    ),
    file("a new region", at(2, "B", "region-kind", "单位"), 单位=[UNITS, ["新区", "地区", "云浦县", ""]]),
    file(
        "a parent in another county",
        at(2, "C", "outside-region", "单位"),
        单位=[UNITS, ["甲所", "部门", "邻县教育局", ""]],
    ),
    file(
        "at home in another county",
        at(2, "E", "outside-region", "人员"),
        人员=[PEOPLE, ["1", "甲", "", "", "邻县教育局", "", ""]],
    ),
    file("a person twice", at(3, "A", "duplicate-row", "人员"), 人员=[PEOPLE, ["1", "甲"], ["1", "甲"]]),
    file(
        "two telephones",
        at(2, "C", "differs-inside"),
        人员=[PEOPLE, ["00231", "何景行", "13900000001"]],
        名册=flat(ONE | {"手机": "13900000002"}),
    ),
    file("a protected role", at(2, "C", "role-protected", "主管"), 主管=[ROLES, ["00777", "县发改局", "财务"]]),
    file("a group's role", at(2, "C", "role-needs-group", "主管"), 主管=[ROLES, ["00777", "县发改局", "组长"]]),
    file("no such role", at(2, "C", "bad-choice", "主管"), 主管=[ROLES, ["00777", "县发改局", "领导"]]),
    file(
        "a role without a unit",
        at(2, "E", "role-needs-unit", "人员"),
        人员=[PEOPLE, ["1", "甲", "", "", "", "主管", ""]],
    ),
    file("a role for nobody", at(2, "A", "unknown-person", "主管"), 主管=[ROLES, ["00999", "县发改局", "主管"]]),
    file("a term for nobody", at(2, "A", "unknown-person", "挂职"), 挂职=[TERMS, ["00999", *flat(ONE)[1][4:14]]]),
    file(
        "a post that stands",
        at(2, "G", "field-fixed"),
        名册=flat(
            {
                "人员编号": "00777",
                "姓名": "秦朗",
                "开始日期": "2026-01-01",
                "结束日期": "2026-12-31",
                "接收单位": "青石镇",
            }
        ),
    ),
]


@pytest.fixture
def admin(county: County) -> Iterator[Person]:
    with time_machine.travel(NOW):
        town = county.unit("青石镇", county.region, kind=UnitKind.TOWNSHIP)
        other = county.unit("白水镇", county.region, kind=UnitKind.TOWNSHIP)
        bureau = county.unit("县发改局", county.region)
        for parent in (town, other):
            county.unit("财政所", parent)
        county.unit("旧单位", county.region, closed_on=date(2025, 12, 31), merged_into_id=bureau.id)
        neighbour = county.unit("邻县", kind=UnitKind.REGION)
        county.unit("邻县教育局", neighbour)
        programme = county.programme("外派挂职")
        county.add(MonthLock(programme_id=programme.id, month="2026-01", state="closed"))
        county.programme("旧项目")
        county.programme("无口径", day_basis=None)
        county.programme("新项目")
        standing = county.person("秦朗", Role.CADRE, person_no="00777", home_unit_id=town.id)
        county.secondment(standing, programme, bureau, post_title="副局长（挂职）")
        county.person("停用人", person_no="00778", home_unit_id=town.id, status=PersonStatus.DISABLED)
        county.person("外县人", person_no="90001", home_unit_id=neighbour.id)
        county.person("占名人", login="taken", home_unit_id=town.id)
        _age(county)
        yield county.person("卫东", Role.ORGADMIN, county.region, person_no="00001", home_unit_id=county.region.id)


def _age(county: County) -> None:
    """One programme is archived, another's policy begins only in May."""
    with county.database.session(write=True) as session:
        for row in session.exec(select(Programme)).all():
            if row.name == "旧项目":
                row.archived_at = clock.now()
            if row.name == "新项目":
                policy = session.exec(select(ProgrammePolicy).where(ProgrammePolicy.programme_id == row.id)).one()
                policy.valid_from = date(2026, 5, 1)
        session.commit()


KINDS: tuple[type[SQLModel], ...] = (Person, Unit, RoleAssignment, Secondment)


def counts(county: County) -> list[int]:
    with county.database.session(write=False) as session:
        return [session.exec(select(func.count()).select_from(kind)).one() for kind in KINDS]


def faults_of(answer: httpx.Response) -> set[tuple[str, int, str, str]]:
    return {(one["sheet"], one["row"], one["column"], one["code"]) for one in answer.json()["errors"]}


def test_each_fault_is_told_at_its_cell_and_nothing_is_written(county: County, admin: Person, api: Api) -> None:
    before = counts(county)
    told = {}
    for case in CASES:
        answer = send(api.as_(admin), workbook(**case.sheets()))
        assert (answer.status_code, answer.json()["code"]) == (422, "roster-refused"), (case.name, answer.text)
        told[case.name] = faults_of(answer)
    assert {case.name: told[case.name] for case in CASES if told[case.name] != {case.fault}} == {}
    assert counts(county) == before
    assert len({case.fault[3] for case in CASES}) > 45


def test_every_fault_has_a_sentence_and_a_remedy_in_both_languages(admin: Person, api: Api) -> None:
    data = workbook(名册=flat(ONE | {"接收单位": "财政所", "手机": "无"}))
    spoken = send(api.as_(admin), data).json()["errors"]
    api.as_(admin).headers["Accept-Language"] = "en"
    english = send(api.as_(admin), data).json()["errors"]
    assert [one["message"] for one in spoken] == ["这不是电话号码。", "有 2 个单位叫“财政所”。"]
    assert spoken[1]["remedy"] == "请写明上级：云浦县/白水镇/财政所；云浦县/青石镇/财政所。"
    assert english[0]["message"].isascii()
    assert english[0]["remedy"].isascii()


def test_all_faults_of_a_file_are_told_at_once(admin: Person, api: Api) -> None:
    rows = flat(
        ONE | {"手机": "无", "开始日期": "?", "项目": "没有", "接收单位": "没有"},
        TWO | {"姓名": "", "结束日期": "2020-01-01"},
    )
    told = faults_of(send(api.as_(admin), workbook(名册=rows)))
    expected = {(2, "C"), (2, "E"), (2, "G"), (2, "J"), (3, "B"), (3, "K")}
    assert {(row, column) for _, row, column, _ in told} == expected
