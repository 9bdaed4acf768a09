"""Sums over months and the month's sheet as files, over `/api/v1`."""

from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.allowances import service_export, service_totals
from app.allowances.models_exports import ExportKind
from app.allowances.schemas import GroupBy, TotalsList
from app.allowances.service_export import ExportFile
from app.attendance.schemas import MONTH_PATTERN
from app.core.actor import Scope
from app.core.paging import MAX_LIMIT
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import api_router, refusals, scopes

router = api_router("allowances")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]
EXPORTS = scopes(Scope.ALLOWANCE_EXPORT)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {}}, "description": "按人按月汇总表"}, **refusals(409)}


@router.get("/allowances/totals", openapi_extra=EXPORTS)
def get_totals(
    work: ReadWork,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    group_by: GroupBy,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = MAX_LIMIT,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> TotalsList:
    """Sums of the calculated months, grouped, in the order of names or numbers."""
    return service_totals.get_totals(work, first, last, group_by, limit, cursor)


@router.get("/allowances/{month}.xlsx", response_class=FileResponse, responses=_file(XLSX), openapi_extra=EXPORTS)
def export_sheet(work: ReadWork, month: MonthPath, request: Request, programme_id: UUID | None = None) -> Response:
    """The monthly sheet, a row a cadre; taking it leaves an audit row with its SHA-256."""
    made = service_export.export_sheet(work, month, programme_id, locale_of(request))
    return _download(made, XLSX, f"jishi-{month}.xlsx")


@router.get("/allowances/{month}.pdf", response_class=FileResponse, responses=_file(PDF), openapi_extra=EXPORTS)
def print_sheet(work: ReadWork, month: MonthPath, request: Request, programme_id: UUID | None = None) -> Response:
    """The same sheet to print and sign, A4 across, with page numbers and its digest; it speaks Chinese."""
    made = service_export.export_sheet(work, month, programme_id, locale_of(request), ExportKind.SHEET_PDF)
    return _download(made, PDF, f"jishi-{month}.pdf")


def _download(made: ExportFile, media: str, plain: str) -> Response:
    """From disk; the file goes once it is sent."""
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(made.name)}",
        "Cache-Control": "private, no-store",
        "X-Content-SHA256": made.sha256,
    }
    return FileResponse(made.path, media_type=media, headers=headers, background=BackgroundTask(made.path.unlink))
