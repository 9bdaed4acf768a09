"""The rows of the scheduled jobs: who runs the service, and the Organization Departments, look at them."""

from tests.permissions.matrix import Rule, of_office, who

LOOKS = who("orgadmin foreign_orgadmin sysadmin")
SEAL = {"name": "audit-seal"}

JOB_ROWS: dict[str, Rule] = {
    "GET /jobs": of_office(LOOKS),
    "GET /jobs/{name}": of_office(LOOKS, path=SEAL),
    "GET /jobs/{name}/runs": of_office(LOOKS, path=SEAL),
}
JOB_PAGES: dict[str, Rule] = {
    "GET /jobs": of_office(LOOKS, anonymous=303),
    "GET /jobs/{name}": of_office(LOOKS, anonymous=303, path=SEAL),
}
