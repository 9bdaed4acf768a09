"""Operator's commands over accounts: the first people of a new service, and a way back in."""

import sys
from typing import Annotated

import typer

from app.accounts.service_operator import NewAccount, create_account, issue_code, remove_second_factor
from app.core.actor import SYSTEM, Role
from app.core.config import get_settings
from app.core.db import Database
from app.core.errors import Invalid
from app.core.i18n import translate
from app.core.work import Work

users = typer.Typer(no_args_is_help=True, help="Accounts.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


@users.command("create")
def create(
    login: Annotated[str, typer.Argument(help="Letters, digits, dots and hyphens.")],
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[Role, typer.Option(help="What they may do.")],
    unit: Annotated[
        str | None, typer.Option(help="The unit's name or id; on an empty database the region's name, which is made.")
    ] = None,
    person_no: Annotated[str | None, typer.Option(help="Person number.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    own: Annotated[bool, typer.Option(help="The password is the person's own: it need not be changed.")] = False,
) -> None:
    """Create a person with one role, such as the first system administrator. The password is asked for."""
    account = NewAccount(login, name, role, unit, person_no, _password(password_stdin), own)
    database = Database(get_settings().database_url)
    try:
        with Work(database, SYSTEM, True) as work:
            person = create_account(work, account)
    except Invalid as error:
        wrong = error.errors[0]
        raise typer.BadParameter(translate(wrong.message, "en", **wrong.params), param_hint="password") from error
    finally:
        database.dispose()
    typer.echo(f"{person.login} ({role}) created")


@users.command("reset-code")
def reset_code(login: Annotated[str, typer.Argument(help="Whose password was forgotten.")]) -> None:
    """A reset code for somebody whom no administrator can help: one use, 24 hours; the old password stops."""
    database = Database(get_settings().database_url)
    try:
        with Work(database, SYSTEM, True) as work:
            code = issue_code(work, login)
    finally:
        database.dispose()
    typer.echo(code)


@users.command("remove-second-factor")
def remove_factor(login: Annotated[str, typer.Argument(help="Who lost phone and recovery codes.")]) -> None:
    """End the second step of somebody whom no other administrator can help; every session of theirs ends."""
    database = Database(get_settings().database_url)
    try:
        with Work(database, SYSTEM, True) as work:
            remove_second_factor(work, login)
    finally:
        database.dispose()
    typer.echo(f"{login}: the password alone signs in again")
