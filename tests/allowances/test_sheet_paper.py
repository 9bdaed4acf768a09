"""The sheet as a paper, its remarks, masked accounts, and nothing anywhere that a spreadsheet would calculate."""

import csv
import zipfile
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from app.allowances.export_files import silent
from app.allowances.models import RowStatus
from app.allowances.models_settlement import AdjustmentKind
from app.allowances.repository_sheet import SheetAdjustment, SheetSource
from app.allowances.service_sheet_words import remark_of
from app.allowances.sheet import HEADS, Sheet, SheetFrame, SheetRow
from app.allowances.sheet_paper import write_pdf
from app.allowances.sheet_xlsx import write_xlsx
from app.core.ids import new_id
from tests.allowances.bank import NUMBER, cadre_of, stated, verified
from tests.allowances.conftest import Scene

APRIL = "2026-04"
ODD = ("=HYPERLINK(1)", "＝1+1", "＋1", "－2", "＠SUM(A1)", "\t=1", "@x")
FRAME = SheetFrame(
    title="外派挂职第三批 2026-04 生活补助按人按月汇总表",
    facts=("单位：元", "状态：已结账", "数据截至 2026-05-06 10:00", "校验码 0123"),
    signatures=("制表：程以宁", "审核：苏念恩", "负责人："),
    pending="待确认：无",
    month=APRIL,
    locale="zh_CN",
    as_of=datetime(2026, 5, 6, 2, 0, tzinfo=UTC),
    digest="0123" * 16,
)


def row(**fields: Any) -> SheetRow:
    values: dict[str, Any] = {
        "name": "许文澜",
        "person_no": "0102",
        "sending_unit": "县商务局",
        "unit": "白鹭镇",
        "programme": "外派挂职第三批",
        "band": "县外",
        "rates_fen": [3000],
        "halves": 42,
        "subsidy_fen": 63000,
        "trips": 1,
        "receipts_fen": 47750,
        "transport_fen": 40000,
        "adjustment_fen": -3000,
        "total_fen": 100000,
        "bank": "云浦农商银行",
        "account": "**** 0018",
        "remark": "",
    }
    return SheetRow(**(values | fields))


def source(**fields: Any) -> SheetSource:
    values: dict[str, Any] = dict.fromkeys(SheetSource.__dataclass_fields__, 0) | {
        "status": RowStatus.PAYABLE,
        "account_state": "verified",
        "paid_tail": None,
    }
    return SheetSource(**(values | fields))


def pages_of(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_every_page_has_the_heading_its_number_and_the_digest(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    assert write_pdf(path, Sheet(FRAME, [row(person_no=f"{number:04}") for number in range(60)]), silent) == 60
    pages = pages_of(path)
    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert all(head.partition("|")[0] in text for head, _ in HEADS)
        assert f"{number}/{len(pages)}" in text
        assert FRAME.digest[:32] in text
    assert "2026年4月生活补助按人按月汇总表" in pages[0]
    assert "人民币大写陆万元整" in pages[-1]
    assert all(word in pages[-1] for word in ("制表：程以宁", "审核：苏念恩", "负责人："))
    first = PdfReader(path).pages[0].mediabox
    assert first.width > first.height


def test_the_same_sheet_of_the_same_instant_has_the_same_bytes(tmp_path: Path) -> None:
    for write in (write_pdf, write_xlsx):
        files = [tmp_path / "one", tmp_path / "other"]
        for path in files:
            write(path, Sheet(FRAME, [row(), row(halves=None, subsidy_fen=0, remark="待确认")]), silent)
        assert files[0].read_bytes() == files[1].read_bytes()


def test_a_waiting_row_is_empty_or_adds_up_without_its_days(tmp_path: Path) -> None:
    silent_row = row(
        halves=None, subsidy_fen=0, trips=0, receipts_fen=0, transport_fen=0, adjustment_fen=0, total_fen=0
    )
    paid_back = row(halves=None, subsidy_fen=0, transport_fen=0, adjustment_fen=6000, total_fen=6000)
    path = tmp_path / "sheet.xlsx"
    write_xlsx(path, Sheet(FRAME, [silent_row, paid_back]), silent)
    table = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    head, first, second, sums = table[2], table[3], table[4], table[5]
    at = {name: head.index(name) for name in ("计发天数", "生活补助", "调整", "合计")}
    assert [first[place] for place in at.values()] == ["待确认", "", "", ""]
    assert [second[place] for place in at.values()] == ["待确认", "", 60, 60]
    assert sums[0] == "合计　2 人，本次付 1 人，待确认 2 人"
    assert sums[at["合计"]] == 60


def test_remarks_say_each_part() -> None:
    run, term = new_id(), new_id()
    parts = [
        SheetAdjustment(run, term, AdjustmentKind.BACK_PAY, "2026-02", 6000),
        SheetAdjustment(run, term, AdjustmentKind.CORRECTION, "2025-12", -3000),
        SheetAdjustment(run, term, AdjustmentKind.MANUAL, "2026-03", 4500),
    ]
    said = remark_of(source(debt_in_fen=-9000, carried_fen=100, receipts_fen=500, total_fen=1), parts, APRIL, "zh_CN")
    assert said.split("；") == [
        "补发2月 60.00",
        "更正2025年12月 -30.00",
        "手工调整3月 45.00",
        "抵扣前期欠款 90.00",
        "结转欠款 1.00",
        "票据中 5.00 超出规定，不报",
    ]
    assert remark_of(source(status=RowStatus.PENDING), [], APRIL, "zh_CN") == "考勤待确认，本次不付，确认后补发"
    assert remark_of(source(status=RowStatus.PENDING, total_fen=1, account_state=None), [], APRIL, "zh_CN") == (
        "考勤待确认，确认后补发；账号未填"
    )
    assert remark_of(source(total_fen=1, account_state="unverified"), [], APRIL, "en") == "account to be verified"
    assert remark_of(source(total_fen=1, account_state="unverified", paid_tail="0018"), [], APRIL, "en") == ""


@pytest.fixture
def odd(scene: Scene) -> Scene:
    """April closed with people and units of odd names, one account verified, one not."""
    for name in ODD:
        scene.colleague(name)
    verified(scene, scene.cadre)
    other = scene.colleague("何靖川")
    assert stated(scene, cadre_of(scene, other), "6217001180012345678").status_code == 201
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.settle(APRIL)
    return scene


def exported(scene: Scene, **body: Any) -> bytes:
    client = scene.api.as_(scene.finance)
    asked = client.post("/api/v1/exports", json=body)
    assert asked.status_code == 201, asked.text
    return client.get(asked.json()["url"]).content


def test_no_file_has_a_formula_or_an_account_number(odd: Scene) -> None:
    span = {"from": "2026-01-01", "to": "2026-12-31", "group_by": "cadre"}
    sheet = exported(odd, kind="sheet-xlsx", month=APRIL)
    totals = exported(odd, kind="totals-xlsx", **span)
    plain = exported(odd, kind="totals-csv", **span).decode("utf-8-sig")
    pdf = exported(odd, kind="sheet-pdf", month=APRIL)
    quoted = {f"'{name}" for name in ODD}
    for book, column in ((sheet, 1), (totals, 0)):
        rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
        assert quoted <= {line[column] for line in rows}
        with zipfile.ZipFile(BytesIO(book)) as package:
            parts = b"".join(package.read(name) for name in package.namelist())
        assert b"<f>" not in parts
        assert NUMBER.encode() not in parts
    lines = list(csv.reader(StringIO(plain, newline="")))
    assert quoted <= {line[0] for line in lines}
    assert lines[-1][0] == "合计"
    said = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)
    for text in (plain, said):
        assert NUMBER not in text
        assert "6217001180012345678" not in text
    assert "****0018" in said
    assert "****5678" in said
    assert "账号待核验" in said


def test_programs_take_the_paper_in_one_call(odd: Scene) -> None:
    answer = odd.api.as_(odd.orgadmin).get(f"/api/v1/allowances/{APRIL}.pdf", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "按人按月汇总表" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert odd.api.as_(odd.finance).get("/api/v1/allowances/2026-05.pdf").json()["code"] == "not-calculated"
