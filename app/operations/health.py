"""Is the service ready: database reachable, schema at this code's revision; asked often, so looked up rarely."""

import threading
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, migrate
from app.core.db import Database
from app.core.errors import DomainError
from app.core.i18n import N_

FRESH_SECONDS = 2.0


class NotReady(DomainError):
    """Not to be sent any traffic yet."""

    code, status, message = "not-ready", 503, N_("服务尚未就绪，请稍后再试。")


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a look at the database gave, and when (monotonic seconds)."""

    database: bool
    migrations: bool
    looked: float

    @property
    def is_ready(self) -> bool:
        """Both must hold."""
        return self.database and self.migrations


_looks: WeakKeyDictionary[Database, Readiness] = WeakKeyDictionary()
_lock = threading.Lock()


def readiness(database: Database) -> Readiness:
    """The state of the database, at most 2 s old."""
    with _lock:
        found = _looks.get(database)
        if found is None or clock.monotonic() - found.looked > FRESH_SECONDS:
            found = _looks[database] = _look(database)
        return found


def _look(database: Database) -> Readiness:
    try:
        return Readiness(True, migrate.current(database) == _head(), clock.monotonic())
    except SQLAlchemyError:
        return Readiness(False, False, clock.monotonic())


@lru_cache
def _head() -> str | None:
    """The newest revision in the code, which does not change while it runs."""
    return migrate.head()
