"""The rows of formal spot checks 抽查: the office draws and closes, inspectors see what was drawn for them, the cadre
what two of them have signed; nobody else learns of any."""

from typing import Any

from tests.permissions.matrix import EVERYBODY, Rule, of_office, who

OFFICES = who("orgadmin foreign_orgadmin")
OURS = who("orgadmin")
FOUND = {"spot_check_id": "{found_check_id}"}
PLANNED = {"spot_check_id": "{planned_check_id}"}
READERS = who("cadre inspector orgadmin")
DRAW: dict[str, Any] = {
    "scope": {"programme_id": "{programme_id}"},
    "from": "2026-06-01",
    "to": "2026-06-30",
    "size": 1,
    "inspectors": ["{inspector_id}", "{fellow_id}"],
}
PLAN = {"programme_id": "{programme_id}", "every": "month", "size": 2, "from_on": "2026-07-01"}
FINDINGS = {
    "visited_at": "2026-07-10T11:00:00+08:00",
    "method": "onsite",
    "consistent": "yes",
    "leave_in_order": "yes",
    "allowance_agrees": "yes",
    "finding": "none",
}


def of_inspectors(path: dict[str, str], **more: Any) -> Rule:
    """What only those who were drawn for it do; the office knows of it."""
    return Rule(ok=who("inspector"), denied=OURS, path=path, **more)


def changed_by_office(**more: Any) -> Rule:
    """What only the office of the subject changes: another's does not know of it, all others may not at all."""
    return Rule(ok=OURS, denied=EVERYBODY - OFFICES, **more)


CHECK_ROWS = {
    "POST /spot-checks/draw": of_office(OURS, special={"foreign_orgadmin": 422}, body=DRAW),
    "POST /spot-checks/draw/preview": of_office(OURS, special={"foreign_orgadmin": 422}, body=DRAW),
    "GET /spot-checks/draws": of_office(OFFICES),
    "GET /spot-checks/draws/{draw_id}": Rule(ok=OURS),
    "GET /spot-checks/draws/{draw_id}/frame": Rule(ok=OURS),
    "POST /spot-checks/draws/{draw_id}/void": changed_by_office(
        path={"draw_id": "{unbegun_draw_id}"}, body={"version": 1, "reason": "名册漏了两人"}
    ),
    "GET /spot-checks/plans": of_office(OFFICES),
    "POST /spot-checks/plans": of_office(OURS, special={"foreign_orgadmin": 422}, body=PLAN),
    "PATCH /spot-checks/plans/{plan_id}": changed_by_office(body={"size": 3}, headers={"If-Match": '"1"'}),
    "GET /spot-checks/{spot_check_id}/sample": Rule(ok=who("inspector orgadmin"), denied=who("cadre"), path=FOUND),
    "PUT /spot-checks/{spot_check_id}/findings": of_inspectors(PLANNED, body=FINDINGS),
    "POST /spot-checks/{spot_check_id}/confirm": of_inspectors(
        {"spot_check_id": "{visited_check_id}"}, body={"version": 1}
    ),
    "POST /spot-checks/{spot_check_id}/rectify": Rule(
        ok=who("cadre"), denied=who("inspector orgadmin"), path=FOUND, body={"version": 1, "text": "已办"}
    ),
    "POST /spot-checks/{spot_check_id}/return": Rule(
        ok=OURS,
        denied=who("cadre inspector"),
        path={"spot_check_id": "{rectified_check_id}"},
        body={"version": 1, "reason": "请补材料"},
    ),
    "GET /spot-checks/{spot_check_id}/sheet.pdf": Rule(ok=READERS, path=FOUND),
}
CHECK_PAGES = {
    "GET /checks": Rule(ok=EVERYBODY, anonymous=303),
    "GET /checks/draws": of_office(OFFICES, anonymous=303),
    "GET /checks/draws/new": of_office(OFFICES, anonymous=303),
    "GET /checks/draws/{draw_id}": Rule(ok=OURS, anonymous=303),
    "GET /checks/plans": of_office(OFFICES, anonymous=303),
    "GET /checks/{check_id}": Rule(ok=READERS, anonymous=303, path={"check_id": "{found_check_id}"}),
    "GET /checks/{check_id}/visit": Rule(
        ok=who("inspector"), denied=OURS, anonymous=303, path={"check_id": "{planned_check_id}"}
    ),
}
HEARD = ("HEARD", "SEEN", "ANSWERED")
"""What was heard and seen at a visit and what the cadre said to it: theirs, the inspectors' and the office's alone."""
CHECK_CANARIES = {f"CANARY-{kind}-{subject}" for kind in HEARD for subject in ("own", "double", "ended")}
