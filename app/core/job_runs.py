"""Running one slot of a job: once by (job, slot), fenced by the leader's epoch, its outcome kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Table, delete, func, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database, WorkSession
from app.core.ids import new_id
from app.core.jobs import Job, JobRun
from app.core.lease import Fence, LostLeaseError, hold_fence
from app.core.work import Work

log = structlog.get_logger()

MOST_ATTEMPTS = 5
_TABLE: Table = JobRun.__table__  # type: ignore[attr-defined]


class Outcome(StrEnum):
    """How a slot ended; `already` and `lost` leave no row of their own."""

    DONE = "done"
    FAILED = "failed"
    ALREADY = "already"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one attempt, and the line for the history."""

    outcome: Outcome
    summary: str = ""


def is_due(session: WorkSession, job: Job, slot: datetime, now: datetime) -> bool:
    """A slot never run is due; a failed one again after a minute for each attempt, five times at most."""
    run = session.exec(select(JobRun).where(JobRun.job == job.name, JobRun.slot_at == slot)).first()
    if run is None:
        return True
    if run.outcome != Outcome.FAILED or run.attempts >= MOST_ATTEMPTS:
        return False
    return (run.finished_at or run.started_at) + timedelta(minutes=run.attempts) <= now


def run_slot(database: Database, job: Job, slot: datetime, fence: Fence | None = None) -> Ran:
    """Run `job` for `slot` in one unit of work; without a fence (by hand) only the slot's uniqueness protects it."""
    try:
        with Work(database, SYSTEM, writes=True, request_id=new_id().hex) as work:
            _stay_short(work)
            if not _claim(work, job, slot, fence):
                return Ran(Outcome.ALREADY)
            summary = job.run(work, slot)[:500]
            _finish(work, job, slot, Outcome.DONE, summary)
            if fence is not None:
                hold_fence(work, fence)
    except LostLeaseError:
        log.warning("job.lost", job=job.name, slot=slot.isoformat())
        return Ran(Outcome.LOST)
    except Exception as error:  # noqa: BLE001 - one job's fault is written down and never stops the others
        return _fail(database, job, slot, fence, error)
    log.info("job.done", job=job.name, slot=slot.isoformat(), summary=summary)
    return Ran(Outcome.DONE, summary)


def forget_runs(work: Work, before: datetime) -> int:
    """Drop the history of slots before an instant; returns how many."""
    result = work.session.connection().execute(delete(_TABLE).where(_TABLE.c.slot_at < before))
    return result.rowcount


@dataclass(frozen=True, slots=True)
class JobState:
    """A job's newest success and its failures since an instant, for metrics and `jobs list`."""

    job: str
    last_done_at: datetime | None
    failures: int


def list_states(session: WorkSession, since: datetime) -> dict[str, JobState]:
    """Every job with a history, by name."""
    done = dict(
        session.exec(
            select(JobRun.job, func.max(JobRun.finished_at))
            .where(JobRun.outcome == Outcome.DONE)
            .group_by(col(JobRun.job))
        ).all()
    )
    failed = dict(
        session.exec(
            select(JobRun.job, func.count())
            .where(JobRun.outcome == Outcome.FAILED, JobRun.slot_at >= since)
            .group_by(col(JobRun.job))
        ).all()
    )
    return {name: JobState(name, done.get(name), failed.get(name, 0)) for name in done.keys() | failed.keys()}


def _stay_short(work: Work) -> None:
    """A job that stops in the middle gives its locks back after 15 s."""
    if not work.database.is_sqlite:
        work.session.connection().exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = '15s'")


def _claim(work: Work, job: Job, slot: datetime, fence: Fence | None) -> bool:
    """Write the slot's row, or take over a failed one; False when it is done. Waits for whoever is at it."""
    values = {"job": job.name, "slot_at": slot, "epoch": fence.epoch if fence else 0, "started_at": work.now}
    insert = sqlite_insert if work.database.is_sqlite else postgresql_insert
    statement = insert(_TABLE).values(id=new_id(), outcome="running", attempts=1, summary="", **values)
    claim = statement.on_conflict_do_update(
        index_elements=["job", "slot_at"],
        set_={
            "epoch": statement.excluded.epoch,
            "started_at": statement.excluded.started_at,
            "attempts": _TABLE.c.attempts + 1,
            "outcome": "running",
        },
        where=_TABLE.c.outcome == Outcome.FAILED,
    ).returning(_TABLE.c.id)
    return work.session.connection().execute(claim).first() is not None


def _finish(work: Work, job: Job, slot: datetime, outcome: Outcome, summary: str) -> None:
    work.session.flush()
    work.session.connection().execute(
        update(_TABLE)
        .where(_TABLE.c.job == job.name, _TABLE.c.slot_at == slot)
        .values(outcome=outcome, summary=summary, finished_at=clock.now())
    )


def _fail(database: Database, job: Job, slot: datetime, fence: Fence | None, error: Exception) -> Ran:
    summary = type(error).__name__  # an error's own words may quote somebody's text
    log.error("job.failed", job=job.name, slot=slot.isoformat(), kind=summary)
    try:
        with Work(database, SYSTEM, writes=True) as work:
            if _claim(work, job, slot, fence):
                _finish(work, job, slot, Outcome.FAILED, summary)
            if fence is not None:
                hold_fence(work, fence)
    except Exception as second:  # noqa: BLE001 - the database itself is away: the next sweep tries again
        log.error("job.unrecorded", job=job.name, kind=type(second).__name__)  # noqa: TRY400 - no traceback in logs
    return Ran(Outcome.FAILED, summary)
