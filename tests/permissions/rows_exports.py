"""The rows of files that leave the system, of sums and of reconciliation, with an export that finance asked for."""

from typing import Any

from app.accounts.models import Person
from app.allowances.models_exports import AllowanceExport, AllowanceExportProgramme
from app.secondments.models import Programme
from tests.factories import County
from tests.permissions.matrix import Rule, of_office, who

MONEY = who("finance foreign_finance orgadmin foreign_orgadmin")
ASKER = who("finance")
OWN = {"export_id": "{export_id}"}
NOTHING_THERE = {"foreign_finance": 409, "foreign_orgadmin": 409}
"""Who pays nobody in that month has nothing to take."""
EXPORT_CANARIES = {"CANARY-EXPORT"}

EXPORT_ROWS: dict[str, Rule] = {
    "GET /allowances/{month}.pdf": of_office(who("finance orgadmin"), special=NOTHING_THERE),
    "GET /allowances/reconciliation": of_office(MONEY, query="?from=2026-06&to=2026-06"),
    "POST /exports": of_office(
        who("finance orgadmin"), special=NOTHING_THERE, body={"kind": "sheet-xlsx", "month": "2026-06"}
    ),
    "GET /exports": of_office(MONEY, query="?all=true"),
    "GET /exports/by-digest/{sha256}": of_office(MONEY, path={"sha256": "ab" * 32}),
    "GET /exports/{export_id}": Rule(ok=ASKER, path=OWN),
    # Its week is over: whoever asked for it learns that it is gone.
    "GET /exports/{export_id}/file": Rule(ok=ASKER, path=OWN, success=(410,)),
}
EXPORT_PAGES: dict[str, Rule] = {
    f"GET /{name}": of_office(MONEY, anonymous=303) for name in ("totals", "reconciliation", "exports")
}


def export_of(county: County, person: Person, programme_id: Any) -> dict[str, Any]:
    """A file that somebody of finance took more than a week ago."""
    with county.database.session(write=False) as session:
        programme = session.get_one(Programme, programme_id)
    made = AllowanceExport(
        month="2026-06",
        kind="sheet-xlsx",
        sha256="ab" * 32,
        rows=1,
        made_by_id=person.id,
        programme_id=programme.id,
        file_name="CANARY-EXPORT",
    )
    county.add(made, AllowanceExportProgramme(export_id=made.id, programme_id=programme.id))
    return {"export_id": made.id}
