"""`/api/v1/imports/dataset` and `/api/v1/dataset/export`: history in and out for the whole tree's administrator."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.core.sheets.upload import Upload
from app.dataset import service_remote
from app.dataset.schemas import ImportQuery, ReportView
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import api_router, refusals
from app.http.workbooks import form_of, read_file_to_try

router = api_router("imports")
ZIP = "application/zip"
_ARCHIVE: dict[int | str, dict[str, Any]] = {200: {"content": {ZIP: {}}, "description": "The dataset's files"}}


@router.post("/imports/dataset", openapi_extra=form_of(ZIP), responses=refusals(413, 415))
def import_dataset(
    request: Request,
    work: ReadWork,
    upload: Annotated[Upload, Depends(read_file_to_try)],
    query: Annotated[ImportQuery, Query()],
) -> ReportView:
    """Take in a ZIP of the dataset's files (at most 20,000 rows; more by the operator's command), all or nothing.

    Rejected rows are 422 `dataset-refused` with the whole `report`; `partial` takes the others, `dry_run` none. The
    same again changes nothing.
    """
    return service_remote.import_archive(work, upload.data, query, locale_of(request))


@router.get("/dataset/export", response_class=FileResponse, responses=_ARCHIVE | refusals(413))
def export_dataset(work: ReadWork) -> Response:
    """Everything in the dataset's form, as a ZIP; hidden texts are not in it."""
    path = service_remote.export_archive(work)
    headers = {"Content-Disposition": 'attachment; filename="dataset.zip"', "Cache-Control": "no-store"}
    return FileResponse(path, media_type=ZIP, headers=headers, background=BackgroundTask(path.unlink))
