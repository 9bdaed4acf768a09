"""The pages of an explanation 这笔钱怎么来的, of a cadre's own months 我的补助, and of an objection to one."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from app.allowances import service_explain_pages, service_own_months
from app.allowances.explain_words import Words
from app.allowances.web import WORDS
from app.attendance.schemas import MONTH_PATTERN
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page

router = page_router()
MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN)]


@router.get("/me/allowances")
def own_months_page(request: Request, work: ReadWork) -> Response:
    """我的补助: the newest month first, each with its sum and its state in plain words."""
    found = service_own_months.list_own_months(work, locale_of(request))
    return page(request, work, "allowances/own.html", shown=found, desk=is_desk(request, work.actor), **WORDS)


@router.get("/allowances/{month}/{secondment_id}")
def explain_page(request: Request, work: ReadWork, month: MonthPath, secondment_id: UUID) -> Response:
    """The sum in one sentence and step by step, then the day behind every fen and the grounds of each part."""
    locale = locale_of(request)
    shown = service_explain_pages.open_explain(work, month, secondment_id, locale)
    name = "allowances/explain_desk.html" if is_desk(request, work.actor) else "allowances/explain_phone.html"
    return page(request, work, name, shown=shown, speak=Words(locale), **WORDS)


@router.get("/allowances/{month}/{secondment_id}/objection")
def objection_form_page(request: Request, work: ReadWork, month: MonthPath, secondment_id: UUID) -> Response:
    """提出异议: choose the days, say it in a sentence, send."""
    shown = service_explain_pages.open_objection_form(work, month, secondment_id, locale_of(request))
    return page(request, work, "allowances/objection_new.html", shown=shown, desk=is_desk(request, work.actor), **WORDS)
