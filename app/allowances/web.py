"""The pages 逐日明细 and 标准."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.allowances import service_pages, service_rates
from app.allowances.engine import REASON_LABELS
from app.allowances.explain import RATE_MESSAGE
from app.attendance.ledger import SOURCE_LABELS, STATE_LABELS
from app.attendance.schemas import MONTH_PATTERN
from app.core.money import uppercase_yuan
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.secondments.rules import DAY_BASIS_LABELS

router = page_router()
MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN)]
WORDS: dict[str, Any] = {
    "state_labels": STATE_LABELS,
    "source_labels": SOURCE_LABELS,
    "reason_labels": REASON_LABELS,
    "basis_labels": DAY_BASIS_LABELS,
    "rate_message": RATE_MESSAGE,
    "uppercase": uppercase_yuan,
}


@router.get("/rates")
def rates_page(
    request: Request,
    work: ReadWork,
    programme_id: UUID | None = None,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """标准: dated rates by programme, the newest first."""
    found = service_rates.list_rates(work, programme_id, None, 100, cursor)
    settable = service_pages.rates_form(work)
    rows = sorted(found.items, key=lambda rate: (rate.programme_name, -rate.valid_from.toordinal(), rate.amount_fen))
    return page(
        request, work, "allowances/rates.html", rates=found, rows=rows, settable=settable, programme_id=programme_id
    )


@router.get("/rates/new")
def new_rate_page(request: Request, work: ReadWork, programme_id: UUID | None = None) -> Response:
    """A form for a new rate."""
    settable = service_pages.choices_for_rate(work)
    return page(request, work, "allowances/rate_new.html", settable=settable, programme_id=programme_id)
