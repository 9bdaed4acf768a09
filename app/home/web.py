"""The cadre's pages 今日, 月历 and 我的, and where everybody lands."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.service_consents import list_consents
from app.accounts.service_welcome import is_due
from app.allowances.policy_claims import WORDS as CLAIM_WORDS
from app.appraisals.service_terms import signs_own
from app.attendance.policy_leave import WORDS
from app.core.work import Work
from app.home import service_month, service_own, service_today
from app.home.navigation import landing
from app.home.service_sum_up import periods_to_sum_up
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.http.wording import wording
from app.signals.service_pages import own_questions

router = page_router()
Month = Annotated[str | None, Query(alias="m", pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]
Chosen = Annotated[UUID | None, Query(alias="s")]


def _page(request: Request, work: Work, name: str, **context: Any) -> Response:
    """A page of one's own; somebody with other roles as well keeps the desk's menu beside it."""
    return page(request, work, name, desk=is_desk(request, work.actor), **context)


@router.get("/")
def home(work: ReadWork) -> Response:
    """Each role's own first page; the first minute for somebody new."""
    return RedirectResponse("/welcome" if is_due(work) else landing(work), status_code=303)


@router.get("/today")
def today(request: Request, work: ReadWork, s: Chosen = None) -> Response:
    """今日: today's record, what came back, the check-in where the programme offers it."""
    return _day(request, work, None, s, edit=False)


@router.get("/days/{on}")
def day(request: Request, work: ReadWork, on: date, s: Chosen = None, edit: bool = False) -> Response:
    """Another day: to read, to mend, or to write late."""
    return _day(request, work, on, s, edit=edit)


def _day(request: Request, work: ReadWork, on: date | None, chosen: UUID | None, *, edit: bool) -> Response:
    found = service_today.open_day(work, on, chosen)
    if found is None:
        return _page(request, work, "home/no_secondment.html")
    consents = list_consents(work).items
    say = wording(request)
    asked = [(key, say(one.text, one.params)) for key, one in own_questions(work)] if found.is_today else []
    context: dict[str, Any] = {"day": found, "edit": edit, "consents": consents, "asked": asked}
    context["sum_up"] = periods_to_sum_up(work, found.card) if found.is_today else []
    context["signs_form"] = found.is_today and signs_own(work, found.card.secondment)
    return _page(request, work, "home/day.html", **context)


@router.get("/month")
def month(request: Request, work: ReadWork, m: Month = None, s: Chosen = None) -> Response:
    """月历: a sign a day, what is owed, and what may still be written."""
    found = service_month.open_month(work, m, s)
    if found is None:
        return _page(request, work, "home/no_secondment.html")
    return _page(request, work, "home/month.html", shown=found, **WORDS)


@router.get("/month/lines")
def lines(request: Request, work: ReadWork, m: Month = None, s: Chosen = None) -> Response:
    """逐日明细: a line a day behind the month's sum."""
    found = service_month.open_lines(work, m, s)
    if found is None:
        return _page(request, work, "home/no_secondment.html")
    return _page(request, work, "home/lines.html", lines=found)


@router.get("/me")
def me(request: Request, work: ReadWork) -> Response:
    """我的: money, papers, display, and the way out."""
    own = service_own.open_own(work)
    return _page(request, work, "home/me.html", own=own, **WORDS, **CLAIM_WORDS)


@router.get("/me/data")
def my_data(request: Request, work: ReadWork) -> Response:
    """我的数据: what is in the copy, and taking it."""
    return _page(request, work, "home/my_data.html")
