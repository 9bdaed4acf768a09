"""Objections over `/api/v1`."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from app.allowances import service_objections as service
from app.allowances.schemas_objections import (
    AnswerIn,
    MonthObjectionFilter,
    ObjectionFilter,
    ObjectionIn,
    ObjectionView,
    WithdrawIn,
)
from app.attendance.schemas import MONTH_PATTERN
from app.core.paging import Page
from app.http.deps import ReadWork, WriteWork
from app.http.routing import api_router

router = api_router("allowances")

MonthPath = Annotated[str, Path(pattern=MONTH_PATTERN, examples=["2026-04"])]


@router.post(
    "/allowances/{month}/objections",
    status_code=201,
    responses={200: {"model": ObjectionView, "description": "The same body under the same id again."}},
)
def file_objection(work: WriteWork, month: MonthPath, body: ObjectionIn, response: Response) -> ObjectionView:
    """提出异议: against one's own calculated month, answered within five workdays."""
    view, created = service.file_objection(work, month, body)
    response.status_code = 201 if created else 200
    return view


@router.get("/allowances/{month}/objections")
def list_month_objections(
    work: ReadWork, month: MonthPath, wanted: Annotated[MonthObjectionFilter, Query()]
) -> Page[ObjectionView]:
    """The objections to a month that one may know of, the newest first."""
    return service.list_objections(work, ObjectionFilter(month=month, **wanted.model_dump()))


@router.get("/objections")
def list_objections(work: ReadWork, wanted: Annotated[ObjectionFilter, Query()]) -> Page[ObjectionView]:
    """The objections that one may know of: open ones by the day they are due, others the newest first."""
    return service.list_objections(work, wanted)


@router.get("/objections/{objection_id}")
def get_objection(work: ReadWork, objection_id: UUID) -> ObjectionView:
    """One objection; the receiving unit reads its dates, not its words."""
    return service.get_objection(work, objection_id)


@router.post("/objections/{objection_id}/answer")
def answer_objection(work: WriteWork, objection_id: UUID, body: AnswerIn) -> ObjectionView:
    """Finance answers, with an outcome; nobody their own."""
    return service.answer_objection(work, objection_id, body)


@router.post("/objections/{objection_id}/withdraw")
def withdraw_objection(work: WriteWork, objection_id: UUID, body: WithdrawIn) -> ObjectionView:
    """The author takes it back before it is answered."""
    return service.withdraw_objection(work, objection_id, body.version)
