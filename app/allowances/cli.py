"""Operator's commands about exports."""

from typing import Annotated
from uuid import UUID

import typer

from app.allowances.service_make import make_export
from app.core.making import make_by_command

app = typer.Typer(no_args_is_help=True, help="Files that are made outside the web process.")


@app.callback()
def exports() -> None:
    """Files that are made outside the web process."""


@app.command("make")
def make(
    export_id: Annotated[UUID, typer.Argument(metavar="ID", help="As `POST /api/v1/exports` answered it.")],
) -> None:
    """Make a queued or abandoned export; the service does so by itself."""
    typer.echo(make_by_command(make_export, export_id))
