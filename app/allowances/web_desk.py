"""The pages of finance's desk: 月度补助."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.allowances import service_desk
from app.allowances.schemas_desk import TAB_LABELS, Tab
from app.allowances.service_desk import Asked
from app.allowances.web import WORDS
from app.attendance.schemas import MONTH_PATTERN
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()
Month = Annotated[str | None, Query(pattern=MONTH_PATTERN)]
Text = Annotated[str, Query(max_length=60)]
Cursor = Annotated[str | None, Query(max_length=600)]


@router.get("/allowances")
def month_page(
    request: Request,
    work: ReadWork,
    month: Month = None,
    programme_id: UUID | None = None,
    tab: Tab = Tab.ALL,
    q: Text = "",
    cursor: Cursor = None,
) -> Response:
    """月度补助: the steps, exceptions first, a row a cadre, sums and signatures."""
    shown = service_desk.open_month(work, Asked(month, programme_id, tab, q, cursor))
    return page(request, work, "allowances/month.html", shown=shown, tab_labels=TAB_LABELS, **WORDS)
