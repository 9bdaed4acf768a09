"""The sheet for a review on paper over `/api/v1`."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.http.deps import WriteWork
from app.http.papers import PAPER, paper
from app.http.routing import api_router
from app.records.service.print_review import print_review

router = api_router("records")


@router.get("/secondments/{secondment_id}/records.pdf", response_class=Response, responses=PAPER)
async def print_records(
    work: WriteWork,
    secondment_id: UUID,
    first_on: Annotated[date, Query(alias="from")],
    last_on: Annotated[date, Query(alias="to")],
) -> Response:
    """审阅单: the submitted days of at most 31 in full, to be read and signed by a host who does not sign in."""
    return await paper(work, lambda: print_review(work, secondment_id, first_on, last_on))
