"""Operator's commands about handbooks."""

from typing import Annotated
from uuid import UUID

import typer

from app.core.making import make_by_command
from app.handbook.service_make import make_job

app = typer.Typer(no_args_is_help=True, help="Handbooks of a group or programme, made outside the web process.")


@app.callback()
def handbooks() -> None:
    """Handbooks of a group or programme, made outside the web process."""


@app.command("make")
def make(
    job_id: Annotated[UUID, typer.Argument(metavar="ID", help="As `POST /api/v1/handbooks` answered it.")],
) -> None:
    """Make a queued or abandoned job, going on where it was interrupted; the service does so by itself."""
    typer.echo(make_by_command(make_job, job_id))
