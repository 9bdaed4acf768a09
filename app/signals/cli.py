"""`python -m app signals`: scans in processes of their own, and their findings as lines of JSON."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from app.core import clock
from app.core.actor import SYSTEM
from app.core.config import get_settings
from app.core.db import Database
from app.core.logs import configure_logging
from app.core.work import Work
from app.signals.models import SignalKind
from app.signals.models_scan import ScanOrigin
from app.signals.service_export import exported
from app.signals.service_runs import Period, Standing, begin, start, usual_period

Say = Callable[[str, Mapping[str, Any]], str]
COLUMNS = ("raised", "near", "opened", "reopened", "updated", "closed")


def commands(say: Say) -> typer.Typer:
    """The commands; `say` words a signal's question in Chinese."""
    app = typer.Typer(no_args_is_help=True, help="Signals: the detectors' scans, and what they found.")

    @app.command("scan")
    def scan(
        first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY")] = None,
        last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY")] = None,
        as_of: Annotated[
            datetime | None,
            typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DAY", help="Yesterday unless given."),
        ] = None,
        processes: Annotated[int | None, typer.Option(min=1, max=64, help="Default: as many as cores.")] = None,
        scan_id: Annotated[UUID | None, typer.Option("--scan", help="Join this run.", hidden=True)] = None,
        nightly: Annotated[bool, typer.Option("--nightly", hidden=True)] = False,
    ) -> None:
        """Run every detector over a period (this month and the one before) as if it were the end of a day.

        May be run again, by several at once, and after any of them was killed: one run, one result.
        Exit 0: done. 1: failed. 2: wrong use.
        """
        settings = get_settings()
        configure_logging(settings.log_level)
        if nightly or scan_id:
            os.nice(10)  # people come first
        origin = ScanOrigin.NIGHTLY if nightly else ScanOrigin.COMMAND
        run_scan(settings.database_url, _period(first, last, as_of), scan_id, origin, processes or os.cpu_count() or 1)

    @app.command("export")
    def export(
        out: Annotated[Path, typer.Option("--out", help="A new file of JSON lines.")],
        first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY")] = None,
        last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY")] = None,
    ) -> None:
        """Write one JSON line a signal, in the words of the interchange dataset."""
        settings = get_settings()
        database = Database(settings.database_url, pool_size=1)
        count = 0
        try:
            with Work(database, SYSTEM, writes=False) as work, out.open("wb") as file:
                for line in exported(work, say, first and first.date(), last and last.date()):
                    file.write(orjson.dumps(line) + b"\n")
                    count += 1
        finally:
            database.dispose()
        typer.echo(f"{count} signals written to {out}")

    return app


def _period(first: datetime | None, last: datetime | None, as_of: datetime | None) -> Period:
    usual = usual_period(clock.today())
    found = Period(
        first.date() if first else usual.first,
        last.date() if last else (max(usual.last, first.date()) if first else usual.last),
        as_of.date() if as_of else usual.as_of,
    )
    if found.first > found.last or found.as_of < found.first:
        raise typer.BadParameter("--from must not be later than --to or --as-of")
    return found


def run_scan(url: str, period: Period, scan_id: UUID | None, origin: ScanOrigin, processes: int) -> None:
    """Begin or join a run, carry it out, and print what each kind found."""
    from app.signals.service_processes import Scanner  # noqa: PLC0415 - loads numpy, which the web process never does
    from app.signals.service_shards import KINDS  # noqa: PLC0415

    database = Database(url, pool_size=1)
    try:
        with Work(database, SYSTEM, writes=True) as work:
            row = start(work, scan_id, KINDS) if scan_id else begin(work, period, origin, KINDS)
            key, said = row.id, f"{row.from_on} to {row.to_on} as of {row.as_of}"
    finally:
        database.dispose()
    typer.echo(f"scan {key}: {said}, {processes} processes")
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True, auto_refresh=False, disable=not console.is_terminal) as bar:
        task = bar.add_task("shards", total=None)

        def report(standing: Standing) -> None:
            bar.update(task, completed=standing.done, total=standing.shards, refresh=True)

        _print(Scanner(url, key, processes, report=report).run())


def _print(standing: Standing) -> None:
    typer.echo(f"{'kind':<16}" + "".join(f"{name:>10}" for name in COLUMNS))
    for kind in SignalKind:
        counts = standing.counts.get(kind.value)
        if counts is not None:
            typer.echo(f"{kind.value:<16}" + "".join(f"{counts.get(name, 0):>10}" for name in COLUMNS))
