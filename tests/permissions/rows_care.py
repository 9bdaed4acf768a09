"""The rows of content care, retention and feedback."""

from tests.permissions.matrix import EVERYBODY, LIST, READS_TEXT, Rule, about_own, of_office, who

ORG = who("orgadmin foreign_orgadmin")
OFFICE = who("orgadmin")
DECISION = {"version": 3, "reason": "含他人隐私"}
HELD = {"record_id": "{held_record_id}"}
PHOTO = {"attachment_id": "{held_attachment_id}"}
PIECE = {"id": "{uuid}", "kind": "suggestion", "text": "食堂能否延长开放时间？"}
SENDER = who("cadre")
"""Who sent the feedback of the scene."""

CARE_ROWS: dict[str, Rule] = {
    "POST /records/{record_id}/quarantine": about_own(READS_TEXT, body={"reason_code": "other"}),
    "POST /records/{record_id}/release": about_own(OFFICE, body=DECISION, path=HELD),
    "POST /records/{record_id}/purge": about_own(OFFICE, body=DECISION, path=HELD),
    "GET /record-holds": of_office(ORG),
    "GET /record-holds/{hold_id}": Rule(ok=OFFICE),
    "GET /record-holds/{hold_id}/content": Rule(ok=OFFICE),
    # The scene's photo has no bytes.
    "GET /record-holds/{hold_id}/attachments/{attachment_id}": Rule(ok=OFFICE, path=PHOTO, success=(409,)),
    # The only administrator of a region has nobody else who could answer.
    "POST /feedback": Rule(ok=EVERYBODY - ORG, rest=409, body=PIECE),
    "GET /feedback": LIST,
    "POST /feedback/by-code": Rule(ok=EVERYBODY, body={"code": "{feedback_code}"}),
    "GET /feedback/{feedback_id}": Rule(ok=OFFICE | SENDER),
    "POST /feedback/{feedback_id}/take": Rule(ok=OFFICE, denied=SENDER, body={"version": 1}),
    "POST /feedback/{feedback_id}/answer": Rule(ok=OFFICE, denied=SENDER, body={"version": 1, "text": "已办"}),
    "POST /feedback/{feedback_id}/close": Rule(
        ok=OFFICE, denied=SENDER, body={"version": 1}, path={"feedback_id": "{answered_feedback_id}"}
    ),
}
CARE_PAGES: dict[str, Rule] = {
    "GET /records/{record_id}/quarantine": about_own(READS_TEXT, anonymous=303),
    "GET /holds": of_office(ORG, anonymous=303),
    "GET /holds/{hold_id}": Rule(ok=OFFICE, anonymous=303),
    "GET /holds/{hold_id}/content": Rule(ok=OFFICE, anonymous=303),
    "GET /feedback": Rule(ok=EVERYBODY, anonymous=303),
    "GET /feedback/new": Rule(ok=EVERYBODY, anonymous=303),
    "GET /feedback/{feedback_id}": Rule(ok=OFFICE | SENDER, anonymous=303),
    "GET /retention": of_office(ORG | who("sysadmin"), anonymous=303),
}
CARE_CANARIES = {f"CANARY-HELD-{name}" for name in ("own", "double", "ended")} | {"CANARY-HOLD-NOTE"}
"""What the Organization Department meets on the care page, and nobody else anywhere."""
FEEDBACK_CANARIES = {"CANARY-ASK", "CANARY-ANSWER"}
