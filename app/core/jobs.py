"""What the scheduler runs: jobs declared by domains, their leadership lease, and the history of their runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.clock import BEIJING
from app.core.columns import instant, optional_instant
from app.core.ids import new_id
from app.core.work import Work

_LOOK_BACK = (timedelta(minutes=2), timedelta(hours=3), timedelta(days=2), timedelta(days=40), timedelta(days=800))


@dataclass(frozen=True, slots=True)
class Job:
    """A job: `run(work, slot)` is idempotent for its slot (the instant it was due); `cron` is Beijing time."""

    name: str
    description: str
    cron: dict[str, str | int]
    run: Callable[[Work, datetime], str]
    """Does the work in one unit of work and answers one line for the run's history (no personal text)."""

    def trigger(self) -> CronTrigger:
        """The cron times, on Beijing's wall clock."""
        return CronTrigger(timezone=BEIJING, **self.cron)

    def last_slot(self, now: datetime) -> datetime | None:
        """The newest cron time at or before `now`: the same answer for everybody who asks; None before the first."""
        trigger = self.trigger()
        for reach in _LOOK_BACK:
            found: datetime | None = None
            due = trigger.get_next_fire_time(None, now - reach)
            while due is not None and due <= now:
                found, due = due, trigger.get_next_fire_time(due, due)
            if found is not None:
                return found
        return None


class Lease(SQLModel, table=True):
    """Who leads: a row on the database's clock, renewed each second; `epoch` grows with every take-over."""

    __tablename__ = "leases"

    name: str = Field(max_length=32, primary_key=True)
    holder: str = Field(max_length=64)
    epoch: int
    expires_at: datetime = instant()


class JobRun(SQLModel, table=True):
    """One slot of one job; its uniqueness makes a second run a no-op. A failed one may be tried again."""

    __tablename__ = "job_runs"
    __table_args__ = (UniqueConstraint("job", "slot_at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    job: str = Field(max_length=48)
    slot_at: datetime = instant(index=True)
    epoch: int = 0
    attempts: int = 1
    started_at: datetime = instant()
    finished_at: datetime | None = optional_instant()
    outcome: str = Field(default="running", max_length=16)
    summary: str = Field(default="", max_length=500)
