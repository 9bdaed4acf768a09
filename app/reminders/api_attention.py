"""`/api/v1/attention`."""

from fastapi import Request

from app.http.deps import ReadWork
from app.http.routing import api_router
from app.http.wording import wording
from app.reminders.schemas_attention import AttentionView
from app.reminders.service_attention import view_attention

router = api_router("attention")


@router.get("/attention")
def get_attention(request: Request, work: ReadWork) -> AttentionView:
    """值得一看: what the Organization Department may want to ask about, by unit; questions, no counts, no ranking."""
    return view_attention(work, wording(request))
