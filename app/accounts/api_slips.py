"""`/api/v1/login-slips`: one-time codes for a unit's people, to print and hand over."""

from fastapi import Request

from app.accounts import service_slips
from app.accounts.schemas_slips import SlipsIn, SlipsView
from app.http.deps import WriteWork
from app.http.routing import api_router

router = api_router("people")


@router.post("/login-slips")
def issue_slips(request: Request, work: WriteWork, body: SlipsIn) -> SlipsView:
    """A one-time code each, shown this once, good for 14 days; earlier codes are void."""
    public = request.app.state.settings.public_url
    return service_slips.issue_slips(work, body, public or str(request.base_url).rstrip("/"))
