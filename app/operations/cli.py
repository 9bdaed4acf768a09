"""Operator's commands: the scheduler alone, jobs by hand, backup and restore."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from app.audit.cli import verify_database
from app.audit.service import record
from app.core.actor import SYSTEM
from app.core.config import get_settings
from app.core.db import Database
from app.core.files import open_files
from app.core.i18n import translate
from app.core.logs import configure_logging
from app.core.occupancy import occupied
from app.core.work import Work
from app.operations.archive import Progress
from app.operations.backup import Amount, back_up
from app.operations.backup import restore as put_back
from app.operations.cli_database import configured
from app.operations.cli_jobs import jobs
from app.operations.service_retention import dry_run, sweep
from app.scheduler import Scheduler, introduce_domains


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
    with configured(settings) as database, occupied(database, alone=False):
        running = Scheduler(database)
        running.start()
        while not stopping.wait(0.5):  # a signal that another thread takes does not end an endless wait
            pass
        running.stop()


def retention(
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would go, delete nothing.")] = False,
) -> None:
    """Delete what has had its time: the same as the nightly job, or with --dry-run its counts alone."""
    settings = get_settings()
    files = open_files(settings.files_url)
    with configured(settings) as database, Work(database, SYSTEM, writes=not dry) as work:
        lines = dry_run(work, files) if dry else sweep(work, files)
    for line in lines:
        typer.echo(f"{line.rule.name:<12} {line.count:>8}  {translate(line.rule.words, 'en')}")
    typer.echo("nothing was deleted" if dry else "deleted; the counts are in the audit trail")


def backup(target: Annotated[Path, typer.Argument(help="A new folder, or a new .tar, .tar.gz or .tgz file.")]) -> None:
    """Back up database and files while the service runs; the keys of .env are not in it."""
    settings = get_settings()
    with configured(settings) as database:
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
    with configured(settings) as database:
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


@contextmanager
def _bar() -> Iterator[Progress]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def report(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield report
