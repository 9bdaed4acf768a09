"""Operator's commands about exports."""

from typing import Annotated
from uuid import UUID

import typer

from app.allowances.service_make import make_export
from app.core import printing
from app.core.config import get_settings
from app.core.db import Database
from app.core.files import open_files
from app.core.logs import configure_logging

app = typer.Typer(no_args_is_help=True, help="Files that are made outside the web process.")


@app.callback()
def exports() -> None:
    """Files that are made outside the web process."""


@app.command("make")
def make(
    export_id: Annotated[UUID, typer.Argument(metavar="ID", help="As `POST /api/v1/exports` answered it.")],
) -> None:
    """Make a queued or abandoned export; the service does so by itself."""
    settings = get_settings()
    configure_logging(settings.log_level)
    printing.use_folder(settings.print_fonts)
    database = Database(settings.database_url, 3)
    try:
        made = make_export(database, open_files(settings.files_url), export_id)
    finally:
        database.dispose()
    typer.echo("made" if made else "nothing was made: somebody is at it, it is over, or it failed")
