"""Running one slot of a job: once by (job, slot), fenced by the leader's epoch, its outcome kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database, WorkSession
from app.core.job_claims import Claim, claim_slot, close_interrupted, end_slot, hold
from app.core.job_units import WHOLE_IDLE_SECONDS, FencedUnits, job_work
from app.core.jobs import Job, JobRun
from app.core.lease import Fence, LostLeaseError
from app.core.work import Work

log = structlog.get_logger()

MOST_ATTEMPTS = 5


class Outcome(StrEnum):
    """How a slot ended; `already`, `lost` and `busy` tell of an attempt that changed nothing."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    ALREADY = "already"
    BUSY = "busy"
    LOST = "lost"

    @property
    def event(self) -> str:
        """Its name in the log."""
        return f"job.{self}"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one attempt, and the line for the history."""

    outcome: Outcome
    summary: str = ""


@dataclass(slots=True)
class _Slot:
    """One attempt at a slot, under a term or by hand, with how many older ones it stands for."""

    database: Database
    job: Job
    at: datetime
    fence: Fence | None
    halted: Callable[[], bool]
    missed: int = 0
    began: float = field(default_factory=clock.monotonic)
    claim: Claim | None = None
    """Set once it is committed: a long job's."""


def is_due(session: WorkSession, job: Job, slot: datetime, now: datetime, fence: Fence | None = None) -> bool:
    """A slot never run is due, and one that an earlier term left behind.

    A failed one is due again after a minute for each attempt, five times at most.
    """
    run = _find(session, job, slot)
    if run is None:
        return True
    if run.outcome == Outcome.RUNNING:
        return fence is not None  # whether it was left behind is decided when it is claimed
    if run.outcome != Outcome.FAILED or run.attempts >= MOST_ATTEMPTS:
        return False
    return (run.finished_at or run.started_at) + timedelta(minutes=run.attempts) <= now


def run_slot(
    database: Database,
    job: Job,
    slot: datetime,
    fence: Fence | None = None,
    halted: Callable[[], bool] = lambda: False,
) -> Ran:
    """Run `job` for `slot`; without a fence (by hand) only the slot's row protects it.

    A slot past its job's sense is written down as dropped, and nothing else happens. A connection that was cut is not
    the job's fault: the leader tries at once again. Once the lease or the slot is somebody else's, nothing is kept.
    """
    ran = _attempt(_Slot(database, job, slot, fence, halted), last=fence is None)
    if ran is None:
        ran = _attempt(_Slot(database, job, slot, fence, halted), last=True)
    return ran or Ran(Outcome.LOST)


def _attempt(slot: _Slot, *, last: bool) -> Ran | None:
    """One attempt; None when the connection was cut and it was not the last."""
    try:
        slot.missed = _count_missed(slot)
        ran = _act(slot)
    except LostLeaseError:
        log.warning("job.lost", job=slot.job.name, slot=slot.at.isoformat())
        return Ran(Outcome.LOST)
    except Exception as error:  # noqa: BLE001 - one job's fault is written down and never stops the others
        if not last and isinstance(error, DBAPIError) and error.connection_invalidated:
            log.warning("job.cut", job=slot.job.name, slot=slot.at.isoformat())
            return None
        return _fail(slot, error)
    if ran.outcome in (Outcome.DONE, Outcome.DROPPED):
        log.info(ran.outcome.event, job=slot.job.name, slot=slot.at.isoformat(), summary=ran.summary)
    return ran


def _act(slot: _Slot) -> Ran:
    if slot.job.sense is not None and clock.now() > slot.at + slot.job.sense:
        return _drop(slot, slot.job.sense)
    if slot.job.carry is not None:
        return _carry(slot)
    return _run(slot)


def _run(slot: _Slot) -> Ran:
    assert slot.job.run is not None  # noqa: S101 - a job has run or carry
    with job_work(slot.database, WHOLE_IDLE_SECONDS) as work:
        claim = _claim(work, slot)
        if claim is None:
            return _refused(work, slot)
        summary = slot.job.run(work, slot.at)[:500]
        _end(work, slot, claim, Outcome.DONE, summary)
    return Ran(Outcome.DONE, summary)


def _carry(slot: _Slot) -> Ran:
    assert slot.job.carry is not None  # noqa: S101 - a job has run or carry
    with job_work(slot.database) as work:
        claim = _claim(work, slot)
        if claim is None:
            return _refused(work, slot)
        hold(work, slot.fence)
    slot.claim = claim
    summary = slot.job.carry(FencedUnits(slot.database, claim, slot.fence, slot.halted), slot.at)[:500]
    with job_work(slot.database) as work:
        _end(work, slot, claim, Outcome.DONE, summary)
    return Ran(Outcome.DONE, summary)


def _drop(slot: _Slot, sense: timedelta) -> Ran:
    """Too late: the row says by how much, and how late it might have been."""
    late = clock.now() - slot.at
    summary = f"late={late // timedelta(minutes=1)}min sense={sense // timedelta(minutes=1)}min"
    with job_work(slot.database) as work:
        claim = _claim(work, slot)
        if claim is None:
            return _refused(work, slot)
        _end(work, slot, claim, Outcome.DROPPED, summary)
    return Ran(Outcome.DROPPED, summary)


def _fail(slot: _Slot, error: Exception) -> Ran:
    summary = type(error).__name__  # an error's own words may quote somebody's text
    log.error("job.failed", job=slot.job.name, slot=slot.at.isoformat(), kind=summary)
    try:
        with job_work(slot.database) as work:
            claim = slot.claim or _claim(work, slot)
            if claim is not None:
                _end(work, slot, claim, Outcome.FAILED, summary)
    except Exception as second:  # noqa: BLE001 - the database itself is away: the next sweep tries again
        log.error("job.unrecorded", job=slot.job.name, kind=type(second).__name__)  # noqa: TRY400 - no traceback in logs
    return Ran(Outcome.FAILED, summary)


def _claim(work: Work, slot: _Slot) -> Claim | None:
    claim = claim_slot(work, slot.job, slot.at, slot.fence, slot.missed)
    if claim is not None:
        close_interrupted(work, slot.job, slot.at, slot.fence)
    return claim


def _end(work: Work, slot: _Slot, claim: Claim, outcome: Outcome, summary: str) -> None:
    end_slot(work, claim, outcome, summary, round((clock.monotonic() - slot.began) * 1000))
    hold(work, slot.fence)


def _refused(work: Work, slot: _Slot) -> Ran:
    """What is known of a slot that could not be claimed."""
    run = _find(work.session, slot.job, slot.at)
    if run is not None and run.outcome == Outcome.RUNNING:
        return Ran(Outcome.BUSY)
    if run is not None and run.outcome == Outcome.DROPPED:
        return Ran(Outcome.DROPPED, run.summary)
    return Ran(Outcome.ALREADY)


def _count_missed(slot: _Slot) -> int:
    """Slots since the newest known run before this one; none before the first ever."""
    with Work(slot.database, SYSTEM, writes=False) as work:
        before = select(JobRun.slot_at).where(JobRun.job == slot.job.name, JobRun.slot_at < slot.at)
        newest = work.session.exec(before.order_by(col(JobRun.slot_at).desc()).limit(1)).first()
    return 0 if newest is None else slot.job.count_slots(newest, slot.at)


def _find(session: WorkSession, job: Job, slot: datetime) -> JobRun | None:
    return session.exec(select(JobRun).where(JobRun.job == job.name, JobRun.slot_at == slot)).first()
