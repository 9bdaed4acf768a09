"""The rows of insurance: the programme's offices keep the register, whoever knows of a secondment reads its cover."""

from tests.permissions.matrix import EVERYBODY, KNOWS, LIST, STEP, Rule, about_own, of_office, who
from tests.permissions.scene_insurance import SHEET

KEEPS = who("orgadmin finance")
OFFICES = who("orgadmin foreign_orgadmin finance foreign_finance")
STRANGERS = {"foreign_orgadmin": 422, "foreign_finance": 422}
"""To them nobody of the sheet is anybody."""
POLICY = {
    "secondment_id": "{secondment_id}",
    "policy_no": "NEW-1",
    "insurer": "人保财险",
    "start_on": "2026-01-01",
    "end_on": "2026-12-31",
    "premium_fen": 100,
}
ITS_IMPORT = {"import_id": "{insurance_import_id}"}

INSURANCE_ROWS: dict[str, Rule] = {
    "POST /insurance": about_own(KEEPS, body=POLICY),
    "GET /insurance": LIST,
    "GET /insurance/gaps": LIST,
    "GET /insurance/{policy_id}": Rule(ok=KNOWS),
    "PATCH /insurance/{policy_id}": about_own(KEEPS, body={"insurer": "平安产险"}, headers={"If-Match": '"1"'}),
    "POST /insurance/{policy_id}/void": about_own(KEEPS, body=STEP),
    "POST /imports/insurance": of_office(OFFICES, sheet=SHEET, special=STRANGERS),
    "POST /imports/insurance/marked": of_office(OFFICES, sheet=SHEET),
    "GET /imports/insurance/template": of_office(OFFICES),
    "GET /imports": of_office(OFFICES),
}
INSURANCE_PAGES: dict[str, Rule] = {
    "GET /insurance": Rule(ok=EVERYBODY, anonymous=303),
    "GET /insurance/new": of_office(OFFICES, anonymous=303),
    "GET /insurance/import": of_office(OFFICES, anonymous=303),
    "GET /insurance/import/{import_id}": Rule(ok=KEEPS, anonymous=303, path=ITS_IMPORT),
    "GET /insurance/{policy_id}": Rule(ok=KNOWS, anonymous=303),
    "GET /me/insurance": Rule(ok=EVERYBODY, anonymous=303),
}
KNOWS_THE_PREMIUM = who("cadre orgadmin finance")
INSURANCE_CANARIES = {f"CANARY-INSURER-{subject}" for subject in ("own", "double")}
"""Whoever works with somebody may call their insurer; the offices also know of those whose term is over."""
OFFICE_CANARIES = INSURANCE_CANARIES | {"CANARY-INSURER-ended", "CANARY-SHEET"}
