"""A month of the past calls units what they were called then: on the month's page and on its sheet."""

from io import BytesIO

from python_calamine import CalamineWorkbook

from app.accounts.models import Unit
from tests.allowances.conftest import Scene


def rename(scene: Scene, unit: Unit, name: str) -> None:
    answer = scene.api.as_(scene.orgadmin).patch(
        f"/api/v1/units/{unit.id}", json={"name": name, "renamed_on": "2026-05-01"}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200, answer.text


def unit_names(scene: Scene, month: str) -> set[str]:
    rows = scene.api.as_(scene.supervisor).get(f"/api/v1/attendance/{month}").json()["items"]
    return {row["unit_name"] for row in rows}


def test_a_month_keeps_the_names_of_then(scene: Scene) -> None:
    scene.rate(30_00)
    scene.confirm("2026-04")
    scene.settle("2026-04")
    rename(scene, scene.township, "白鹭街道")
    assert unit_names(scene, "2026-04") == {"白鹭镇"}
    assert unit_names(scene, "2026-05") == {"白鹭街道"}
    sheet = scene.api.as_(scene.finance).get("/api/v1/allowances/2026-04.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    cadre = dict(zip(rows[2], rows[3], strict=True))
    assert (cadre["派出单位"], cadre["挂职单位"]) == ("县商务局", "白鹭镇")
