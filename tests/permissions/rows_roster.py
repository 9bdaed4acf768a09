"""The rows of roster imports and login slips, and the import of the scene."""

from tests.permissions.matrix import Rule, of_office, who
from tests.permissions.rows_pages import ORG, office, page
from tests.permissions.scene_roster import SHEET

KEEPS_PEOPLE = ORG | who("sysadmin")

ROSTER_ROWS = {
    "POST /imports/roster": of_office(ORG, sheet=SHEET),
    "POST /imports/roster/marked": of_office(ORG, sheet=SHEET),
    "GET /imports/roster/template": of_office(ORG),
    "GET /imports/{import_id}": Rule(ok=who("orgadmin")),
    "POST /login-slips": of_office(KEEPS_PEOPLE, body={"unit_id": "{unit_id}"}, special={"foreign_orgadmin": 404}),
}
ROSTER_PAGES = {
    "GET /roster": office(ORG),
    "GET /roster/{import_id}": page(who("orgadmin")),
    "GET /login-slips": office(KEEPS_PEOPLE),
}
