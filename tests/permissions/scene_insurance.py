"""A policy for each secondment of the scene, the cadre's number, an import that was refused, the sheet to upload."""

import re
from typing import Any

from sqlalchemy import update

from app.allowances.models_insurance import InsurancePolicy
from app.core.db import metadata
from app.secondments.models import Secondment
from app.secondments.models_roster import ImportState, RosterImport
from tests.factories import County
from tests.secondments.sheets import workbook

NUMBER = "SCENE-1"
PREMIUM = re.compile(r"(?<![0-9a-f.])987654(?![0-9a-f])|9,?876\.54")
"""What the cadre's own cover costs, as programs and as people read it; the same digits amid an id are none of it."""
HEADINGS = ("人员编号", "姓名", "保单号", "保险公司", "起保日期", "终保日期", "保费")
SHEET = workbook(保险=[HEADINGS, [NUMBER, "cadre", "SHEET-7", "人保财险", "2026-01-01", "2026-12-31", "10"]])
FAULT: dict[str, Any] = {
    "sheet": "保险",
    "row": 2,
    "column": "B",
    "header": "姓名",
    "value": "CANARY-SHEET",
    "code": "missing",
    "params": {"column": "姓名"},
}


def policy_of(county: County, row: Secondment, name: str) -> dict[str, Any]:
    """A policy over the whole term; the cadre's own has a premium that only some may know."""
    policy = InsurancePolicy(
        secondment_id=row.id,
        cadre_id=row.cadre_id,
        policy_no=f"POLICY-{name}",
        insurer=f"CANARY-INSURER-{name}",
        start_on=row.start_on,
        end_on=row.end_on,
        premium_fen=987654 if name == "own" else 100,
    )
    county.add(policy)
    return {f"policy_id@{name}": policy.id}


def insurance_import(county: County, own: Secondment, maker_id: Any) -> dict[str, Any]:
    """The id by its name; the cadre gets the number that the sheet speaks of."""
    people = metadata.tables["people"]
    with county.database.engine.begin() as connection:
        connection.execute(update(people).where(people.c.id == own.cadre_id).values(person_no=NUMBER))
    row = RosterImport(
        kind="insurance",
        person_id=maker_id,
        unit_id=county.region.id,
        file_name="保险.xlsx",
        file_digest="5" * 64,
        dry_run=True,
        state=ImportState.REFUSED,
        faults=[FAULT],
        fault_count=1,
    )
    county.add(row)
    return {"insurance_import_id": row.id}
