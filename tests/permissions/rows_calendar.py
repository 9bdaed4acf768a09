"""The rows of the calendar: arrangements of a region, spans of days, and the page that explains each day."""

from tests.permissions.matrix import EVERYBODY, KNOWS, LIST, MANAGES, Rule, about_own, of_office, who

ORG = who("orgadmin foreign_orgadmin")
KNOWS_PLACE = who("cadre colleague double supervisor liaison orgadmin inspector finance sysadmin")
"""Whoever has something to do with the township, or with the county above it."""
CLOSURE = {
    "unit_id": "{unit_id}",
    "kind": "closure",
    "name": "台风停工",
    "first_on": "2026-07-01",
    "last_on": "2026-07-01",
    "reason": "台风红色预警",
}
SPAN = {"secondment_ids": ["{secondment_id}"], "from": "2026-07-06", "to": "2026-07-06"}
TRIP = {"state": "official_trip", "reason": "赴省厅对接"}
WITHDRAWAL = {"version": 1, "reason": "登记有误"}

CALENDAR_ROWS: dict[str, Rule] = {
    "GET /calendar/overlays": LIST,
    # A unit that is not known cannot be chosen.
    "POST /calendar/overlays": of_office(ORG, body=CLOSURE, special={"foreign_orgadmin": 422}),
    "POST /calendar/overlays/preview": of_office(ORG, body=CLOSURE, special={"foreign_orgadmin": 422}),
    "GET /calendar/overlays/{overlay_id}": Rule(ok=KNOWS_PLACE),
    "GET /calendar/overlays/{overlay_id}/withdrawal": about_own(who("orgadmin"), KNOWS_PLACE),
    "POST /calendar/overlays/{overlay_id}/withdraw": about_own(who("orgadmin"), KNOWS_PLACE, body=WITHDRAWAL),
    "GET /secondments/{secondment_id}/days/explained": about_own(KNOWS, query="?month=2026-07"),
    "POST /attendance/days": about_own(MANAGES, body=SPAN | TRIP),
    "POST /attendance/days/withdraw": about_own(MANAGES, body=SPAN),
}
CALENDAR_PAGES: dict[str, Rule] = {
    "GET /secondments/{secondment_id}/days": about_own(KNOWS, anonymous=303, query="?month=2026-07"),
    "GET /attendance/days": Rule(
        ok=MANAGES | who("foreign_supervisor"), denied=EVERYBODY - MANAGES - who("foreign_supervisor"), anonymous=303
    ),
}
