"""Operator's commands over the trail."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from app.audit.anchor import ForgedAnchorError, read_anchor, write_anchor
from app.audit.service_seal import audit_keys, seal_events
from app.audit.service_verify import Broken, Verdict, verify_trail
from app.core.actor import SYSTEM
from app.core.config import Settings, get_settings
from app.core.db import Database
from app.core.errors import DomainError
from app.core.files import open_files
from app.core.i18n import N_
from app.core.work import Work

app = typer.Typer(no_args_is_help=True, help="The audit trail and its seals.")


class BrokenTrail(DomainError):
    """The trail is not what was sealed."""

    code, status, message = "audit-broken", 409, N_("审计校验不通过。")

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.reason, number=broken.number, first=broken.first_seq, last=broken.last_seq)


def verify_database(
    database: Database, settings: Settings, expected: tuple[int, str] | None = None, *, renew_anchor: bool = False
) -> Verdict:
    """Verify with a progress bar, against the anchor as well or to write it anew; raises BrokenTrail."""
    keys = audit_keys(settings)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("audit verify", total=None)
        with Work(database, SYSTEM, writes=False) as work:
            verdict = verify_trail(
                work, keys, lambda done, total: bar.update(task, completed=done, total=total), expected
            )
            if verdict.broken is None and not renew_anchor:
                verdict = _against_anchor(work, settings, keys, verdict)
    if verdict.broken is not None:
        raise BrokenTrail(verdict.broken)
    if renew_anchor and verdict.head is not None:
        write_anchor(open_files(settings.files_url), keys[0], *verdict.head)
    return verdict


def _against_anchor(work: Work, settings: Settings, keys: tuple[bytes, ...], verdict: Verdict) -> Verdict:
    try:
        noted = read_anchor(open_files(settings.files_url), keys)
    except ForgedAnchorError:
        raise BrokenTrail(Broken(0, 0, 0, N_("审计锚点文件被改动，或密钥不对"))) from None
    if noted is None or (verdict.head is not None and noted == verdict.head):
        return verdict
    return verify_trail(work, keys, None, noted)


@app.command()
def verify(
    expect: Annotated[
        str | None, typer.Option(help="A seal noted elsewhere, NUMBER:MAC (as the log and this command print it).")
    ] = None,
) -> None:
    """Recompute every seal; exit 1 naming the first that does not hold."""
    settings = get_settings()
    database = Database(settings.database_url, 1)
    try:
        verdict = verify_database(database, settings, _parse(expect))
    finally:
        database.dispose()
    head = f", newest seal {verdict.head[0]}:{verdict.head[1]}" if verdict.head else ""
    typer.echo(f"intact: {verdict.seals} seals over {verdict.events} events, {verdict.unsealed} not yet sealed{head}")


@app.command()
def seal() -> None:
    """Seal now what has settled, as the job does each minute."""
    settings = get_settings()
    database = Database(settings.database_url, 1)
    key = audit_keys(settings)[0]
    try:
        with Work(database, SYSTEM, writes=True) as work:
            sealed = seal_events(work, key)
        if sealed.head is not None and sealed.seals:
            write_anchor(open_files(settings.files_url), key, sealed.head.number, sealed.head.mac)
    finally:
        database.dispose()
    typer.echo(f"sealed: events={sealed.events} seals={sealed.seals}")


def _parse(expect: str | None) -> tuple[int, str] | None:
    if expect is None:
        return None
    number, _, mac = expect.partition(":")
    if not number.isdigit() or len(mac) < 8:
        raise typer.BadParameter("expected NUMBER:MAC with at least 8 digits of the MAC")
    return int(number), mac
