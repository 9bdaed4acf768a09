"""The page 提醒设置: whether, when and by which way one is reminded."""

from fastapi import Request, Response

from app.http.deps import ReadWork
from app.http.routing import page_router
from app.http.shells import is_desk
from app.http.templating import page
from app.reminders import service

router = page_router()


@router.get("/me/reminders")
def settings(request: Request, work: ReadWork) -> Response:
    """提醒设置: one's own choice, and what is never sent."""
    return page(
        request,
        work,
        "reminders/settings.html",
        settings=service.get_settings(work),
        desk=is_desk(request, work.actor),
    )
