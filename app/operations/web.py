"""The desk pages 后台任务 and 保存期限."""

from fastapi import Request, Response

from app.core.files import open_files
from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.operations.service import scheduler_state
from app.operations.service_retention import show_retention

router = page_router()


@router.get("/jobs")
def jobs(request: Request, work: ReadWork) -> Response:
    """Which process leads, and what each job did last."""
    return page(request, work, "operations/jobs.html", scheduler=scheduler_state(work, request.app.state.jobs))


@router.get("/retention")
def retention(request: Request, work: ReadWork) -> Response:
    """保存期限: every rule in words, and what the next run would delete."""
    lines = show_retention(work, open_files(request.app.state.settings.files_url))
    return page(request, work, "operations/retention.html", lines=lines)
