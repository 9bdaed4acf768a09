"""The rows of the weekly queue: the Organization Department alone; what was accepted is also the cadre's to see."""

from tests.permissions.matrix import EVERYBODY, LIST, Rule, of_office, who
from tests.permissions.rows_signals import KNOWS

REVIEWER = who("orgadmin")
"""Whose week it is."""
OFFICES = who("orgadmin foreign_orgadmin")
SEEN = {"signal_id": "{seen_signal_id}"}
PHOTO = {"photo_id": "{attachment_id}"}
"""A photo of no text that is read here: nobody's."""

QUEUE_ROWS: dict[str, Rule] = {
    "GET /signals/queue": of_office(OFFICES),
    "GET /signals/queue/{item_id}": Rule(ok=REVIEWER),
    "POST /signals/queue/{item_id}/judge": Rule(ok=REVIEWER, body={"judgement": "unsure"}),
    "POST /signals/queue/{item_id}/conclude": Rule(
        ok=REVIEWER, path={"item_id": "{concluding_item_id}"}, body={"conclusion": "missed"}
    ),
    "GET /signals/queue/{item_id}/photos/{photo_id}": Rule(ok=who(""), path=PHOTO),
    "GET /signals/queue-settings": of_office(OFFICES),
    "PUT /signals/queue-settings/{unit_id}": Rule(
        ok=REVIEWER, path={"unit_id": "{region_id}"}, body={"weekly": 5, "version": 0}
    ),
    "GET /signals/calibration": of_office(OFFICES),
    "GET /signals/phrases": LIST,
    "POST /signals/phrases/{phrase_id}/take-back": Rule(ok=KNOWS),
    "POST /signals/{signal_id}/ask": Rule(ok=REVIEWER, path=SEEN),
    "POST /signals/{signal_id}/dismiss": Rule(ok=REVIEWER, path=SEEN, body={"accept": False}),
    "GET /signals/{signal_id}/photos/{photo_id}": Rule(ok=who(""), path=PHOTO),
}
QUEUE_PAGES: dict[str, Rule] = {
    "GET /signals/queue": of_office(OFFICES, anonymous=303),
    "GET /signals/queue/{item_id}": Rule(ok=REVIEWER, anonymous=303),
    "GET /signals/phrases": Rule(ok=EVERYBODY, anonymous=303),
    "GET /signals/calibration": of_office(OFFICES, anonymous=303),
}
