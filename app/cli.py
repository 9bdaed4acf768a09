"""The operator's commands. Errors are one plain line and exit 1 (refused) or 2 (wrong use)."""

import os
import sys
from functools import partial
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from app.accounts.cli import users
from app.allowances.cli import app as exports
from app.audit.cli import app as audit
from app.core import migrate
from app.core.actor import SYSTEM
from app.core.config import get_settings
from app.core.db import Database
from app.core.errors import DomainError
from app.core.i18n import translate
from app.core.logs import configure_logging
from app.core.work import Work
from app.dataset.cli import dataset
from app.demo.accounts import ACCOUNTS
from app.demo.seed import is_empty, seed_county
from app.handbook.cli import app as handbooks
from app.http.wording import say
from app.operations.cli import mount as mount_operations
from app.signals.cli import commands as signals
from app.workdays.service import ensure_seeded

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Jishi 纪实: seconded cadres' daily records.")
db = typer.Typer(no_args_is_help=True, help="The database's schema.")
demo = typer.Typer(no_args_is_help=True, help="A demo county to look around in.")
app.add_typer(db, name="db")
app.add_typer(demo, name="demo")
app.add_typer(users, name="users")
app.add_typer(audit, name="audit")
app.add_typer(exports, name="exports")
app.add_typer(handbooks, name="handbooks")
app.add_typer(dataset, name="dataset")
app.add_typer(signals(partial(say, "zh_CN")), name="signals")
mount_operations(app)

console = Console(stderr=True, highlight=False)


@app.command()
def serve(
    host: Annotated[str, typer.Option(envvar=["HOST", "JISHI_HOST"], help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar=["PORT", "JISHI_PORT"], help="Port to listen on.")] = 8000,
    with_demo: Annotated[
        bool, typer.Option("--demo", help="Upgrade the database and seed a demo county when it is empty.")
    ] = False,
) -> None:
    """Serve pages and API, with the scheduler inside unless JISHI_SCHEDULER=off."""
    settings = get_settings()
    settings.refuse_placeholder_secrets(host)
    if with_demo:
        settings.refuse_published_password(host)
    configure_logging(settings.log_level)
    if with_demo:
        _prepare_demo(f"http://{host}:{port}")
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=5,
    )


@db.command("upgrade")
def db_upgrade() -> None:
    """Run every missing migration and take over the known work calendars; safe to run again."""
    with _database() as database:
        before = migrate.current(database)
        migrate.upgrade(database)
        after = migrate.current(database)
        with Work(database, SYSTEM, writes=True) as work:
            ensure_seeded(work)
    typer.echo(f"schema at {after}" if before == after else f"schema from {before or 'empty'} to {after}")


@demo.command("seed")
def demo_seed() -> None:
    """Fill an empty database with the demo county; refuses any other."""
    with _database() as database:
        if not is_empty(database):
            raise typer.BadParameter("the database is not empty: the demo county goes into an empty one only")
        seed_county(database, get_settings())
    typer.echo("demo county ready")


def _prepare_demo(address: str) -> None:
    settings = get_settings()
    with _database() as database:
        migrate.upgrade(database)
        if is_empty(database):
            with console.status("seeding the demo county"):
                seed_county(database, settings)
    typer.echo(f"\n  Jishi 纪实  {address}\n\n  Demo accounts (password {settings.demo_password}):")
    for account in ACCOUNTS:
        typer.echo(f"    {account.login:<11} {account.name}  {account.duty}")
    typer.echo("\n  Ctrl-C stops it.\n", nl=True)
    sys.stdout.flush()


class _database:  # noqa: N801 - reads as the noun that it gives
    """The configured database, disposed of at the end."""

    def __enter__(self) -> Database:
        settings = get_settings()
        self.database = Database(settings.database_url, settings.pool_size)
        return self.database

    def __exit__(self, *_: object) -> None:
        self.database.dispose()


def run() -> None:
    """The entry point: every refusal as one plain line."""
    try:
        ended = app(standalone_mode=False)  # answers the code of a command that ended itself by typer.Exit
    except typer.Exit as stop:
        raise SystemExit(stop.exit_code) from None
    except typer.Abort:
        raise SystemExit(1) from None
    except DomainError as error:
        _fail(translate(error.text, "zh_CN" if _speaks_chinese() else "en", **error.params), 1)
    except (ValueError, OSError, RuntimeError) as error:
        _fail(str(error), 1)
    except typer.BadParameter as error:
        _fail(error.format_message(), 2)
    except Exception as error:  # click's own usage errors
        if hasattr(error, "format_message") and hasattr(error, "exit_code"):
            _fail(error.format_message(), int(error.exit_code))
        raise
    if isinstance(ended, int) and ended:
        raise SystemExit(ended)


def _speaks_chinese() -> bool:
    return os.environ.get("LANG", "").startswith("zh")


def _fail(line: str, code: int) -> None:
    console.print(f"error: {' '.join(line.split())}", markup=False, soft_wrap=True)
    raise SystemExit(code)
