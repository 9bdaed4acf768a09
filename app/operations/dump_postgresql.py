"""PostgreSQL's share of a backup: a file a table by COPY from one snapshot, put back in one transaction.

No client programs: nothing to install, and no `pg_dump` that is older than its server. The schema itself comes from
our own migrations at the backup's revision, so a dump holds rows and nothing else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection

from app.core import migrate
from app.core.db import Database
from app.operations.archive import BackupError, Manifest, Progress

FOLDER = "tables"
_TABLES = SQL("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
_COLUMNS = SQL(
    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
)
_SEQUENCES = SQL(
    "SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"
)
_FUNCTIONS = SQL(
    "SELECT p.proname FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS"
    " (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)
_FOREIGN_KEYS = SQL(
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)

Cursor = psycopg.Cursor[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Dumped:
    """What one snapshot held."""

    revision: str
    tables: dict[str, int]
    columns: dict[str, list[str]]
    sequences: dict[str, int]


def dump(database: Database, folder: Path, progress: Progress) -> Dumped:
    """Copy every table from one snapshot while the service runs."""
    (folder / FOLDER).mkdir(mode=0o700)
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with database.engine.connect().execution_options(**options) as connection, _cursor(connection) as cursor:
        tables = _names(cursor, _TABLES)
        if "alembic_version" not in tables:
            raise BackupError("the database has no schema yet")
        revision = str(_one(cursor, SQL("SELECT version_num FROM alembic_version")))
        columns = {table: [row[0] for row in cursor.execute(_COLUMNS, [table]).fetchall()] for table in tables}
        counts = {}
        for number, table in enumerate(tables, start=1):
            counts[table] = _copy_out(cursor, table, columns[table], folder / FOLDER / table)
            progress("copying tables", number, len(tables))
        sequences = {name: int(value) for name, value in cursor.execute(_SEQUENCES).fetchall()}
    return Dumped(revision, counts, columns, sequences)


def is_empty(database: Database) -> bool:
    """No table, or none with a row."""
    with database.engine.connect() as connection, _cursor(connection) as cursor:
        tables = [name for name in _names(cursor, _TABLES) if name != "alembic_version"]
        return not any(_one(cursor, _about(name, "SELECT EXISTS (SELECT 1 FROM {})")) for name in tables)


@contextmanager
def loaded(database: Database, folder: Path, manifest: Manifest, progress: Progress) -> Iterator[None]:
    """Replace the target's content in one transaction, which ends well only if the block does."""
    try:
        with database.engine.begin() as connection:
            with _cursor(connection) as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # files are put in between
                _drop_everything(cursor)
            migrate.upgrade_within(connection, manifest.revision)
            with _cursor(connection) as cursor:
                _fill(cursor, folder, manifest, progress)
            migrate.upgrade_within(connection)
            yield
    except psycopg.errors.LockNotAvailable:
        raise BackupError("the target database is in use: stop the service first") from None
    except psycopg.Error as error:
        raise BackupError(f"the rows do not fit: {str(error).splitlines()[0]}") from None


def _drop_everything(cursor: Cursor) -> None:
    for table in _names(cursor, _TABLES):
        cursor.execute(_about(table, "DROP TABLE {} CASCADE"))
    for function in _names(cursor, _FUNCTIONS):
        cursor.execute(_about(function, "DROP FUNCTION {} CASCADE"))


def _fill(cursor: Cursor, folder: Path, manifest: Manifest, progress: Progress) -> None:
    """Rows go in without foreign keys, which then come back and check everything at once."""
    if set(_names(cursor, _TABLES)) != manifest.tables.keys():
        raise BackupError("the backup's tables are not those of its schema revision")
    keys = cursor.execute(_FOREIGN_KEYS).fetchall()
    for table, name, _ in keys:
        cursor.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(SQL(table), Identifier(name)))
    for number, (table, rows) in enumerate(manifest.tables.items(), start=1):
        if _one(cursor, _about(table, "SELECT EXISTS (SELECT 1 FROM {})")):
            cursor.execute(_about(table, "DELETE FROM {}"))
        if _copy_in(cursor, table, manifest.columns[table], folder / FOLDER / table) != rows:
            raise BackupError(f"table {table} has other rows than the manifest says")
        progress("filling tables", number, len(manifest.tables))
    for table, name, definition in keys:
        cursor.execute(SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(SQL(table), Identifier(name), SQL(definition)))
    for name, value in manifest.sequences.items():
        if value:
            cursor.execute("SELECT setval(%s::regclass, %s)", [name, value])


def _copy_out(cursor: Cursor, table: str, columns: list[str], path: Path) -> int:
    statement = SQL("COPY {} ({}) TO STDOUT").format(Identifier(table), _list(columns))
    with path.open("wb") as file, cursor.copy(statement) as copy:
        for chunk in copy:
            file.write(chunk)
    path.chmod(0o600)
    return cursor.rowcount


def _copy_in(cursor: Cursor, table: str, columns: list[str], path: Path) -> int:
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), _list(columns))
    with path.open("rb") as file, cursor.copy(statement) as copy:
        while chunk := file.read(1024 * 1024):
            copy.write(chunk)
    return cursor.rowcount


def _list(columns: list[str]) -> Composed:
    return SQL(", ").join(map(Identifier, columns))


def _names(cursor: Cursor, statement: SQL) -> list[str]:
    return [row[0] for row in cursor.execute(statement).fetchall()]


def _one(cursor: Cursor, statement: SQL | Composed) -> Any:
    row = cursor.execute(statement).fetchone()
    return row[0] if row else None


def _about(name: str, statement: Any) -> Composed:
    return SQL(statement).format(Identifier(name))


@contextmanager
def _cursor(connection: Connection) -> Iterator[Cursor]:
    """The driver's own cursor inside SQLAlchemy's transaction."""
    connection.exec_driver_sql("SELECT 1")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        yield cursor
