"""The sheet to sign over `/api/v1`."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from app.attendance import service_sheet
from app.attendance.schemas import MONTH_PATTERN
from app.http.deps import WriteWork
from app.http.papers import PAPER, paper
from app.http.routing import api_router

router = api_router("attendance")


@router.get("/attendance/{month}/sheet.pdf", response_class=Response, responses=PAPER)
async def print_sheet(
    work: WriteWork,
    month: Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])],
    unit_id: UUID | None = None,
    programme_id: UUID | None = None,
    secondment_id: UUID | None = None,
) -> Response:
    """出勤签认表: a sheet a receiving unit, signed by hosts who never sign in; its number stands for what it says."""
    return await paper(work, lambda: service_sheet.print_sheet(work, month, unit_id, programme_id, secondment_id))
