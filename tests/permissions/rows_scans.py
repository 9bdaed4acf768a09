"""The rows of scans: who runs the service asks for them and sees how they went; nobody else."""

from tests.permissions.matrix import Rule, of_office, who

MAY = {"from_on": "2026-05-01", "to_on": "2026-05-31", "as_of": "2026-06-01"}
SCAN_ROWS: dict[str, Rule] = {
    "POST /signals/scans": of_office(who("sysadmin"), body=MAY),
    "GET /signals/scans": of_office(who("sysadmin")),
}
SCAN_PAGES: dict[str, Rule] = {"GET /scans": of_office(who("sysadmin"), anonymous=303)}
