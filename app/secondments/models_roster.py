"""Imports of a sheet 导入 (rosters, insurance): who brought which file when, how far it got, what it changed or what
was wrong."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Field

from app.core.columns import choice, json_list, json_object, optional_instant
from app.core.db import Entity


class ImportState(StrEnum):
    """From reading to one of three ends; a process that died leaves it where it was."""

    READING = "reading"
    CHECKING = "checking"
    WRITING = "writing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class RosterImport(Entity, table=True):
    """One upload, tried or carried out; the file itself is not kept."""

    __tablename__ = "roster_imports"

    kind: str = Field(default="roster", max_length=16, sa_column_kwargs={"server_default": text("'roster'")})
    """What sort of sheet it was."""
    person_id: UUID | None = Field(default=None, foreign_key="people.id", index=True)
    client_id: UUID | None = Field(default=None, foreign_key="api_clients.id", index=True)
    unit_id: UUID = Field(foreign_key="units.id", index=True)
    """The top of the region that it was for."""
    file_name: str = Field(max_length=120)
    file_digest: str = Field(max_length=64)
    dry_run: bool
    state: ImportState = choice(ImportState, ImportState.READING)
    rows_total: int = 0
    steps_done: int = 0
    steps_total: int = 0
    counts: dict[str, Any] = json_object()
    faults: list[dict[str, Any]] = json_list()
    """The first of them, each with its cell; emptied after 30 days, since they quote the file."""
    fault_count: int = 0
    created_unit_ids: list[str] = json_list()
    """The units whose people got accounts, so that their slips can be printed."""
    finished_at: datetime | None = optional_instant()
