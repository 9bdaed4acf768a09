"""`python -m app dataset`: history in and out as a folder of JSON Lines files."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from app.core.actor import SYSTEM
from app.core.config import get_settings
from app.core.db import Database
from app.core.i18n import Locale
from app.core.work import Work
from app.dataset.doorway import in_plain_words, opened, require_current
from app.dataset.faults import Reject
from app.dataset.formats import FORMATS, Kind
from app.dataset.lines import Told
from app.dataset.report import Report
from app.dataset.service import import_dataset, size_of
from app.dataset.service_export import export_dataset, note_export
from app.dataset.service_import import Options

dataset = typer.Typer(no_args_is_help=True, help="History in and out: a folder of JSON Lines files.")
console = Console(stderr=True, highlight=False)
SHOWN = 50

Folder = Annotated[Path, typer.Argument(help="A folder with cadres.jsonl, secondments.jsonl and the others.")]


@dataset.command("import")
def import_(
    folder: Folder,
    partial: Annotated[bool, typer.Option("--partial", help="Take what is right, leave out what is not.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    region: Annotated[list[str] | None, typer.Option(help="Put units below this one (name or id).")] = None,
    source: Annotated[int, typer.Option(min=1, help="Photo hashes are compared within one source.")] = 1,
    report_to: Annotated[Path | None, typer.Option("--report", help="Write every rejected row here.")] = None,
) -> None:
    """Load a dataset: all of it or nothing; what was loaded before is passed over. Exit 1 if a row was rejected."""
    size = size_of(folder)
    options = Options(partial=partial, dry_run=dry_run, source=source)
    url = get_settings().database_url
    with (
        in_plain_words(),
        opened(url, alone=True) as database,
        _report(report_to) as report,
        _bar(size) as told,
        _uncollected(),
    ):
        require_current(database)
        work = Work(database, SYSTEM, writes=not dry_run)
        import_dataset(work, folder, report, told, regions=region or [], options=options)
    _tell(report, dry_run=dry_run)
    if report.rejected:
        raise typer.Exit(1)


@dataset.command("export")
def export(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write everything out in the same form: imported history as it came, then Jishi's own. Hidden texts stay here."""
    settings = get_settings()
    database = Database(settings.database_url, 1)
    try:
        with in_plain_words():
            require_current(database)
        with in_plain_words(), Work(database, SYSTEM, writes=False) as work, _steps() as told:
            counts = export_dataset(work, folder, told)
        with Work(database, SYSTEM, writes=True) as work:
            note_export(work, counts)
    finally:
        database.dispose()
    table = Table("file", "rows")
    for kind, count in counts.items():
        table.add_row(FORMATS[kind].name, f"{count:,}")
    Console(highlight=False).print(table)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing of what an import makes refers to itself, and there are millions of it: looking finds no garbage."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _tell(report: Report, *, dry_run: bool) -> None:
    locale = _locale()
    for line in report.warned(locale):
        console.print(f"warning: {line}", markup=False, soft_wrap=True)
    for one in report.rejects[:SHOWN]:
        field = f" {one.field}" if one.field else ""
        line = f"{one.file}:{one.line}{field}: {one.reason(locale)} {one.remedy(locale)}"
        console.print(line, markup=False, soft_wrap=True)
    if report.rejected > SHOWN:
        console.print(f"... {report.rejected - SHOWN} more; --report FILE has them all", markup=False)
    table = Table("file", "rows", "new", "unchanged", "rejected")
    for kind, count in report.counts.items():
        table.add_row(FORMATS[kind].name, *(f"{value:,}" for value in count.as_json().values()))
    Console(highlight=False).print(table)
    typer.echo(_outcome(report, dry_run=dry_run))


def _outcome(report: Report, *, dry_run: bool) -> str:
    if dry_run:
        return "checked; nothing was stored"
    if not report.written:
        return "nothing was imported: put the rejected rows right, or use --partial"
    return "imported" if report.new else "nothing new: everything was there already"


def _locale() -> Locale:
    return "zh_CN" if os.environ.get("LANG", "").startswith("zh") else "en"


@contextmanager
def _report(path: Path | None) -> Iterator[Report]:
    if path is None:
        yield Report()
        return
    with path.open("wb") as file:
        yield Report(heard=lambda one: _write(file, one))


def _write(file: IO[bytes], one: Reject) -> None:
    file.write(orjson.dumps(one.as_row(_locale())) + b"\n")


@contextmanager
def _steps() -> Iterator[Callable[[Kind, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("writing", total=None)
        yield lambda kind, rows: bar.update(task, description=FORMATS[kind].name, advance=rows)


@contextmanager
def _bar(size: int) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=size)
        yield lambda octets: bar.update(task, advance=octets)
