"""Pages of the term-end form 期满鉴定表: the form for every side, and the terms that end soon."""

from typing import Any, Literal
from uuid import UUID

from fastapi import Request, Response

from app.appraisals import service_care, service_pages
from app.appraisals.labels import GRADE_LABELS, TURN_LABELS, WAITING_LABELS
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()
WORDS: dict[str, Any] = {"turns": TURN_LABELS, "waiting_words": WAITING_LABELS, "grades": GRADE_LABELS}


@router.get("/appraisals")
def list_terms(request: Request, work: ReadWork) -> Response:
    """期满鉴定: whose form waits for the reader, and for the Organization Department the terms that end soon."""
    shown = service_pages.list_terms(work)
    return page(request, work, "appraisals/terms.html", shown=shown, desk=is_desk(request, work.actor), **WORDS)


@router.get("/secondments/{secondment_id}/appraisal")
def show_form(
    request: Request, work: ReadWork, secondment_id: UUID, use: Literal["draft", "kept"] = "kept"
) -> Response:
    """One form: to read, and where it is the reader's turn to fill in and sign."""
    shown = service_pages.open_page(work, secondment_id)
    desk = is_desk(request, work.actor)
    return page(request, work, "appraisals/form.html", shown=shown, use=use, desk=desk, **WORDS)


@router.get("/secondments/{secondment_id}/appraisal/quarantine")
def hide_form(request: Request, work: ReadWork, secondment_id: UUID) -> Response:
    """隔离: why a form is to be hidden; it happens with one more press."""
    one = service_care.open_for_hiding(work, secondment_id)
    back = f"/secondments/{secondment_id}/appraisal"
    shell = "base_desk.html" if is_desk(request, work.actor) else "base_phone.html"
    whose = {"cadre_name": one.cadre_name, "cadre_id": one.cadre_id}
    shown: dict[str, Any] = {"kind": "appraisal", "period": None, "hidden": one.hidden, **whose}
    return page(
        request, work, "records/hide_text.html", shell=shell, back=back, api=f"/api/v1{back}/quarantine", **shown
    )
