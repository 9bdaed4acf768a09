"""Workbooks in and out: the upload's form read within bounds, a file to take away."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.core.errors import Invalid
from app.core.i18n import N_
from app.core.ids import new_id
from app.core.sheets.errors import SheetTooLarge, UnsupportedSheet
from app.core.sheets.upload import Upload
from app.core.sheets.workbook import MOST_BYTES
from app.http.bodies import read_body
from app.http.deps import ReadWork, WriteWork

MOST_BODY = MOST_BYTES + 64 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form_of(media_type: str) -> dict[str, Any]:
    """What an upload's form holds, for the API's description."""
    properties = {
        "file": {"type": "string", "contentMediaType": media_type},
        "id": {"type": "string", "format": "uuid"},
    }
    schema = {"type": "object", "required": ["file"], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


FORM = form_of(XLSX)
WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "The workbook"}}


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UnsupportedSheet(N_("请以 multipart/form-data 上传表格。"))
    body = await read_body(request, MOST_BODY, SheetTooLarge)

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
            raise Invalid.at("/file", N_("请选择表格文件。"), "missing")
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


async def read_upload(
    request: Request, _: ReadWork, dry_run: Annotated[bool, Query(description="Only check; write nothing.")] = False
) -> Upload:
    """A dependency: the file to take in or to try, read only for those who may call."""
    return await _received(request, dry_run)


async def read_file_to_try(request: Request, _: ReadWork) -> Upload:
    """A dependency: the file alone, where the route itself says what is done with it."""
    return await _received(request, True)


async def read_file(request: Request, _: WriteWork) -> Upload:
    """A dependency: the file to look at, for a route that leaves a trace."""
    return await _received(request, True)


def workbook(data: bytes, name: str) -> Response:
    """A workbook to take away."""
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
