"""`python -m app jobs`: the scheduler's jobs, seen and run by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import typer

from app.core import clock
from app.core.actor import SYSTEM
from app.core.config import get_settings
from app.core.i18n import translate
from app.core.job_history import RECENT, JobState, list_states
from app.core.job_runs import Outcome, Ran, run_slot
from app.core.jobs import Job, JobRun
from app.core.lease import find_leader
from app.core.logs import configure_logging
from app.core.work import Work
from app.operations.cli_database import configured
from app.operations.cron_words import cron_words
from app.operations.service import words_of
from app.scheduler import JOBS, introduce_domains

jobs = typer.Typer(no_args_is_help=True, help="The scheduler's jobs.")
_ENDED = {Outcome.DONE: "done", Outcome.ALREADY: "already done"}
_REFUSED = {
    Outcome.FAILED: "failed ({summary}); it may be run again",
    Outcome.DROPPED: "dropped, because it came too late ({summary}); `--at` runs a slot as if it were then",
    Outcome.BUSY: "somebody else is running it at this moment; `jobs list` shows how it ends",
    Outcome.LOST: "somebody else took it over meanwhile; `jobs list` shows how it ends",
}


class JobError(RuntimeError):
    """The slot was not run, or failed; the message is one plain line."""


@jobs.command("list")
def jobs_list() -> None:
    """Every job: when it is due, its newest run, how long that took, what came of it, and its next slot."""
    with configured(get_settings()) as database, Work(database, SYSTEM, writes=False) as work:
        states = list_states(work.session, work.now - RECENT, [job.name for job in JOBS])
        leader = find_leader(work.session)
    led = f"{leader.holder} leads, term {leader.epoch}" if leader and leader.leads else "nobody leads: no job runs"
    typer.echo(led)
    for job in JOBS:
        for line in _lines(job, states[job.name]):
            typer.echo(line)


@jobs.command("run")
def jobs_run(
    name: Annotated[str, typer.Argument(help="As `jobs list` shows it.")],
    at: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="As if it were then, e.g. 2026-04-07T17:00+08:00.")
    ] = None,
) -> None:
    """Run a job's newest slot now, or the one that was newest at an instant; a slot that is done stays done.

    Exit 0: it is done, now or before. 1: it failed, was dropped, or is in other hands. 2: wrong use.
    """
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        raise typer.BadParameter(f"no job {name}: there are {', '.join(job.name for job in JOBS)}")
    instant = _instant(at)
    settings = get_settings()
    configure_logging(settings.log_level)
    introduce_domains()
    with configured(settings) as database, clock.at(instant):
        slot = job.last_slot(clock.now())
        if slot is None:
            raise JobError(f"{name} had never been due by then")
        ran = run_slot(database, job, slot)
    _tell(f"{name} for {_time(slot)}", ran)


def _tell(slot: str, ran: Ran) -> None:
    if ran.outcome in _REFUSED:
        raise JobError(f"{slot}: {_REFUSED[ran.outcome].format(summary=ran.summary)}")
    typer.echo(f"{slot}: {_ENDED[ran.outcome]}. {ran.summary}".rstrip(". "))


def _lines(job: Job, state: JobState) -> list[str]:
    following = job.next_slot(clock.now())
    lines = [
        f"{job.name:<22} {cron_words(job.cron, _say)}",
        f"    {translate(job.description, 'en')}",
        f"    last {_last(state.last)}; next {_time(following) if following else 'never'}",
    ]
    counts = [f"{n} {word}" for n, word in ((state.failed, "failed"), (state.dropped, "dropped")) if n]
    return [*lines, f"    in the last 24 hours {', '.join(counts)}"] if counts else lines


def _last(run: JobRun | None) -> str:
    """The newest run in words."""
    if run is None:
        return "never"
    took = f" in {run.took_ms / 1000:.1f} s" if run.took_ms is not None and run.outcome == Outcome.DONE else ""
    words = words_of(run, _say)
    missed = f", standing for {run.missed} missed slots" if run.missed else ""
    return f"{_time(run.slot_at)} {run.outcome}{took}{missed}{f' ({words})' if words else ''}"


def _say(text: str, params: Mapping[str, Any]) -> str:
    return translate(text, "en", **params)


def _time(instant: datetime) -> str:
    return f"{clock.beijing(instant):%Y-%m-%d %H:%M}"


def _instant(text: str | None) -> datetime:
    """The instant that was asked for, now unless one was; wrong use when it is no instant or still to come."""
    now = clock.now()
    if text is None:
        return now
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise typer.BadParameter("an instant has a date, a time and an offset: 2026-04-07T17:00+08:00")
    if instant > now:
        raise typer.BadParameter("that is still to come: its slot would count as done before it is due")
    return instant
