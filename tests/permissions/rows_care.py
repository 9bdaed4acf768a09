"""The rows of content care, retention and feedback."""

from tests.permissions.matrix import EVERYBODY, LIST, READS_TEXT, Rule, about_own, of_office, who
from tests.permissions.rows_summaries import FORM, PERIOD, SIDES, of_form

ORG = who("orgadmin foreign_orgadmin")
OFFICE = who("orgadmin")
DECISION = {"version": 3, "reason": "含他人隐私"}
HELD = {"record_id": "{held_record_id}"}
PHOTO = {"attachment_id": "{held_attachment_id}"}
TEXT = {"hold_id": "{text_hold_id}"}
TEXT_DECISION = {"version": 1, "reason": "含他人隐私"}
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
    "GET /text-holds": of_office(ORG),
    "GET /text-holds/{hold_id}": Rule(ok=OFFICE, path=TEXT),
    "GET /text-holds/{hold_id}/content": Rule(ok=OFFICE, path=TEXT),
    "GET /text-holds/{hold_id}/attachments/{attachment_id}": Rule(ok=OFFICE, path=TEXT | PHOTO, success=(404,)),
    "POST /text-holds/{hold_id}/release": Rule(ok=OFFICE, body=TEXT_DECISION, path=TEXT),
    "POST /text-holds/{hold_id}/purge": Rule(ok=OFFICE, body=TEXT_DECISION, path=TEXT),
    "POST /secondments/{secondment_id}/summaries/{period}/quarantine": about_own(
        READS_TEXT, path=PERIOD, body={"reason_code": "other"}
    ),
    "POST /secondments/{secondment_id}/notes/{period}/quarantine": about_own(
        READS_TEXT | OFFICE, path=PERIOD, body={"reason_code": "other"}
    ),
    f"POST {FORM}/quarantine": of_form(SIDES, body={"reason_code": "other"}),
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
    "GET /secondments/{secondment_id}/summaries/{period}/quarantine": about_own(READS_TEXT, path=PERIOD, anonymous=303),
    f"GET {FORM}/quarantine": of_form(SIDES, anonymous=303),
    "GET /holds/texts/{hold_id}": Rule(ok=OFFICE, path=TEXT, anonymous=303),
    "GET /holds/texts/{hold_id}/content": Rule(ok=OFFICE, path=TEXT, anonymous=303),
    "GET /holds": of_office(ORG, anonymous=303),
    "GET /holds/{hold_id}": Rule(ok=OFFICE, anonymous=303),
    "GET /holds/{hold_id}/content": Rule(ok=OFFICE, anonymous=303),
    "GET /feedback": Rule(ok=EVERYBODY, anonymous=303),
    "GET /feedback/new": Rule(ok=EVERYBODY, anonymous=303),
    "GET /feedback/{feedback_id}": Rule(ok=OFFICE | SENDER, anonymous=303),
    "GET /retention": of_office(ORG | who("sysadmin"), anonymous=303),
}
CARE_CANARIES = {f"CANARY-HELD-{name}" for name in ("own", "double", "ended")} | {"CANARY-HOLD-NOTE"}
CARE_CANARIES |= {f"CANARY-HELD-TEXT-{name}" for name in ("own", "double", "ended")}
"""What the Organization Department meets on the care page, and nobody else anywhere."""
FEEDBACK_CANARIES = {"CANARY-ASK", "CANARY-ANSWER"}
