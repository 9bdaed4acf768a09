"""The rows of leave: the cadre asks, the unit decides, the others learn of absence alone."""

from tests.permissions.matrix import EVERYBODY, KNOWS, LIST, MANAGES, VERSION, Rule, about_own, who

FOLLOWS = who("cadre supervisor double leader orgadmin")
"""Who learns of a leave that does not count yet; the sending unit and finance do not."""
FILES = who("cadre supervisor double orgadmin")
WAITING = {"leave_id": "{waiting_leave_id}"}
NEW = {
    "secondment_id": "{secondment_id}",
    "type": "personal",
    "start_on": "2026-07-20",
    "end_on": "2026-07-20",
    "reason": "回家办事",
}
DATES = "?secondment_id={secondment_id}&type=personal&start_on=2026-07-20&end_on=2026-07-21"

LEAVE_ROWS: dict[str, Rule] = {
    # Whoever else may file is asked why they do it for the cadre (422).
    "POST /leave": about_own(who("cadre"), body=NEW, special=dict.fromkeys(("supervisor", "double", "orgadmin"), 422)),
    "GET /leave": LIST,
    "GET /leave/{leave_id}": about_own(KNOWS),
    "POST /leave/{leave_id}/approve": about_own(MANAGES, FOLLOWS, path=WAITING, body=VERSION),
    "POST /leave/{leave_id}/reject": about_own(MANAGES, FOLLOWS, path=WAITING, body=VERSION | {"reason": "人手不足"}),
    # What waits is refused by those who decide, not taken back.
    "POST /leave/{leave_id}/cancel": about_own(
        who("cadre"), FOLLOWS, path=WAITING, body=VERSION, special=dict.fromkeys(("supervisor", "double"), 409)
    ),
    "POST /leave/{leave_id}/end": about_own(MANAGES | who("cadre"), body=VERSION),
}
LEAVE_PAGES: dict[str, Rule] = {
    "GET /leave": Rule(ok=EVERYBODY, anonymous=303),
    "GET /leave/new": about_own(FILES, anonymous=303, query="?secondment_id={secondment_id}"),
    "GET /leave/effect": about_own(FILES, anonymous=303, query=DATES),
    "GET /leave/{leave_id}": about_own(KNOWS, anonymous=303),
}
