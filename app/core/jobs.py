"""What the scheduler runs: jobs declared by domains, their leadership lease, and the history of their runs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.clock import BEIJING
from app.core.columns import instant, optional_instant
from app.core.ids import new_id
from app.core.work import Work

_LOOK_BACK = (timedelta(minutes=2), timedelta(hours=3), timedelta(days=2), timedelta(days=40), timedelta(days=800))
MOST_COUNTED = 5000


class Units(Protocol):
    """A long job's transactions: as many as it likes, none of them long, none inside another."""

    def reading(self) -> AbstractContextManager[Work]:
        """A unit that only reads."""

    def writing(self) -> AbstractContextManager[Work]:
        """A short writing unit; LostLeaseError at its end, and nothing of it kept, once somebody else has the slot."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job of its domain; `cron` is Beijing time. It has `run` or `carry`, each idempotent for its slot.

    A slot is the instant at which it was due. Slots missed meanwhile run once: the newest stands for the older ones.
    """

    name: str
    description: str
    cron: dict[str, str | int]
    run: Callable[[Work, datetime], str] | None = None
    """Does the work in one unit of work and answers one line for the run's history (no personal text)."""
    carry: Callable[[Units, datetime], str] | None = None
    """The same for long work, in portions. A killed leader's slot is carried out again from the start by the next one,
    so every effect is unique by (job, slot, subject)."""
    sense: timedelta | None = None
    """How long after its slot a run still makes sense; later it is dropped and says so. None: always."""

    def __post_init__(self) -> None:
        if (self.run is None) is (self.carry is None):
            raise ValueError(f"job {self.name} needs either run or carry")

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

    def next_slot(self, now: datetime) -> datetime | None:
        """The first cron time after `now`, None when there is none any more."""
        found: datetime | None = self.trigger().get_next_fire_time(now, now)
        return found

    def count_slots(self, after: datetime, before: datetime) -> int:
        """How many cron times lie between two instants, both excluded; no more than MOST_COUNTED are counted."""
        trigger, count = self.trigger(), 0
        due = trigger.get_next_fire_time(after, after)
        while due is not None and due < before and count < MOST_COUNTED:
            count, due = count + 1, trigger.get_next_fire_time(due, due)
        return count


class Lease(SQLModel, table=True):
    """Who leads: a row on the database's clock, renewed each second; `epoch` grows with every take-over."""

    __tablename__ = "leases"

    name: str = Field(max_length=32, primary_key=True)
    holder: str = Field(max_length=64)
    epoch: int
    expires_at: datetime = instant()


class JobRun(SQLModel, table=True):
    """One slot of one job; its uniqueness makes a second run a no-op. A failed one may be tried again.

    `outcome` is running, done, failed or dropped. A running one that its leader left behind is taken over.
    """

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
    missed: int = 0
    """How many older slots, due while nobody could run them, this one stands for."""
    holder: str = Field(default="", max_length=64)
    """The process that ran it; empty when it was run by hand."""
    seen_at: datetime | None = optional_instant()
    """The last sign of life of a long run, on the database's clock."""
    took_ms: int | None = None
