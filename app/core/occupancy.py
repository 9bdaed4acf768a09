"""Who has an SQLite database open: servers share it, an import wants it alone.

A lock on a file beside the database, which the system takes back when its process ends, however it ends. PostgreSQL
needs none of it, nor a database in memory; where the system has no such locks only SQLite's own stand in the way.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import structlog

from app.core.db import Database

try:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
except ImportError:  # no POSIX system

    def _lock(file: IO[bytes], *, alone: bool) -> None:
        """Nothing to lock with."""

else:

    def _lock(file: IO[bytes], *, alone: bool) -> None:
        flock(file, (LOCK_EX if alone else LOCK_SH) | LOCK_NB)


log = structlog.get_logger()


class Occupied(RuntimeError):
    """Somebody else holds the database in a way that does not go together with this one; one plain line."""


@contextmanager
def occupied(database: Database, *, alone: bool) -> Iterator[None]:
    """Hold the database until the block ends, shared or alone; Occupied when somebody stands in the way."""
    name = database.url.database
    if not database.is_sqlite or not name or name == ":memory:":
        yield
        return
    with ExitStack() as held:
        try:
            _lock(held.enter_context(Path(f"{name}.open").open("ab")), alone=alone)
        except BlockingIOError:
            raise Occupied(
                "a server has this SQLite database open: stop it first"
                if alone
                else "a dataset is being imported into this SQLite database: wait for its end"
            ) from None
        except OSError:  # a file system without locks: SQLite's own must do
            log.warning("database.lock_unavailable")
        yield
