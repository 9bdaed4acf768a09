"""What goes in and out of handbook jobs."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.attendance.schemas import MONTH_PATTERN
from app.core.i18n import N_
from app.core.making import MakingState
from app.core.schema import FieldValueError, Schema, View
from app.handbook.models import BookFormat


class HandbooksIn(Schema):
    """The handbooks of a group, or of a programme, of everybody in it whose texts one reads; a month or the term."""

    id: UUID | None = None
    group_id: UUID | None = None
    programme_id: UUID | None = None
    month: Annotated[str, Field(pattern=MONTH_PATTERN, examples=["2026-04"])] | None = None
    kind: Literal["pdf", "docx"] = "pdf"

    @model_validator(mode="after")
    def _of_one_circle(self) -> Self:
        if (self.group_id is None) == (self.programme_id is None):
            raise FieldValueError(N_("请选一个小组或一个项目。"), "missing", "/group_id")
        return self


class HandbookBookView(View):
    """One cadre's book in a job; `failure` says why there is none."""

    secondment_id: UUID
    cadre_name: str
    file_name: str
    sha256: str
    digest: str
    edition: int
    failure: str | None


class HandbookJobView(View):
    """A job: how far it is; its ZIP can be taken by whoever asked for it while `url` is there, seven days at most."""

    id: UUID
    group_id: UUID | None
    programme_id: UUID | None
    title: str
    month: str
    kind: BookFormat
    state: MakingState
    progress: int = Field(description="percent")
    at: datetime
    finished_at: datetime | None
    taken_at: datetime | None
    expires_at: datetime | None
    books: list[HandbookBookView]
    size: int
    sha256: str | None
    file_name: str
    failure: str | None = Field(description="a stable code; nothing was handed out")
    withdrawn: bool = Field(description="a text in it was hidden since, so the file is gone")
    url: str | None


class HandbookJobsList(View):
    """One's own jobs, the newest first."""

    items: list[HandbookJobView]
    next_cursor: str | None = None
