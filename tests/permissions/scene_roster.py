"""An import that was refused, and the file that the rows upload: one new unit, which every region may have."""

from datetime import date
from typing import Any

from app.secondments.models_roster import ImportState, RosterImport
from tests.factories import County
from tests.secondments.sheets import UNITS, workbook

SHEET = workbook(单位=[UNITS, ["新设单位", "部门", "", ""]])
FAULT: dict[str, Any] = {
    "sheet": "名册",
    "row": 2,
    "column": "B",
    "header": "姓名",
    "value": "CANARY-ROSTER",
    "code": "missing",
    "params": {"column": "姓名"},
}


def refused_import(county: County, admin_id: Any) -> dict[str, Any]:
    """The id by its name; what the file said is for the region's own Organization Department."""
    row = RosterImport(
        person_id=admin_id,
        unit_id=county.region.id,
        file_name=f"{date(2026, 7, 1)}.xlsx",
        file_digest="4" * 64,
        dry_run=True,
        state=ImportState.REFUSED,
        faults=[FAULT],
        fault_count=1,
    )
    county.add(row)
    return {"import_id": row.id}
