"""Operator's commands: the scheduler alone, jobs by hand, backup and restore."""

import signal
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from sqlalchemy.exc import SQLAlchemyError

from app.audit.cli import verify_database
from app.audit.service import record
from app.core import clock
from app.core.actor import SYSTEM
from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.files import open_files
from app.core.i18n import translate
from app.core.job_history import list_states
from app.core.job_runs import Outcome, run_slot
from app.core.jobs import Job
from app.core.logs import configure_logging
from app.core.work import Work
from app.operations.archive import BackupError, Progress
from app.operations.backup import Amount, back_up
from app.operations.backup import restore as put_back
from app.operations.metrics import WINDOW
from app.operations.service_retention import dry_run, sweep
from app.scheduler import JOBS, Scheduler, introduce_domains

jobs = typer.Typer(no_args_is_help=True, help="The scheduler's jobs.")


def mount(root: typer.Typer) -> None:
    """Add these commands to the root."""
    root.add_typer(jobs, name="jobs")
    root.command()(scheduler)
    root.command()(retention)
    root.command()(backup)
    root.command()(restore)


def scheduler() -> None:
    """Run the scheduler alone, until Ctrl-C; any number may run, one leads."""
    settings = get_settings()
    configure_logging(settings.log_level)
    introduce_domains()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with _database(settings) as database:
        running = Scheduler(database)
        running.start()
        while not stopping.wait(0.5):  # a signal that another thread takes does not end an endless wait
            pass
        running.stop()


@jobs.command("list")
def jobs_list() -> None:
    """Every job, when it is due, when it last ended well."""
    with _database(get_settings()) as database, Work(database, SYSTEM, writes=False) as work:
        states = list_states(work.session, work.now - WINDOW, [job.name for job in JOBS])
    for job in JOBS:
        state = states.get(job.name)
        done = f"{clock.beijing(state.last_done_at):%Y-%m-%d %H:%M}" if state and state.last_done_at else "never"
        failed = f", {state.failures} failed slots in a day" if state and state.failures else ""
        typer.echo(f"{job.name:<22} {_cron(job):<24} last done {done}{failed}\n    {translate(job.description, 'en')}")


@jobs.command("run")
def jobs_run(
    name: Annotated[str, typer.Argument(help="As `jobs list` shows it.")],
    at: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="As if it were then, e.g. 2026-04-07T17:00+08:00.")
    ] = None,
) -> None:
    """Run a job's newest slot now, or as it would have been at an instant; a slot that is done stays done."""
    job = next((job for job in JOBS if job.name == name), None)
    if job is None:
        raise typer.BadParameter(f"no job {name}: there are {', '.join(job.name for job in JOBS)}")
    settings = get_settings()
    configure_logging(settings.log_level)
    introduce_domains()
    with _database(settings) as database, clock.at(_instant(at)):
        slot = job.last_slot(clock.now())
        if slot is None:
            raise BackupError(f"{name} has never been due before that")
        ran = run_slot(database, job, slot)
    line = f"{name} for {clock.beijing(slot):%Y-%m-%d %H:%M}: {ran.outcome}"
    if ran.outcome is Outcome.FAILED:
        raise BackupError(f"{line} ({ran.summary})")
    typer.echo(f"{line}. {ran.summary}" if ran.summary else line)


def retention(
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would go, delete nothing.")] = False,
) -> None:
    """Delete what has had its time: the same as the nightly job, or with --dry-run its counts alone."""
    settings = get_settings()
    files = open_files(settings.files_url)
    with _database(settings) as database, Work(database, SYSTEM, writes=not dry) as work:
        lines = dry_run(work, files) if dry else sweep(work, files)
    for line in lines:
        typer.echo(f"{line.rule.name:<12} {line.count:>8}  {translate(line.rule.words, 'en')}")
    typer.echo("nothing was deleted" if dry else "deleted; the counts are in the audit trail")


def backup(target: Annotated[Path, typer.Argument(help="A new folder, or a new .tar, .tar.gz or .tgz file.")]) -> None:
    """Back up database and files while the service runs; the keys of .env are not in it."""
    settings = get_settings()
    with _database(settings) as database:
        with _bar() as progress:
            amount = back_up(settings, database, target, progress)
        _leave_event(database, "operations.backup", amount)
    typer.echo(f"backed up to {target}: {_told(amount)}")


def restore(
    source: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what the target holds.")] = False,
) -> None:
    """Put a backup in place of the configured database and files, then verify the audit trail."""
    settings = get_settings()
    with _database(settings) as database:
        with _bar() as progress:
            amount = put_back(settings, database, source, progress, force=force)
        typer.echo(f"restored from {source}: {_told(amount)}")
        verdict = verify_database(database, settings, renew_anchor=True)
        _leave_event(database, "operations.restore", amount)
    typer.echo(f"audit trail intact: {verdict.seals} seals over {verdict.events} events")


def _leave_event(database: Database, action: str, amount: Amount) -> None:
    """Whoever takes or replaces everything leaves an event."""
    with Work(database, SYSTEM, writes=True) as work:
        record(work, action, "backup", None, rows=amount.rows, files=amount.files)


def _told(amount: Amount) -> str:
    return f"{amount.rows} rows, {amount.files} files, {amount.bytes / 1_000_000:.1f} MB"


def _cron(job: Job) -> str:
    return " ".join(f"{name}={value}" for name, value in job.cron.items())


def _instant(text: str | None) -> datetime:
    if text is None:
        return clock.now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise typer.BadParameter("an instant has a date, a time and an offset: 2026-04-07T17:00+08:00")
    return instant


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_url, 2)
    try:
        yield database
    except (SQLAlchemyError, psycopg.Error, sqlite3.Error) as error:
        raise BackupError(f"the database does not answer as expected: {_first_line(error)}") from None
    finally:
        database.dispose()


def _first_line(error: Exception) -> str:
    """The driver's own first line, without statement or values."""
    origin = getattr(error, "orig", None) or error
    return (str(origin).splitlines() or [type(origin).__name__])[0]


@contextmanager
def _bar() -> Iterator[Progress]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield report
