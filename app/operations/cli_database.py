"""The configured database, as commands open it; what it refuses is one plain line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from app.core.config import Settings
from app.core.db import Database


class DatabaseError(RuntimeError):
    """The database does not answer as expected; the message is one plain line."""


@contextmanager
def configured(settings: Settings) -> Iterator[Database]:
    """The database until the block ends; DatabaseError when it does not answer."""
    database = Database(settings.database_url, 2)
    try:
        yield database
    except (SQLAlchemyError, psycopg.Error, sqlite3.Error) as error:
        raise DatabaseError(f"the database does not answer as expected: {_first_line(error)}") from None
    finally:
        database.dispose()


def _first_line(error: Exception) -> str:
    """The driver's own first line, without statement or values."""
    origin = getattr(error, "orig", None) or error
    return (str(origin).splitlines() or [type(origin).__name__])[0]
