"""The rows of summaries, notes and term-end forms: what a cadre writes of a term and what the sides say to it."""

from datetime import date
from typing import Any

from sqlmodel import SQLModel

from app.appraisals.models import Appraisal, Turn
from app.records.models_summaries import Summary, Voice
from app.secondments.models import Secondment, SecondmentStatus
from tests.factories import County
from tests.permissions.matrix import EVERYBODY, MANAGES, READS_TEXT, Rule, about_own, of_office, who

SIDES = who("cadre supervisor double sender orgadmin")
PERIOD = {"period": "2026-06"}
KEEP = {"client_id": "01980000-0000-7000-8000-0000000000a1", "text": "六月小结"}
NOTE = {"client_id": "01980000-0000-7000-8000-0000000000a2", "text": "六月评语"}
FORM = "/secondments/{secondment_id}/appraisal"
"""About a term whose appraisal has not begun: whoever may is told so. Who reads what when: tests/appraisals."""
OFFICES = who("orgadmin foreign_orgadmin")


def of_form(ok: frozenset[str], **more: Any) -> Rule:
    """A step on the form."""
    return about_own(ok, success=(200, 409), **more)


SUMMARY_ROWS = {
    "GET /summaries": Rule(ok=frozenset(), denied=EVERYBODY, query="?period=2026-06"),
    "GET /secondments/{secondment_id}/summaries": about_own(READS_TEXT | who("orgadmin")),
    "GET /secondments/{secondment_id}/summaries/{period}": about_own(READS_TEXT, path=PERIOD),
    "GET /secondments/{secondment_id}/summaries/{period}/draft": about_own(who("cadre"), path=PERIOD),
    "PUT /secondments/{secondment_id}/summaries/{period}": about_own(
        who("cadre"), path={"period": "2026-W26"}, body=KEEP
    ),
    "GET /secondments/{secondment_id}/notes/{period}": about_own(READS_TEXT | who("orgadmin"), path=PERIOD),
    "PUT /secondments/{secondment_id}/notes/{period}": about_own(MANAGES, path={"period": "2026-Q2"}, body=NOTE),
    "GET /appraisals": of_office(OFFICES),
    f"GET {FORM}": of_form(SIDES),
    f"GET {FORM}/draft": of_form(who("cadre")),
    f"PUT {FORM}/self-report": of_form(who("cadre"), body={"version": 1, "self_report": "自评"}),
    f"POST {FORM}/receiving": of_form(MANAGES, body={"version": 1, "opinion": "称职", "grade": "competent"}),
    f"POST {FORM}/sending": of_form(who("sender"), body={"version": 1, "opinion": "同意"}),
    f"POST {FORM}/office": of_form(who("orgadmin"), body={"version": 1, "opinion": "同意"}),
    f"POST {FORM}/reading": of_form(who("cadre"), body={"version": 1}),
    f"POST {FORM}/return": of_form(MANAGES | who("sender orgadmin"), body={"version": 1, "reason": "请补充"}),
    f"GET {FORM}/form.pdf": of_form(SIDES),
}
SUMMARY_PAGES = {
    "GET /summaries": Rule(ok=EVERYBODY, anonymous=303),
    "GET /secondments/{secondment_id}/summaries": about_own(READS_TEXT | who("orgadmin"), anonymous=303),
    "GET /secondments/{secondment_id}/summaries/{period}": about_own(
        READS_TEXT | who("orgadmin"), path=PERIOD, anonymous=303
    ),
    "GET /appraisals": Rule(ok=EVERYBODY, anonymous=303),
    f"GET {FORM}": of_form(SIDES, anonymous=303),
}
SUBJECTS = ("own", "double", "ended")
SUMMARY_CANARIES = {f"CANARY-SUMMARY-{subject}" for subject in SUBJECTS}
HOST_CANARIES = {f"CANARY-HOST-{subject}" for subject in SUBJECTS}
FORM_TURNS: dict[str, tuple[type[SQLModel], dict[str, Any]]] = {
    f"{method} /api/v1{FORM}/{step}": (Appraisal, {"turn": turn})
    for method, step, turn in (
        ("PUT", "self-report", Turn.SELF),
        ("POST", "receiving", Turn.RECEIVING),
        ("POST", "sending", Turn.SENDING),
        ("POST", "office", Turn.OFFICE),
        ("POST", "reading", Turn.READING),
        ("POST", "return", Turn.OFFICE),
    )
}
"""Whose turn it must be for each step, while the trail tries it."""
OF_BEGUN = (*FORM_TURNS, f"POST /api/v1{FORM}/quarantine")
FORM_BEGUN = dict.fromkeys(OF_BEGUN, (Secondment, {"status": SecondmentStatus.APPRAISING}))


def kept_of(county: County, row: Secondment, name: str) -> None:
    """A summary and a note of the term's last month in the scene, and a form, each with its canary."""
    month, last = ("2025-12", date(2025, 12, 31)) if name == "ended" else ("2026-06", date(2026, 6, 30))
    for voice in Voice:
        said = "SUMMARY" if voice is Voice.CADRE else "HOST"
        county.add(
            Summary(
                secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id, voice=voice,
                period=month, first_on=last.replace(day=1), last_on=last, text=f"CANARY-{said}-{name}",
                author_id=row.cadre_id,
            )
        )  # fmt: skip
    form = Appraisal(secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id)
    form.self_report = form.receiving_opinion = form.office_opinion = f"CANARY-FORM-{name}"
    county.add(form)
