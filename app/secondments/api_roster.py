"""`/api/v1/imports`: a roster taken in or tried, its progress and outcome, the template and the marked file."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from app.core.actor import Scope
from app.core.paging import Page
from app.core.sheets.upload import Upload
from app.http.deps import ReadWork, WriteWork
from app.http.locales import locale_of
from app.http.routing import api_router, refusals, scopes
from app.http.workbooks import FORM, WORKBOOK, read_file, read_upload, workbook
from app.secondments import service_imports_read, service_roster, service_roster_files
from app.secondments.schemas_roster import ImportQuery, RosterImportView
from app.secondments.service_imports_read import mark_faults
from app.secondments.service_roster import ROSTER

router = api_router("imports")
_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"model": RosterImportView, "description": "Tried, nothing to change, or the same upload again"}
}


@router.post(
    "/imports/roster",
    status_code=201,
    openapi_extra=FORM | scopes(Scope.ROSTER_WRITE),
    responses=_ALREADY | refusals(409, 413, 415),
)
def import_roster(
    request: Request, work: ReadWork, upload: Annotated[Upload, Depends(read_upload)], response: Response
) -> RosterImportView:
    """Take in an XLSX of people, units, secondments and supervisors by person number: all or nothing, repeatable.

    Anything wrong is 422 `roster-refused`; its `errors` name sheet, row, column, value, sentence and remedy. With an
    `id` of one's own the progress can be read at `/imports/{id}` meanwhile.
    """
    view, changed = service_roster.run_import(work, upload, locale_of(request))
    response.status_code = 201 if changed else 200
    return view


@router.post(
    "/imports/roster/marked", openapi_extra=FORM, response_class=Response, responses=WORKBOOK | refusals(413, 415)
)
def mark_roster(request: Request, work: WriteWork, upload: Annotated[Upload, Depends(read_file)]) -> Response:
    """The same file back with every wrong cell coloured and explained."""
    data = mark_faults(work, upload, locale_of(request), ROSTER)
    return workbook(data, "roster-marked.xlsx")


@router.get(
    "/imports/roster/template", response_class=Response, responses=WORKBOOK, openapi_extra=scopes(Scope.ROSTER_WRITE)
)
def get_template(request: Request, work: ReadWork) -> Response:
    """The template, with this region's units and programmes to choose from."""
    return workbook(service_roster_files.template(work, locale_of(request)), "roster-template.xlsx")


@router.get("/imports", openapi_extra=scopes(Scope.ROSTER_WRITE))
def list_imports(request: Request, work: ReadWork, query: Annotated[ImportQuery, Query()]) -> Page[RosterImportView]:
    """The region's imports, the newest first, without their errors."""
    return service_imports_read.list_imports(work, query, locale_of(request))


@router.get("/imports/{import_id}", openapi_extra=scopes(Scope.ROSTER_WRITE))
def get_import(import_id: UUID, request: Request, work: ReadWork) -> RosterImportView:
    """An import: its progress while it runs, then its outcome."""
    return service_imports_read.get_import(work, import_id, locale_of(request))
