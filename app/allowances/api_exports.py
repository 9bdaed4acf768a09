"""Sums over months and the month's sheet as files, over `/api/v1`."""

import hashlib
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Path, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.allowances import service_export, service_exports, service_reconciliation, service_totals
from app.allowances.apart import make_apart
from app.allowances.models_exports import ExportKind
from app.allowances.schemas import GroupBy, TotalsList
from app.allowances.schemas_exports import DigestView, ExportIn, ExportsList, ExportView, ReconciliationView
from app.allowances.service_exports import Taken
from app.attendance.schemas import MONTH_PATTERN
from app.core.actor import Scope
from app.core.files import Files, open_files
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.work import Work
from app.http.deps import ReadWork, WriteWork, build_work
from app.http.locales import locale_of
from app.http.routing import api_router, refusals, scopes

router = api_router("allowances")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]
EXPORTS = scopes(Scope.ALLOWANCE_EXPORT)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
MEDIA = {
    ExportKind.SHEET_XLSX: XLSX,
    ExportKind.SHEET_PDF: PDF,
    ExportKind.TOTALS_XLSX: XLSX,
    ExportKind.TOTALS_CSV: "text/csv; charset=utf-8",
}
ASKED: dict[int | str, dict[str, Any]] = {
    200: {"model": ExportView, "description": "The same body under the same id again."},
    202: {"model": ExportView, "description": "Queued: ask for it until it is done."},
    **refusals(409, 429),
}
TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {}, PDF: {}, "text/csv": {}}, "description": "The file"},
    **refusals(409, 410, 429, 503),
}


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {}}, "description": "按人按月汇总表"}, **refusals(409, 429, 503)}


@router.get("/allowances/totals", openapi_extra=EXPORTS)
def get_totals(
    work: ReadWork,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    group_by: GroupBy,
    programme_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = MAX_LIMIT,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> TotalsList:
    """Sums of the calculated months, grouped, in the order of names or numbers."""
    wanted = service_totals.totals_filter(work, first, last, programme_id)
    return service_totals.get_totals(work, wanted, group_by, limit, cursor)


@router.get("/allowances/reconciliation", openapi_extra=EXPORTS)
def reconcile(
    work: ReadWork,
    first: Annotated[str, Query(alias="from", pattern=MONTH_PATTERN, examples=["2026-01"])],
    last: Annotated[str, Query(alias="to", pattern=MONTH_PATTERN, examples=["2026-12"])],
    programme_id: UUID | None = None,
) -> ReconciliationView:
    """Closed months added up from every side: lines, trips, adjustments, debts, rows, payments, bank batches."""
    return service_reconciliation.reconcile(work, programme_id, first, last)


@router.get("/allowances/{month}.xlsx", response_class=FileResponse, responses=_file(XLSX), openapi_extra=EXPORTS)
def export_month(work: ReadWork, month: MonthPath, request: Request, programme_id: UUID | None = None) -> Response:
    """The monthly sheet, a row a cadre; taking it leaves an audit row with its SHA-256."""
    return _sheet(work, request, month, programme_id, ExportKind.SHEET_XLSX)


@router.get("/allowances/{month}.pdf", response_class=FileResponse, responses=_file(PDF), openapi_extra=EXPORTS)
def print_month(work: ReadWork, month: MonthPath, request: Request, programme_id: UUID | None = None) -> Response:
    """The same sheet to print and sign, A4 across, with page numbers and its digest; it speaks Chinese."""
    return _sheet(work, request, month, programme_id, ExportKind.SHEET_PDF)


def _sheet(work: Work, request: Request, month: str, programme_id: UUID | None, kind: ExportKind) -> Response:
    """A small sheet from disk; a large one is made by another process, and this request waits for it."""
    asked = service_export.export_sheet(work, month, programme_id, locale_of(request), kind)
    if asked.file is not None:
        made = asked.file
        headers = _headers(made.name, made.sha256)
        return FileResponse(
            made.path, media_type=MEDIA[kind], headers=headers, background=BackgroundTask(made.path.unlink)
        )
    service_exports.queue_export(work, asked.export, asked.extent)
    work.rest()
    make_apart(request.app.state.settings, work.database, asked.export.id).join()
    with build_work(request, work.actor, writes=True) as taking:
        taken = service_exports.take_export(taking, asked.export.id, _files(request))
    return _taken(taken)


@router.post("/exports", status_code=201, responses=ASKED, openapi_extra=EXPORTS)
def ask_export(work: ReadWork, body: ExportIn, request: Request, response: Response) -> ExportView:
    """A sheet or sums as a file: made at once when small (201), else queued (202); then ask `/exports/{id}`."""
    asked = service_exports.ask_export(work, body, locale_of(request), _files(request))
    if asked.queued:
        make_apart(request.app.state.settings, work.database, asked.view.id)
    response.status_code = 202 if asked.queued else 201 if asked.new else 200
    return asked.view


@router.get("/exports", openapi_extra=EXPORTS)
def list_exports(
    work: ReadWork,
    everybodys: Annotated[
        bool, Query(alias="all", description="Also others', of the programmes that one reads.")
    ] = False,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> ExportsList:
    """One's own exports, the newest first."""
    return service_exports.list_exports(work, everybodys=everybodys, limit=limit, cursor=cursor)


@router.get("/exports/by-digest/{sha256}", openapi_extra=EXPORTS)
def find_by_digest(
    work: ReadWork,
    sha256: Annotated[str, Path(pattern="^[0-9a-fA-F]{64}$", description="of the file's bytes, in hexadecimal")],
) -> DigestView:
    """Whether and when Jishi made the file in hand; no items when it did not, or not for one's own programmes."""
    return service_exports.find_by_digest(work, sha256)


@router.get("/exports/{export_id}", openapi_extra=EXPORTS)
def get_export(work: ReadWork, export_id: UUID) -> ExportView:
    """How far one's own export is."""
    return service_exports.get_export(work, export_id)


@router.get("/exports/{export_id}/file", response_class=Response, responses=TAKEN, openapi_extra=EXPORTS)
def take_export(work: WriteWork, export_id: UUID, request: Request) -> Response:
    """The finished file, for seven days, for whoever asked for it and still reads its programmes' money."""
    return _taken(service_exports.take_export(work, export_id, _files(request)))


def _files(request: Request) -> Files:
    return open_files(request.app.state.settings.files_url)


def _taken(taken: Taken) -> Response:
    sha256 = hashlib.sha256(taken.data).hexdigest()
    return Response(taken.data, media_type=MEDIA[taken.kind], headers=_headers(taken.name, sha256))


def _headers(name: str, sha256: str) -> dict[str, str]:
    plain = name.encode("ascii", "ignore").decode().strip() or "jishi"
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
        "X-Content-SHA256": sha256,
    }
