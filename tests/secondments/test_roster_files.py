"""What goes in and out as a file: bounds before unpacking, odd spreadsheets, the template, the marked file."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
import xlsxwriter  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from app.accounts.models import Person
from app.core.actor import Role
from app.core.sheets import workbook as roster_workbook
from app.core.sheets.faults import Cell, Faults
from app.core.sheets.values import read_day, read_name, read_number, read_numbers, shown
from app.core.sheets.workbook import Unreadable, open_workbook
from app.secondments.roster.faults import SENTENCES
from app.secondments.roster.template import Choices, write_template
from tests.factories import Api, County
from tests.secondments.sheets import FLAT, flat, send, workbook

NOW = "2026-04-20T10:00:00+08:00"
ONE = {"人员编号": "00231", "姓名": "何景行", "派出单位": ""}


@pytest.fixture
def admin(county: County) -> Person:
    county.unit("县发改局", county.region)
    county.programme("外派挂职")
    return county.person("卫东", Role.ORGADMIN, county.region)


def archive(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as found:
        for name, data in parts.items():
            found.writestr(name, data)
    return target.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        parts = {name: found.read(name) for name in found.namelist()}
    return archive(**{name: change(text) if name == part else text for name, text in parts.items()})


def far_away(reference: str) -> bytes:
    cell = f'<c r="{reference}"><v>1</v></c></row></sheetData>'.encode()
    return rewritten(
        workbook(名册=flat(ONE)), "xl/worksheets/sheet1.xml", lambda text: text.replace(b"</row></sheetData>", cell)
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old-format"),
        (b"number,name\n1,2\n", "not-xlsx"),
        (b"", "not-xlsx"),
        (b"PK\x03\x04" + b"\0" * 60, "broken"),
        (archive(**{"word/document.xml": b"<w/>"}), "not-xlsx"),
        (workbook(名册=flat(ONE))[:-300], "broken"),
        (far_away("XFD9"), "too-many-rows"),
        (far_away("A1048576"), "too-many-rows"),
    ],
)
def test_what_is_no_roster_is_refused_before_it_is_laid_out(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        open_workbook(data)
    assert refused.value.code == code


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive(**{"xl/workbook.xml": b"", "xl/_rels/workbook.xml.rels": b"", "xl/a.xml": b"0" * 5_000_000})
    assert len(bomb) < 20_000
    monkeypatch.setattr(roster_workbook, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(Unreadable) as refused:
        open_workbook(bomb)
    assert refused.value.code == "too-large"


def odd_book() -> bytes:
    """A title above the headings, cells merged downwards, a hidden sheet, formulas, empty rows, dates as they come."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page, hidden = book.add_worksheet("Sheet1"), book.add_worksheet("台账")
        hidden.write(0, 0, "x")
        hidden.hide()
        page.merge_range(0, 0, 0, 8, "云浦县挂职干部名册")
        for at, heading in enumerate(("序号", *FLAT)):
            page.write(2, at, f" {heading}* ")
        day = book.add_format({"num_format": "m/d"})
        for row in (3, 5):
            for at, value in enumerate((row, f"0{row}", "何　景", "", "", "外派挂职", "", "", "副局长")):
                page.write(row, at, value)
            page.write_datetime(row, 10, date(2026, 3, 1), day)
            page.write_formula(row, 11, '="2027年２月28日"', None, "2027年２月28日")
        page.merge_range(3, 7, 5, 7, "县发改局")
        page.write_number(5, 10, 46082)
    return target.getvalue()


@time_machine.travel(NOW)
def test_a_clerks_own_sheet_is_read_as_she_means_it(api: Api, admin: Person) -> None:
    answer = send(api.as_(admin), odd_book())
    assert answer.status_code == 201, answer.text
    assert answer.json()["counts"]["secondments"]["created"] == 2
    terms = api.as_(admin).get("/api/v1/secondments").json()["items"]
    assert {(one["start_on"], one["end_on"], one["cadre_name"]) for one in terms} == {
        ("2026-03-01", "2027-02-28", "何景")
    }


@time_machine.travel(NOW)
def test_a_failed_formula_is_told(api: Api, admin: Person) -> None:
    rows = workbook(名册=flat(ONE | {"地区档": "县内"}))
    error = rb'<c r="I2" t="e"><f>1/0</f><v>#DIV/0!</v>'
    failed = rewritten(
        rows, "xl/worksheets/sheet1.xml", lambda text: re.sub(rb'<c r="I2" t="s"><v>\d+</v>', error, text)
    )
    errors = send(api.as_(admin), failed).json()["errors"]
    assert [(one["row"], one["column"], one["code"]) for one in errors] == [(2, "I", "cell-error")]


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("2026-3-1", date(2026, 3, 1)),
        (" 2026年3月1日 ", date(2026, 3, 1)),
        ("２０２６．０３．０１", date(2026, 3, 1)),
        ("2026/03/01 00:00:00", date(2026, 3, 1)),
        (20260301.0, date(2026, 3, 1)),
        (46082.0, date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        ("2026-13-01", None),
        ("三月一日", None),
        (3.5, None),
    ],
)
def test_dates_in_all_their_spellings(raw: Any, wanted: date | None) -> None:
    faults = Faults()
    assert read_day(Cell("名册", 2, 9, "开始日期", raw, shown(raw)), faults) == wanted
    assert bool(faults) is (wanted is None)


def test_numbers_and_names_as_people_type_them() -> None:
    def cell(raw: Any) -> Cell:
        return Cell("名册", 2, 0, "", raw, shown(raw))

    faults = Faults()
    assert read_number(cell("００２３１ "), faults) == "00231"
    assert read_number(cell(3301.0), faults) == "3301"
    assert read_numbers(cell("001；002、003, 001"), faults) == ["001", "002", "003"]
    assert read_name(cell("张　 三\u200b"), faults) == "张三"
    assert read_name(cell("John  Smith"), faults) == "John Smith"
    assert not faults


@time_machine.travel(NOW)
def test_the_template_is_a_roster_without_rows(api: Api, admin: Person) -> None:
    data = api.as_(admin).get("/api/v1/imports/roster/template").content
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        assert book.sheet_names == ["说明", "名册", "单位", "人员", "主管", "选项"]
        assert book.get_sheet_by_name("名册").to_python()[0] == [*FLAT[:2], "手机", "登录名", *FLAT[4:]]
        assert ["云浦县", "外派挂职", "部门", "挂职干部"] in book.get_sheet_by_name("选项").to_python()
    assert [one["code"] for one in send(api.as_(admin), data).json()["errors"]] == ["empty-file"]


def test_the_template_speaks_english_around_its_headings() -> None:
    data = write_template(Choices(["=cmd|' /C calc'!A0"], [], [], []), "en")
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        assert not any(b"<f>" in found.read(name) for name in found.namelist() if "sheet6" in name)
        assert b"leading zeros" in found.read("xl/sharedStrings.xml")


@time_machine.travel(NOW)
def test_the_marked_file_keeps_text_as_text_and_tells_each_fault(api: Api, admin: Person) -> None:
    data = workbook(名册=flat(ONE | {"手机": "=cmd|' /C calc'!A0", "开始日期": "三月"}))
    answer = send(api.as_(admin), data, "roster/marked")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as found:
        assert not any(b"<f>" in found.read(name) for name in found.namelist() if "worksheets/sheet" in name)
        remarks = b"".join(found.read(name) for name in found.namelist() if "comments" in name).decode()
    assert "这不是电话号码。" in remarks
    assert "这不是日期。" in remarks
    with CalamineWorkbook.from_filelike(io.BytesIO(answer.content)) as book:
        assert [row[1] for row in book.get_sheet_by_name("说明").to_python()] == ["单元格", "C2", "J2"]
        assert book.get_sheet_by_name("名册").to_python()[1][2] == "=cmd|' /C calc'!A0"


@time_machine.travel(NOW)
def test_text_that_looks_like_a_formula_stays_text(api: Api, admin: Person) -> None:
    assert send(api.as_(admin), workbook(名册=flat(ONE | {"职务": "=1+1"}))).status_code == 201
    assert api.as_(admin).get("/api/v1/secondments").json()["items"][0]["post_title"] == "=1+1"


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"\xd0\xcf\x11\xe0old", 415, "unsupported-roster"),
        (b"PK\x03\x04broken", 422, "broken-roster"),
        (b"PK\x03\x04" + b"\0" * 11_000_000, 413, "roster-too-large"),
    ],
)
def test_files_that_cannot_be_taken(api: Api, admin: Person, data: bytes, status: int, code: str) -> None:
    answer = send(api.as_(admin), data)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert api.anonymous.post("/api/v1/imports/roster", files={"file": ("a.xlsx", data)}).status_code == 401


def test_every_sentence_has_its_remedy() -> None:
    assert all(sentence and remedy for sentence, remedy in SENTENCES.values())
