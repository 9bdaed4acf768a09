"""Photos over `/api/v1`: read from the wire within bounds, made harmless before the unit of work opens."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.core.errors import Invalid
from app.core.files import Files, open_files
from app.core.i18n import N_
from app.core.schema import Instant
from app.core.work import Work
from app.http.bodies import read_body
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals
from app.records import service
from app.records.errors import ImageTooLarge, UnsupportedImage
from app.records.images import MAX_BYTES, PreparedImage, prepare
from app.records.schemas import AttachmentView
from app.records.service.attachments import refuses_photos

router = api_router("attachments")
MAX_BODY = MAX_BYTES + 64 * 1024
"""The image and the rest of the form."""
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "taken_at": {"type": "string", "format": "date-time"},
                    },
                }
            }
        },
    }
}
_IMAGES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}, "image/png": {}, "image/webp": {}}, "description": "The image"}
}


class Upload:
    """An image made harmless, with what the phone says of its taking."""

    def __init__(self, image: PreparedImage, taken_at: datetime | None) -> None:
        self.image, self.taken_at = image, taken_at


def files_of(request: Request) -> Files:
    """The service's file store."""
    return open_files(request.app.state.settings.files_url)


async def _upload(request: Request, work: WriteWork) -> Upload:
    """Read the form, only for those who may call, and prepare the image while no transaction waits for it."""
    form = await _form(request, await read_body(request, MAX_BODY, ImageTooLarge))
    try:
        return await _prepared(request, form, work)
    finally:
        await form.close()


async def _prepared(request: Request, form: FormData, work: Work) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Invalid.at("/file", N_("请选择一张照片。"), "missing")
    if unknown := [key for key in form if key not in ("file", "taken_at")]:
        raise Invalid.at(f"/{unknown[0]}", N_("不认识这个字段，请删除。"), "extra-forbidden")
    taken_at = _instant(form.get("taken_at"))
    image = await run_in_threadpool(prepare, await file.read())
    await run_in_threadpool(_keep, work, files_of(request), image)
    return Upload(image, taken_at)


def _keep(work: Work, files: Files, image: PreparedImage) -> None:
    """Store the bytes, unless their owner took the consent to photos back."""
    with Work(work.database, work.actor, writes=False) as reading:
        refused = refuses_photos(reading)
    if not refused:
        service.keep_files(files, image)


async def _form(request: Request, body: bytes) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UnsupportedImage(N_("请以 multipart/form-data 上传照片。"))
    try:
        return await MultiPartParser(request.headers, stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, LookupError, ValueError) as error:
        raise Invalid.at("/file", N_("上传的内容无法读取。"), "bad-form") from error


def _instant(text: object) -> datetime | None:
    if not text:
        return None
    message = N_("应为带时区的时间，例如 2026-04-30T09:00:00+08:00。")
    try:
        value = _INSTANT.validate_python(text)
    except ValidationError as error:
        raise Invalid.at("/taken_at", message, "timezone-aware") from error
    if not 1990 <= value.year < 2100:
        raise Invalid.at("/taken_at", message, "out-of-range")
    return value


@router.put(
    "/attachments/{attachment_id}",
    status_code=201,
    openapi_extra=_FORM,
    responses={200: {"model": AttachmentView, "description": "This id again with the same bytes"}},
)
def put_attachment(
    attachment_id: UUID,
    work: WriteWork,
    upload: Annotated[Upload, Depends(_upload)],
    response: Response,
    request: Request,
) -> AttachmentView:
    """Upload a photo under one's own id: JPEG, PNG or WebP by content, at most 10 MB."""
    view, created = service.put_attachment(work, attachment_id, upload.image, upload.taken_at, files_of(request))
    response.status_code = 201 if created else 200
    return view


@router.get("/attachments/{attachment_id}", response_class=Response, responses=_IMAGES | refusals(409, 410))
def get_attachment(attachment_id: UUID, work: ReadWork, request: Request, size: service.Size = "full") -> Response:
    """A photo, or with `size=thumb` its thumbnail, as far as its record allows."""
    return as_image(request, service.open_attachment(work, files_of(request), attachment_id, size), size)


def as_image(request: Request, image: service.StoredImage, size: service.Size) -> Response:
    """The bytes, to be asked for anew each time: what is hidden meanwhile must not come from a cache."""
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{image.sha256}-{size}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(image.data, media_type=image.media_type, headers=headers)
