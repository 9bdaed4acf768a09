"""The Organization Department's page 值得一看, and a group leader's 本组一周."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.templating import page
from app.http.wording import wording
from app.reminders.schemas_group_week import WEEK_PATTERN
from app.reminders.service_attention import view_attention
from app.reminders.service_group_week import open_week, view_week

router = page_router()
Week = Annotated[str | None, Query(pattern=WEEK_PATTERN)]


@router.get("/attention")
def attention(request: Request, work: ReadWork) -> Response:
    """值得一看: a question a line, by the unit's name."""
    return page(request, work, "reminders/attention.html", shown=view_attention(work, wording(request)))


@router.get("/groups/{group_id}/week")
def group_week(request: Request, work: ReadWork, group_id: UUID, week: Week = None) -> Response:
    """本组一周: the leader's own summary, a member a row, by name."""
    found = open_week(work, group_id, week)
    return page(
        request,
        work,
        "reminders/group_week.html",
        shown=view_week(found, wording(request)),
        week=[found.monday + timedelta(days=day) for day in range(7)],
        before=found.week_before,
        after=found.week_after(work.today),
    )
