"""The database as an import opens it: one connection, on SQLite alone and without what slows millions of rows down."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.core import migrate
from app.core.db import Database
from app.core.occupancy import Occupied, occupied

_ALONE = ("locking_mode=EXCLUSIVE", "busy_timeout=2000")
_QUICK = ("foreign_keys=OFF", "cache_size=-262144")
"""The import looks after its references itself; they are counted before it ends."""


@contextmanager
def opened(url: str, *, alone: bool) -> Iterator[Database]:
    """The database until the block ends. `alone`: Occupied when a server, or anything else, has it open (SQLite)."""
    database = Database(url, 1)
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def _pragmas(connection: Any, _record: object) -> None:
            for pragma in (*(_ALONE if alone else ()), *_QUICK):
                connection.execute(f"PRAGMA {pragma}")

    try:
        if not alone:
            yield database
            return
        with occupied(database, alone=True):
            _take(database)
            yield database
    finally:
        database.dispose()


class DatabaseError(RuntimeError):
    """The database does not answer as expected; the message is one plain line."""


@contextmanager
def in_plain_words() -> Iterator[None]:
    """What a driver refuses as one plain line, without statement or values."""
    try:
        yield
    except SQLAlchemyError as error:
        origin = getattr(error, "orig", None) or error
        line = next(iter(str(origin).splitlines()), type(origin).__name__)
        raise DatabaseError(f"the database does not answer as expected: {line}") from None


def require_current(database: Database) -> None:
    """DatabaseError unless the database is at this version's schema."""
    if migrate.current(database) != migrate.head():
        raise DatabaseError("the database is not at this version's schema: run `python -m app db upgrade` first")


def _take(database: Database) -> None:
    """SQLite's own exclusive lock: nobody else can even read until this connection closes."""
    if database.is_sqlite:
        try:
            with database.session(write=True) as session:
                session.connection()
        except OperationalError:
            raise Occupied("something else has this SQLite database open: stop it first") from None
