"""`/api/v1/jobs`: the scheduler's leader, its jobs and their history."""

from typing import Annotated

from fastapi import Path, Query, Request

from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from app.http.deps import ReadWork
from app.http.routing import api_router
from app.http.wording import wording
from app.operations import service
from app.operations.schemas import JobRunView, JobView, SchedulerView

router = api_router("operations")

JobName = Annotated[
    str, Path(pattern="^[a-z0-9-]{1,48}$", description="as the list of jobs names it", examples=["audit-seal"])
]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=200)]


@router.get("/jobs")
def show_scheduler(request: Request, work: ReadWork) -> SchedulerView:
    """Who leads the scheduler, and every job with its newest run and its next slot."""
    return service.show_scheduler(work, request.app.state.jobs, wording(request))


@router.get("/jobs/{name}")
def get_job(request: Request, work: ReadWork, name: JobName) -> JobView:
    """One job."""
    return service.get_job(work, request.app.state.jobs, name, wording(request))


@router.get("/jobs/{name}/runs")
def list_job_runs(
    request: Request, work: ReadWork, name: JobName, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[JobRunView]:
    """A job's history of 30 days, newest slot first."""
    return service.list_job_runs(work, request.app.state.jobs, name, wording(request), limit=limit, cursor=cursor)
