"""What the jobs did: each one's newest run, its newest success, its failures of late, and its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select

from app.core.db import WorkSession
from app.core.job_claims import RUNS
from app.core.jobs import JobRun
from app.core.work import Work

RECENT = timedelta(days=1)
"""How far back failures are counted."""


@dataclass(frozen=True, slots=True)
class JobState:
    """A job's newest run, the end of its newest success, and its failed and dropped slots since an instant."""

    job: str
    last: JobRun | None
    last_done_at: datetime | None
    failed: int
    dropped: int


def list_states(session: WorkSession, since: datetime, jobs: Iterable[str]) -> dict[str, JobState]:
    """Every named job's state; each is found by the index of (job, slot)."""
    late = select(JobRun.job, JobRun.outcome, func.count()).where(JobRun.slot_at >= since)
    ended_badly = late.where(col(JobRun.outcome).in_(("failed", "dropped")))
    counts = {(job, outcome): n for job, outcome, n in session.exec(ended_badly.group_by(JobRun.job, JobRun.outcome))}
    return {job: _state(session, job, counts.get((job, "failed"), 0), counts.get((job, "dropped"), 0)) for job in jobs}


def list_runs(session: WorkSession, job: str, before: datetime | None, limit: int) -> list[JobRun]:
    """A job's runs, newest slot first, of slots before an instant."""
    runs = select(JobRun).where(JobRun.job == job)
    if before is not None:
        runs = runs.where(JobRun.slot_at < before)
    return list(session.exec(runs.order_by(col(JobRun.slot_at).desc()).limit(limit)))


def forget_runs(work: Work, before: datetime) -> int:
    """Drop the history of slots before an instant, but never a job's newest run; returns how many."""
    others = RUNS.alias()
    newest = select(func.max(others.c.slot_at)).where(others.c.job == RUNS.c.job).scalar_subquery()
    old = (RUNS.c.slot_at < before, RUNS.c.slot_at < newest)
    return work.session.connection().execute(delete(RUNS).where(*old)).rowcount


def _state(session: WorkSession, job: str, failed: int, dropped: int) -> JobState:
    newest = select(JobRun).where(JobRun.job == job).order_by(col(JobRun.slot_at).desc()).limit(1)
    done = select(JobRun.finished_at).where(JobRun.job == job, JobRun.outcome == "done")
    last_done = session.exec(done.order_by(col(JobRun.slot_at).desc()).limit(1)).first()
    last = session.exec(newest).first()
    if last is not None:
        session.expunge(last)  # what is told of it outlives the unit of work
    return JobState(job, last, last_done, failed, dropped)
