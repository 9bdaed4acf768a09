"""The monthly sheet: read back by a spreadsheet library, with totals, names and nothing that could be a formula."""

import hashlib
import zipfile
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook

from app.allowances.models_exports import AllowanceExport
from app.core.actor import Role, Scope
from tests.allowances.conftest import Scene

APRIL = "2026-04"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def take(scene: Scene, person: Any = None, **params: Any) -> Any:
    return scene.api.as_(person or scene.finance).get(f"/api/v1/allowances/{APRIL}.xlsx", params=params)


def table(answer: Any) -> list[list[Any]]:
    assert answer.status_code == 200, answer.text
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def settled(scene: Scene) -> Scene:
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.settle(APRIL)
    return scene


def test_a_row_a_cadre_with_totals_and_capital_numerals(scene: Scene) -> None:
    answer = take(settled(scene), programme_id=str(scene.programme.id))
    rows = table(answer)
    assert answer.headers["content-type"] == XLSX
    assert rows[0][0] == "外派挂职第三批 2026-04 生活补助按人按月汇总表"
    head = rows[2]
    cadre = dict(zip(head, rows[3], strict=True))
    assert (cadre["姓名"], cadre["人员编号"], cadre["派出单位"], cadre["挂职单位"]) == (
        "许文澜",
        "0102",
        "县商务局",
        "白鹭镇",
    )
    assert (cadre["计发天数"], cadre["标准"], cadre["生活补助"], cadre["合计"]) == (21, 30, 630, 630)
    assert rows[4][0] == "合计　1 人，本次付 1 人，待确认 0 人"
    assert rows[4][head.index("合计")] == 630
    assert rows[5][0] == "人民币大写　陆佰叁拾元整"
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert all(
        word in text for word in ("制表：程以宁", "审核：苏念恩", "负责人：", "状态：已结账", "数据截至 2026-10-08")
    )


def test_the_pending_are_named_and_not_counted(scene: Scene) -> None:
    scene.colleague("沈书宁")
    scene.rate(30_00)
    scene.confirm(APRIL, scene.secondment)
    scene.step("calculate", APRIL)
    rows = table(take(scene))
    waiting = next(row for row in rows if row[1] == "沈书宁")
    assert (waiting[8], waiting[15], waiting[18]) == ("待确认", "", "考勤待确认，本次不付，确认后补发")
    assert any(row[0] == "待确认 1 人：沈书宁" for row in rows)
    total = next(row for row in rows if str(row[0]).startswith("合计"))
    assert total[15] == 630


def test_text_is_never_a_formula(scene: Scene) -> None:
    for name in ("=HYPERLINK(1)", "+1", "-2", "@SUM(A1)"):
        scene.colleague(name)
    rows = table(take(settled(scene)))
    assert {"'=HYPERLINK(1)", "'+1", "'-2", "'@SUM(A1)"} <= {row[1] for row in rows}
    with zipfile.ZipFile(BytesIO(take(scene).content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


def test_every_page_is_numbered(scene: Scene) -> None:
    with zipfile.ZipFile(BytesIO(take(settled(scene)).content)) as package:
        page = package.read("xl/worksheets/sheet1.xml").decode()
    assert "&amp;P/&amp;N" in page
    assert 'orientation="landscape"' in page


def test_taking_the_file_leaves_its_digest_in_the_trail(scene: Scene) -> None:
    answer = take(settled(scene), programme_id=str(scene.programme.id))
    (event,) = scene.trail("allowances.export")
    sha256 = hashlib.sha256(answer.content).hexdigest()
    assert (event.facts["sha256"], event.actor_id, event.facts["rows"]) == (sha256, scene.finance.id, 1)
    assert (event.unit_id, event.facts["programme_id"]) == (scene.programme.unit_id, str(scene.programme.id))
    with scene.county.database.session(write=False) as session:
        export = session.get(AllowanceExport, UUID(event.subject_id))
    assert export is not None
    assert (export.sha256, export.month, export.rows) == (sha256, APRIL, 1)


def test_in_english(scene: Scene) -> None:
    answer = scene.api.as_(settled(scene).finance).get(
        f"/api/v1/allowances/{APRIL}.xlsx", headers={"Accept-Language": "en"}
    )
    assert table(answer)[2][1] == "Name"


@pytest.mark.parametrize(("who", "status"), [("cadre", 403), ("supervisor", 403), ("sender", 403), ("orgadmin", 200)])
def test_who_may_take_it(scene: Scene, who: str, status: int) -> None:
    assert take(settled(scene), getattr(scene, who)).status_code == status


def test_programs_and_other_counties(scene: Scene) -> None:
    settled(scene)
    url = f"/api/v1/allowances/{APRIL}.xlsx"
    assert scene.api.as_client(scene.county.api_client(Scope.ALLOWANCE_EXPORT)).get(url).status_code == 200
    assert scene.api.as_client(scene.county.api_client(Scope.ATTENDANCE_READ)).get(url).status_code == 403
    other = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    assert take(scene, other, programme_id=str(scene.programme.id)).status_code == 404
    assert take(scene, other).json()["code"] == "not-calculated"


def test_nothing_to_take_before_the_calculation(scene: Scene) -> None:
    answer = take(scene)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-calculated")
    assert scene.api.as_(scene.finance).get("/api/v1/allowances/2026-13.xlsx").status_code == 422
