"""The scheduler as those who look after the service see it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.core.errors import NotFound, require
from app.core.i18n import N_
from app.core.job_claims import INTERRUPTED
from app.core.job_history import RECENT, JobState, list_runs, list_states
from app.core.jobs import Job, JobRun
from app.core.lease import Leader, find_leader
from app.core.paging import Page, decode_cursor, encode_cursor
from app.core.work import Work
from app.operations import policy
from app.operations.cron_words import Say, cron_words
from app.operations.schemas import JobRunView, JobView, LeaderView, SchedulerView

_LATE = re.compile(r"late=(\d+)min sense=(\d+)min")


def show_scheduler(work: Work, jobs: Sequence[Job], say: Say) -> SchedulerView:
    """The leader and every job; Forbidden to all but those who look after the service."""
    require(policy.can_see_jobs(work.actor))
    leader = find_leader(work.session)
    states = list_states(work.session, work.now - RECENT, [job.name for job in jobs])
    items = [_view(job, states[job.name], leader, work.now, say) for job in jobs]
    return SchedulerView(leader=_leader(leader), items=items)


def get_job(work: Work, jobs: Sequence[Job], name: str, say: Say) -> JobView:
    """One job by its name; NotFound when there is none."""
    require(policy.can_see_jobs(work.actor))
    job = _find(jobs, name)
    state = list_states(work.session, work.now - RECENT, [name])[name]
    return _view(job, state, find_leader(work.session), work.now, say)


def list_job_runs(
    work: Work, jobs: Sequence[Job], name: str, say: Say, *, limit: int, cursor: str | None
) -> Page[JobRunView]:
    """A job's history, newest slot first; NotFound when there is no such job."""
    require(policy.can_see_jobs(work.actor))
    job = _find(jobs, name)
    before = decode_cursor(cursor, [datetime])[0] if cursor else None
    rows = list_runs(work.session, job.name, before, limit + 1)
    leader = find_leader(work.session)
    following = encode_cursor([rows[limit - 1].slot_at]) if len(rows) > limit else None
    return Page(items=[view_run(row, leader, say) for row in rows[:limit]], next_cursor=following)


def view_run(run: JobRun, leader: Leader | None, say: Say) -> JobRunView:
    """A run and what there is to say of it."""
    is_led = leader is not None and leader.leads and leader.epoch == run.epoch
    is_left = run.outcome == "running" and run.epoch > 0 and not is_led
    words = say(N_("执行的进程不在了，等下一任调度接手。"), {}) if is_left else words_of(run, say)
    return JobRunView.model_validate(run.model_dump() | {"is_left": is_left, "words": words})


def words_of(run: JobRun, say: Say) -> str:
    """Why a run failed or was dropped; empty for any other."""
    if run.outcome == "failed":
        if run.summary == INTERRUPTED:
            return say(N_("执行中断，由下一个时点补做。"), {})
        return say(N_("出错：%(kind)s"), {"kind": run.summary})
    late = _LATE.fullmatch(run.summary) if run.outcome == "dropped" else None
    if late:
        spoken = {"late": late[1], "sense": late[2]}
        return say(N_("晚了 %(late)s 分钟，超过 %(sense)s 分钟就没有意义，没有执行。"), spoken)
    return ""


def _view(job: Job, state: JobState, leader: Leader | None, now: datetime, say: Say) -> JobView:
    return JobView(
        name=job.name,
        description=say(job.description, {}),
        due=cron_words(job.cron, say),
        sense_minutes=None if job.sense is None else job.sense // timedelta(minutes=1),
        next_at=job.next_slot(now),
        last=view_run(state.last, leader, say) if state.last is not None else None,
        last_done_at=state.last_done_at,
        failed=state.failed,
        dropped=state.dropped,
    )


def _leader(leader: Leader | None) -> LeaderView | None:
    return None if leader is None else LeaderView(holder=leader.holder, epoch=leader.epoch, leads=leader.leads)


def _find(jobs: Sequence[Job], name: str) -> Job:
    job = next((job for job in jobs if job.name == name), None)
    if job is None:
        raise NotFound
    return job
