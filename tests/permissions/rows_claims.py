"""The rows of claims: the cadre files, who manages the day verifies, finance approves, nobody else learns of them."""

from tests.permissions.matrix import EVERYBODY, LIST, MANAGES, STEP, VERSION, Rule, about_own, who

READS = who("cadre supervisor double finance")
DRAFT = {"claim_id": "{draft_claim_id}"}
VERIFIED = {"claim_id": "{verified_claim_id}"}
MATCH = {"If-Match": '"1"'}
JOURNEY = {
    "kind": "transport",
    "leg": "round",
    "outbound_on": "2026-07-03",
    "return_on": "2026-07-05",
    "legs": [{"from": "江州", "to": "云浦", "on": "2026-07-03", "amount_fen": 9900, "invoice_no": "NEW-1"}],
}
PREVIEW = "?secondment_id={secondment_id}&leg=round&outbound_on=2026-07-03&receipts_fen=9900"

CLAIM_ROWS: dict[str, Rule] = {
    "POST /claims": about_own(who("cadre"), body=JOURNEY | {"secondment_id": "{secondment_id}"}),
    "GET /claims": LIST,
    "GET /claims/preview": about_own(who("cadre"), query=PREVIEW),
    "GET /claims/{claim_id}": Rule(ok=READS),
    "PUT /claims/{claim_id}": Rule(ok=who("cadre"), path=DRAFT, body=JOURNEY, headers=MATCH),
    "DELETE /claims/{claim_id}": Rule(ok=who("cadre"), path=DRAFT),
    "POST /claims/{claim_id}/submit": Rule(ok=who("cadre"), path=DRAFT, body=VERSION),
    "POST /claims/{claim_id}/verify": about_own(MANAGES, READS, body=VERSION),
    "POST /claims/{claim_id}/approve": about_own(who("finance"), READS, path=VERIFIED, body=VERSION),
    "POST /claims/{claim_id}/return": about_own(MANAGES, READS, body=STEP),
    "POST /claims/{claim_id}/reject": about_own(MANAGES, READS, body=STEP),
    "POST /claims/{claim_id}/withdraw": about_own(who("cadre"), READS, body=VERSION),
}
CLAIM_PAGES: dict[str, Rule] = {
    "GET /claims": Rule(ok=EVERYBODY, anonymous=303),
    "GET /claims/new": Rule(ok=EVERYBODY, anonymous=303),
    "GET /claims/effect": about_own(who("cadre"), anonymous=303, query=PREVIEW),
    "GET /claims/{claim_id}": Rule(ok=READS, anonymous=303),
    "GET /claims/{claim_id}/edit": Rule(ok=who("cadre"), anonymous=303, path=DRAFT),
}
CLAIM_CANARIES = {f"CANARY-CLAIM-{subject}" for subject in ("own", "double")}
"""What those who verify read; a draft is for its cadre alone."""
