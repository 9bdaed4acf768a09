"""What the scheduler runs: jobs declared by domains, their leadership lease, and the history of their runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import instant, optional_instant
from app.core.ids import new_id
from app.core.work import Work


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `run(work, slot)` is idempotent for its slot (the instant it was due); `cron` is Beijing time."""

    name: str
    description: str
    cron: dict[str, str | int]
    run: Callable[[Work, datetime], str]
    """Does the work in one unit of work and answers one line for the run's history (no personal text)."""


class Lease(SQLModel, table=True):
    """Who leads: a row on the database's clock, renewed each second; `epoch` grows with every take-over."""

    __tablename__ = "leases"

    name: str = Field(max_length=32, primary_key=True)
    holder: str = Field(max_length=64)
    epoch: int
    expires_at: datetime = instant()


class JobRun(SQLModel, table=True):
    """One run of one job for one slot; the unique slot makes a second run of it a no-op."""

    __tablename__ = "job_runs"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    job: str = Field(max_length=48, index=True)
    slot_at: datetime = instant(index=True)
    epoch: int = 0
    started_at: datetime = instant()
    finished_at: datetime | None = optional_instant()
    outcome: str = Field(default="running", max_length=16)
    summary: str = Field(default="", max_length=500)
