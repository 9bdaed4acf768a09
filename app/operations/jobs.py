"""Keeping the scheduler's own history short."""

from datetime import datetime, timedelta

from app.core.job_runs import forget_runs
from app.core.jobs import Job
from app.core.work import Work

KEEP = timedelta(days=30)


def _forget_history(work: Work, slot: datetime) -> str:
    return f"runs={forget_runs(work, slot - KEEP)}"


JOBS: tuple[Job, ...] = (
    Job("job-history", "Forget runs of jobs older than 30 days.", {"hour": 3, "minute": 40}, _forget_history),
)
