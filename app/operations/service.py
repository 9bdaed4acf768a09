"""The scheduler as a system administrator sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import require
from app.core.job_history import JobState, list_states
from app.core.jobs import Job
from app.core.lease import Leader, find_leader
from app.core.work import Work
from app.operations import policy
from app.operations.metrics import WINDOW


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job with its newest success, its failures of a day, and the slot that was due last."""

    job: Job
    last_due_at: datetime | None
    state: JobState | None


@dataclass(frozen=True, slots=True)
class SchedulerState:
    """Who leads and what the jobs did."""

    leader: Leader | None
    jobs: tuple[JobLine, ...]


def scheduler_state(work: Work, jobs: Sequence[Job]) -> SchedulerState:
    """The leader and every job; Forbidden to all but system administrators."""
    require(policy.can_operate(work.actor))
    states = list_states(work.session, work.now - WINDOW, [job.name for job in jobs])
    lines = (JobLine(job, job.last_slot(work.now), states.get(job.name)) for job in jobs)
    return SchedulerState(find_leader(work.session), tuple(lines))
