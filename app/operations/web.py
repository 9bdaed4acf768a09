"""The desk pages 定时任务 and 保存期限."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Request, Response

from app.core.files import open_files
from app.http.deps import ReadWork
from app.http.locales import locale_of
from app.http.routing import page_router
from app.http.templating import page
from app.http.wording import wording
from app.operations import service
from app.operations.count_words import count_words
from app.operations.service_retention import show_retention

router = page_router()
RUNS = 50
JobName = Annotated[str, Path(pattern="^[a-z0-9-]{1,48}$")]
Cursor = Annotated[str | None, Query(max_length=200)]


@router.get("/jobs")
def jobs(request: Request, work: ReadWork) -> Response:
    """Which process leads, what each job did last and when it is due next."""
    scheduler = service.show_scheduler(work, request.app.state.jobs, wording(request))
    return page(request, work, "operations/jobs.html", scheduler=scheduler)


@router.get("/jobs/{name}")
def job(request: Request, work: ReadWork, name: JobName, cursor: Cursor = None) -> Response:
    """One job's history, newest slot first."""
    jobs, say = request.app.state.jobs, wording(request)
    shown = service.get_job(work, jobs, name, say)
    runs = service.list_job_runs(work, jobs, name, say, limit=RUNS, cursor=cursor)
    following = f"/jobs/{name}?" + urlencode({"cursor": runs.next_cursor}) if runs.next_cursor else None
    told = {run.summary: count_words(run.summary, locale_of(request)) for run in runs.items if run.outcome == "done"}
    return page(request, work, "operations/job.html", job=shown, runs=runs.items, told=told, following=following)


@router.get("/retention")
def retention(request: Request, work: ReadWork) -> Response:
    """保存期限: every rule in words, and what the next run would delete."""
    lines = show_retention(work, open_files(request.app.state.settings.files_url))
    return page(request, work, "operations/retention.html", lines=lines)
