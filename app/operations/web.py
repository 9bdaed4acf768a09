"""The desk page 后台任务."""

from fastapi import Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.operations.service import scheduler_state

router = page_router()


@router.get("/jobs")
def jobs(request: Request, work: ReadWork) -> Response:
    """Which process leads, and what each job did last."""
    return page(request, work, "operations/jobs.html", scheduler=scheduler_state(work, request.app.state.jobs))
