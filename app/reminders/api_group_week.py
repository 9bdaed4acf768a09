"""`/api/v1/groups/{id}/week`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from app.http.deps import ReadWork
from app.http.routing import api_router
from app.http.wording import wording
from app.reminders.schemas_group_week import WEEK_PATTERN, GroupWeekView
from app.reminders.service_group_week import open_week, view_week

router = api_router("groups")
Week = Annotated[str | None, Query(pattern=WEEK_PATTERN)]


@router.get("/groups/{group_id}/week")
def get_group_week(request: Request, work: ReadWork, group_id: UUID, week: Week = None) -> GroupWeekView:
    """本组一周 (`week=2026-W16`, else this week): what the group wrote, for its leader alone; by name, no ranking."""
    return view_week(open_week(work, group_id, week), wording(request))
