"""Scans 比对: a run over a period as of a day, the shards that processes claim, what lies just below the threshold."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, json_object, optional_instant
from app.core.db import Entity
from app.core.ids import new_id
from app.signals.models import SignalKind


class ScanOrigin(StrEnum):
    """Who wanted it: the nightly job 每夜, the operator's command 命令, an administrator 管理员."""

    NIGHTLY = "nightly"
    COMMAND = "command"
    ASKED = "asked"


class ScanState(StrEnum):
    """等待, 进行中, 完成, 出错."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SignalScan(Entity, table=True):
    """One run of the detectors over `from_on` to `to_on` as if it were the end of day `as_of`.

    Whoever asks for the same while it is not over joins it: its shards are claimed one by one.
    """

    __tablename__ = "signal_scans"
    __table_args__ = (
        Index(
            "uq_signal_scans_open",
            "from_on",
            "to_on",
            "as_of",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )

    from_on: date
    to_on: date
    as_of: date
    origin: ScanOrigin = choice(ScanOrigin)
    requested_by_id: UUID | None = Field(default=None, foreign_key="people.id")
    body_digest: str | None = Field(default=None, max_length=64)
    state: ScanState = choice(ScanState, ScanState.WAITING)
    started_at: datetime | None = optional_instant()
    finished_at: datetime | None = optional_instant()
    entries: int | None = None
    """How many entries were looked at, those of earlier months that they were compared with included."""
    counts: dict[str, Any] = json_object()
    """`{kind: {raised, near, opened, reopened, updated, closed}}`, once it is done; nobody's in particular."""
    failure: str | None = Field(default=None, max_length=120)


class ShardState(StrEnum):
    """Waiting for a process, in one's hands, done."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"


class ScanShard(SQLModel, table=True):
    """The part of a scan that one process takes at a time: one kind, for the subjects whose hash has this number.

    `attempt` is the fence: what a process found is kept only while the shard is still at the attempt that it claimed.
    """

    __tablename__ = "signal_scan_shards"

    scan_id: UUID = Field(foreign_key="signal_scans.id", primary_key=True)
    kind: SignalKind = choice(SignalKind)
    number: int = Field(primary_key=True)
    """Within the scan; kinds follow one another."""
    part: int
    parts: int
    state: ShardState = choice(ShardState, ShardState.WAITING)
    holder: str | None = Field(default=None, max_length=64)
    attempt: int = 0
    seen_at: datetime | None = optional_instant()
    """The last sign of life of its process, on the database's clock."""
    counts: dict[str, int] = json_object()

    @property
    def is_open(self) -> bool:
        """Not done yet."""
        return self.state is not ShardState.DONE


class NearSignal(SQLModel, table=True):
    """A finding just below the threshold (.3 to .5): nobody is asked, the queue tests the rule with some of them."""

    __tablename__ = "signal_near"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "window"),
        Index("ix_signal_near_window", "window", "unit_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: SignalKind = choice(SignalKind)
    subject_id: UUID
    secondment_id: UUID | None = Field(default=None, foreign_key="secondments.id")
    person_id: UUID = Field(foreign_key="people.id")
    unit_id: UUID = Field(foreign_key="units.id")
    window: str = Field(max_length=16)
    first_on: date
    last_on: date
    score: float
    evidence: dict[str, Any] = json_object()
    quiet: bool = False
    """As on a signal: imported history, or a scan of the past."""
    as_of_on: date
