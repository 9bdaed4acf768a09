"""The page 提醒设置: whether, when and by which way one is reminded."""

from fastapi import Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.reminders.policy_channels import WORDS
from app.reminders.service_settings import get_own

router = page_router()


@router.get("/me/reminders")
def settings(request: Request, work: ReadWork) -> Response:
    """提醒设置: one's own choice, and what is never sent."""
    return page(
        request,
        work,
        "reminders/settings.html",
        settings=get_own(work, request.app.state.settings),
        words=WORDS,
        desk=is_desk(request, work.actor),
    )
