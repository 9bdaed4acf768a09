"""The pages 汇总, 对账 and 导出记录."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.allowances import service_export_pages
from app.allowances.models_exports import ExportKind
from app.allowances.schemas import GroupBy
from app.allowances.service_export_pages import GROUP_TABS, TotalsAsked
from app.attendance.schemas import MONTH_PATTERN
from app.core.i18n import N_
from app.core.money import uppercase_yuan
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page

router = page_router()
Month = Annotated[str | None, Query(pattern=MONTH_PATTERN)]
Cursor = Annotated[str | None, Query(max_length=600)]
Chosen = UUID | Literal[""] | None
WORDS: dict[str, Any] = {
    "uppercase": uppercase_yuan,
    "group_tabs": GROUP_TABS,
    "kind_labels": {
        ExportKind.SHEET_XLSX: N_("汇总表 XLSX"),
        ExportKind.SHEET_PDF: N_("汇总表 PDF"),
        ExportKind.TOTALS_XLSX: N_("补助汇总 XLSX"),
        ExportKind.TOTALS_CSV: N_("补助汇总 CSV"),
        ExportKind.BANK_CSV: N_("银行文件"),
    },
}


@router.get("/totals")
def totals_page(
    request: Request,
    work: ReadWork,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    group_by: GroupBy = "month",
    programme_id: Chosen = None,
    cursor: Cursor = None,
) -> Response:
    """汇总: sums by month, programme, unit or cadre, in the order of names or numbers."""
    asked = TotalsAsked(first, last, group_by, programme_id or None, cursor)
    shown = service_export_pages.open_totals(work, asked)
    return page(request, work, "allowances/totals.html", shown=shown, **WORDS)


@router.get("/reconciliation")
def reconciliation_page(
    request: Request,
    work: ReadWork,
    first: Annotated[str | None, Query(alias="from", pattern=MONTH_PATTERN)] = None,
    last: Annotated[str | None, Query(alias="to", pattern=MONTH_PATTERN)] = None,
    programme_id: Chosen = None,
) -> Response:
    """对账: closed months added up from every side; what differs stands in vermilion."""
    shown = service_export_pages.open_reconciliation(work, first, last, programme_id or None)
    return page(request, work, "allowances/reconciliation.html", shown=shown, **WORDS)


@router.get("/exports")
def exports_page(
    request: Request,
    work: ReadWork,
    sha256: Annotated[str | None, Query(pattern="^([0-9a-fA-F]{64})?$")] = None,
    cursor: Cursor = None,
) -> Response:
    """导出记录: who took what and when, with its digest; and whether a file in hand is one of them."""
    shown = service_export_pages.open_exports(work, sha256 or None, cursor)
    return page(request, work, "allowances/exports.html", shown=shown, **WORDS)
