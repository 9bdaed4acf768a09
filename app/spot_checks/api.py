"""`/api/v1/spot-checks`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.core.paging import MAX_LIMIT, Page
from app.http.deps import WriteWork
from app.http.routing import api_router
from app.spot_checks import service, service_any
from app.spot_checks.models import SpotCheckKind, SpotCheckStatus
from app.spot_checks.schemas import SpotCheckClose, SpotCheckCreate, SpotCheckReply, SpotCheckView
from app.spot_checks.schemas_formal import FormalCheckView

router = api_router("spot checks")


@router.post("/spot-checks", status_code=201, responses={200: {"model": SpotCheckView, "description": "已存在"}})
def write_note(work: WriteWork, body: SpotCheckCreate, response: Response) -> SpotCheckView:
    """Write a one-person spot-check note 抽查记录 after a visit (supervisor or group leader)."""
    view, created = service.write_note(work, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/spot-checks")
def list_spot_checks(
    work: WriteWork,
    kind: SpotCheckKind | None = None,
    secondment_id: UUID | None = None,
    unit_id: UUID | None = None,
    status: SpotCheckStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 50,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> Page[SpotCheckView | FormalCheckView]:
    """The spot checks that one may read, newest first; reading by the Organization Department is logged."""
    return service_any.read_checks(
        work, kind=kind, secondment_id=secondment_id, unit_id=unit_id, status=status, limit=limit, cursor=cursor
    )


@router.get("/spot-checks/{spot_check_id}")
def get_spot_check(work: WriteWork, spot_check_id: UUID) -> SpotCheckView | FormalCheckView:
    """One spot check; a reading by the Organization Department is logged."""
    return service_any.get_check(work, spot_check_id)


@router.post("/spot-checks/{spot_check_id}/reply")
def reply(work: WriteWork, spot_check_id: UUID, body: SpotCheckReply) -> SpotCheckView | FormalCheckView:
    """The cadre's answer, once."""
    return service_any.reply(work, spot_check_id, body)


@router.post("/spot-checks/{spot_check_id}/close")
def close(work: WriteWork, spot_check_id: UUID, body: SpotCheckClose) -> SpotCheckView | FormalCheckView:
    """Close a spot check; a formal one before its time needs a reason."""
    return service_any.close(work, spot_check_id, body)
