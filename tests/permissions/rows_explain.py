"""The rows of explanations, of one's own months, and of objections."""

from tests.permissions.matrix import EVERYBODY, LIST, Rule, about_own, who
from tests.permissions.rows_money import SEES_PAY

CADRE = who("cadre")
FINANCE = who("finance")
KNOWS_OF_IT = who("cadre supervisor double orgadmin finance")
"""The cadre, who answers, the office, and who hosts one of the days: not the group's leader, not the sending unit."""
ASKED = {"secondment_id": "{secondment_id}", "dates": ["2026-06-10"], "text": "这一天在岗"}
ABOUT = "?secondment_id={secondment_id}"

EXPLAIN_ROWS: dict[str, Rule] = {
    "GET /allowances/{month}/explain": about_own(SEES_PAY, query=ABOUT),
    "GET /allowances/{month}/explain.pdf": about_own(SEES_PAY, query=ABOUT),
    "GET /me/allowances": LIST,
    "POST /allowances/{month}/objections": about_own(CADRE, body=ASKED),
    "GET /allowances/{month}/objections": LIST,
    "GET /objections": LIST,
    "GET /objections/{objection_id}": Rule(ok=KNOWS_OF_IT),
    "POST /objections/{objection_id}/answer": Rule(
        ok=FINANCE, denied=KNOWS_OF_IT - FINANCE, body={"version": 1, "outcome": "explained", "text": "按规定不计"}
    ),
    "POST /objections/{objection_id}/withdraw": Rule(ok=CADRE, denied=KNOWS_OF_IT - CADRE, body={"version": 1}),
}
EXPLAIN_PAGES: dict[str, Rule] = {
    "GET /me/allowances": Rule(ok=EVERYBODY, anonymous=303),
    "GET /allowances/{month}/{secondment_id}/objection": about_own(CADRE, anonymous=303),
    "GET /objections": Rule(ok=EVERYBODY, anonymous=303),
    "GET /objections/{objection_id}": Rule(ok=KNOWS_OF_IT, anonymous=303),
}
OBJECTION_CANARIES = {f"CANARY-OBJECTION-{name}" for name in ("own", "double", "ended")}
"""What a cadre wrote: for themselves, finance and the Organization Department, never for their host."""
