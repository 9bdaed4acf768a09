"""The rows of questions 疑问: the person asked, who reviews, the Organization Department; neither money nor senders."""

from tests.permissions.matrix import EVERYBODY, LIST, Rule, about_own, of_office, who

DECIDES = who("supervisor double orgadmin")
KNOWS = DECIDES | who("cadre")
"""`leader` leads a group whose programme has the receiving unit review, so the question is not theirs to know."""

SIGNAL_ROWS = {
    "GET /signals": LIST,
    "GET /signals/counts": of_office(who(""), query="?from=2026-05&to=2026-06"),
    "GET /signals/{signal_id}": Rule(ok=KNOWS),
    "POST /signals/{signal_id}/reply": about_own(who("cadre"), knows=KNOWS, body={"reason_code": "other"}),
    "POST /signals/{signal_id}/resolve": about_own(
        DECIDES,
        knows=KNOWS,
        path={"signal_id": "{answered_signal_id}"},
        body={"outcome": "explained", "note": "情况属实"},
    ),
}
SIGNAL_CANARIES = {f"CANARY-REPLY-{subject}" for subject in ("own", "double")}
"""What was answered: to the person asked, the supervisor and the Organization Department alone."""
SIGNAL_PAGES = {
    "GET /gaps": Rule(ok=EVERYBODY, success=(303,), anonymous=303),
    "GET /signals": Rule(ok=EVERYBODY, anonymous=303),
    "GET /signals/{signal_id}": Rule(ok=KNOWS, anonymous=303),
}
