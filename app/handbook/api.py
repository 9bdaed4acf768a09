"""Handbooks over `/api/v1`: one cadre's in answer, a group's or programme's as a job."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.attendance.schemas import MONTH_PATTERN
from app.core.config import Settings
from app.core.db import Database
from app.core.files import open_files
from app.core.making import begin_apart
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT
from app.core.work import Work
from app.handbook import service_jobs
from app.handbook.models import BookFormat
from app.handbook.schemas import HandbookJobsList, HandbookJobView, HandbooksIn
from app.handbook.service import make_book
from app.handbook.service_content import WHOLE, Extent
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router, refusals

router = api_router("handbook")

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {BookFormat.PDF: PDF, BookFormat.DOCX: DOCX}
Month = Annotated[str | None, Query(pattern=MONTH_PATTERN, examples=["2026-03"], description="None: the whole term.")]


def _answers(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media: {}}, "description": "纪实手册"}, **refusals(503)}


@router.get("/secondments/{secondment_id}/handbook.pdf", response_class=FileResponse, responses=_answers(PDF))
def print_handbook(work: ReadWork, secondment_id: UUID, request: Request, month: Month = None) -> Response:
    """纪实手册 to print: a term or one month of it, with edition and digest in its foot; the reading is noted."""
    return _book(work, request, Extent(secondment_id, month or WHOLE), BookFormat.PDF)


@router.get("/secondments/{secondment_id}/handbook.docx", response_class=FileResponse, responses=_answers(DOCX))
def edit_handbook(work: ReadWork, secondment_id: UUID, request: Request, month: Month = None) -> Response:
    """The same content for a word processor."""
    return _book(work, request, Extent(secondment_id, month or WHOLE), BookFormat.DOCX)


def _book(work: Work, request: Request, extent: Extent, kind: BookFormat) -> Response:
    made = make_book(work, extent, kind, open_files(request.app.state.settings.files_url))
    headers = file_headers(made.name, inline=kind is BookFormat.PDF) | {
        "X-Handbook-Edition": str(made.edition),
        "X-Handbook-SHA256": made.digest,
    }
    return FileResponse(made.path, media_type=MEDIA[kind], headers=headers, background=BackgroundTask(made.remove))


def file_headers(name: str, *, inline: bool = False) -> dict[str, str]:
    """A name of any script, and nobody between keeps the file."""
    plain = name.encode("ascii", "ignore").decode().strip() or "jishi"
    shown = "inline" if inline else "attachment"
    return {
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }


ASKED: dict[int | str, dict[str, Any]] = {
    200: {"model": HandbookJobView, "description": "The same body under the same id again."},
    **refusals(404, 409, 429),
}
TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/zip": {}}, "description": "One file a cadre, and a list of them"},
    **refusals(409, 410),
}


@router.post("/handbooks", status_code=201, responses=ASKED)
def ask_handbooks(work: WriteWork, body: HandbooksIn, request: Request, response: Response) -> HandbookJobView:
    """The handbooks of a group or programme as one ZIP, of everybody whose texts one reads; ask until it is done."""
    asked = service_jobs.ask_handbooks(work, body)
    if asked.new:
        settings, database = request.app.state.settings, work.database
        work.after_commit(lambda: _begin(settings, database, asked.view.id))
    response.status_code = 201 if asked.new else 200
    return asked.view


def _begin(settings: Settings, database: Database, job_id: UUID) -> None:
    begin_apart(settings, database, ["handbooks", "make", str(job_id)])


@router.get("/handbooks")
def list_handbooks(
    work: ReadWork,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> HandbookJobsList:
    """One's own jobs, the newest first."""
    return service_jobs.list_jobs(work, limit, cursor)


@router.get("/handbooks/{job_id}")
def get_handbooks(work: ReadWork, job_id: UUID) -> HandbookJobView:
    """How far one's own job is, and which books it holds."""
    return service_jobs.get_job(work, job_id)


@router.get("/handbooks/{job_id}/file", response_class=FileResponse, responses=TAKEN)
def take_handbooks(work: WriteWork, job_id: UUID, request: Request) -> Response:
    """The ZIP, for seven days, for whoever asked for it and still reads everybody's texts in it."""
    taken = service_jobs.take_job(work, job_id, open_files(request.app.state.settings.files_url))
    headers = file_headers(taken.name) | {"X-Content-SHA256": taken.sha256}
    return FileResponse(
        taken.path, media_type="application/zip", headers=headers, background=BackgroundTask(taken.path.unlink)
    )
