"""SQLite's share of a backup: one file by VACUUM INTO, put back by SQLite's own online copy in one transaction."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.core.db import Database
from app.operations.archive import BackupError

NAME = "database.sqlite"


def dump(database: Database, folder: Path) -> tuple[str, dict[str, int]]:
    """Write a consistent copy while the service runs; gives the schema revision and the rows of each table."""
    source = _path(database)
    if not source.is_file():
        raise BackupError(f"there is no database at {source}")
    target = folder / NAME
    with closing(sqlite3.connect(source, timeout=10, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", [str(target)])
    target.chmod(0o600)
    with closing(_open_copy(target)) as copy:
        return _revision(copy), _counts(copy)


def is_empty(database: Database) -> bool:
    """No database yet, or one without a row."""
    path = _path(database)
    if not path.is_file():
        return True
    with closing(sqlite3.connect(path, timeout=10)) as connection:
        return not any(rows for name, rows in _counts(connection).items() if name != "alembic_version")


def check(folder: Path, tables: dict[str, int]) -> None:
    """The copy is sound and holds the rows that the manifest names; BackupError otherwise."""
    with closing(_open_copy(folder / NAME)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupError("the database in the backup is damaged")
        if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BackupError("the database in the backup has dangling references")
        if _counts(copy) != tables:
            raise BackupError("the database in the backup has other rows than its manifest says")


def load(database: Database, folder: Path) -> None:
    """Replace the target's content; a crash in between leaves it as it was."""
    target = _path(database)
    target.parent.mkdir(parents=True, exist_ok=True)
    database.dispose()
    with closing(_open_copy(folder / NAME)) as copy, closing(sqlite3.connect(target, timeout=10)) as connection:
        try:
            copy.backup(connection)
        except sqlite3.OperationalError as error:
            raise BackupError(f"{target} is in use: stop the service first ({error})") from None


def _path(database: Database) -> Path:
    name = database.url.database
    if not name or name == ":memory:":
        raise BackupError("a database in memory cannot be backed up")
    return Path(name)


def _open_copy(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _revision(connection: sqlite3.Connection) -> str:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        row = None
    if row is None:
        raise BackupError("the database has no schema yet")
    return str(row[0])


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    counts = {}
    for (name,) in tables:
        quoted = '"' + name.replace('"', '""') + '"'
        counts[name] = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]  # noqa: S608 - a quoted name
    return counts
