"""`/api/v1/imports`: a roster taken in or tried, its progress and outcome, the template and the marked file."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.core.actor import Scope
from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.paging import Page
from app.http.bodies import read_body
from app.http.deps import ReadWork, WriteWork
from app.http.locales import locale_of
from app.http.routing import api_router, refusals, scopes
from app.secondments import service_roster, service_roster_files
from app.secondments.errors_roster import RosterTooLarge, UnsupportedRoster
from app.secondments.roster.workbook import MOST_BYTES
from app.secondments.schemas_roster import ImportQuery, RosterImportView
from app.secondments.service_roster import Upload

router = api_router("imports")
MOST_BODY = MOST_BYTES + 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": XLSX},
                        "id": {"type": "string", "format": "uuid"},
                    },
                }
            }
        },
    }
}
_ALREADY: dict[int | str, dict[str, Any]] = {
    200: {"model": RosterImportView, "description": "Tried, nothing to change, or the same upload again"}
}
_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "The workbook"}}


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UnsupportedRoster(N_("请以 multipart/form-data 上传名册。"))
    body = await read_body(request, MOST_BODY, RosterTooLarge)

    async def stream() -> Any:
        yield body

    try:
        return await MultiPartParser(request.headers, stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, LookupError, ValueError) as error:
        raise Invalid.at("/file", N_("上传的内容无法读取。"), "bad-form") from error


async def _received(request: Request, dry_run: bool) -> Upload:
    form = await _form(request)
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid.at("/file", N_("请选择名册文件。"), "missing")
        if unknown := [key for key in form if key not in ("file", "id")]:
            raise Invalid.at(f"/{unknown[0]}", N_("不认识这个字段，请删除。"), "extra-forbidden")
        name = (file.filename or "").replace("\0", "")[-120:]
        return Upload(await file.read(), name, dry_run, _identity(form.get("id")))
    finally:
        await form.close()


def _identity(text: object) -> UUID:
    if not text:
        return new_id()
    try:
        return UUID(str(text))
    except ValueError as error:
        raise Invalid.at("/id", N_("应为 UUID。"), "uuid-parsing") from error


async def _upload(
    request: Request, _: ReadWork, dry_run: Annotated[bool, Query(description="Only check; write nothing.")] = False
) -> Upload:
    """Read the form, only for those who may call."""
    return await _received(request, dry_run)


async def _file(request: Request, _: WriteWork) -> Upload:
    return await _received(request, True)


@router.post(
    "/imports/roster",
    status_code=201,
    openapi_extra=_FORM | scopes(Scope.ROSTER_WRITE),
    responses=_ALREADY | refusals(409, 413, 415),
)
def import_roster(
    request: Request, work: ReadWork, upload: Annotated[Upload, Depends(_upload)], response: Response
) -> RosterImportView:
    """Take in an XLSX of people, units, secondments and supervisors by person number: all or nothing, repeatable.

    Anything wrong is 422 `roster-refused`; its `errors` name sheet, row, column, value, sentence and remedy. With an
    `id` of one's own the progress can be read at `/imports/{id}` meanwhile.
    """
    view, changed = service_roster.run_import(work, upload, locale_of(request))
    response.status_code = 201 if changed else 200
    return view


@router.post(
    "/imports/roster/marked", openapi_extra=_FORM, response_class=Response, responses=_FILE | refusals(413, 415)
)
def mark_roster(request: Request, work: WriteWork, upload: Annotated[Upload, Depends(_file)]) -> Response:
    """The same file back with every wrong cell coloured and explained."""
    data = service_roster_files.mark_faults(work, upload, locale_of(request))
    return _workbook(data, "roster-marked.xlsx")


@router.get(
    "/imports/roster/template", response_class=Response, responses=_FILE, openapi_extra=scopes(Scope.ROSTER_WRITE)
)
def get_template(request: Request, work: ReadWork) -> Response:
    """The template, with this region's units and programmes to choose from."""
    return _workbook(service_roster_files.template(work, locale_of(request)), "roster-template.xlsx")


def _workbook(data: bytes, name: str) -> Response:
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/imports", openapi_extra=scopes(Scope.ROSTER_WRITE))
def list_imports(request: Request, work: ReadWork, query: Annotated[ImportQuery, Query()]) -> Page[RosterImportView]:
    """The region's imports, the newest first, without their errors."""
    return service_roster.list_imports(work, query, locale_of(request))


@router.get("/imports/{import_id}", openapi_extra=scopes(Scope.ROSTER_WRITE))
def get_import(import_id: UUID, request: Request, work: ReadWork) -> RosterImportView:
    """An import: its progress while it runs, then its outcome."""
    return service_roster.get_import(work, import_id, locale_of(request))
