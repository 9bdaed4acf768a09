"""Leadership by a lease row on the database's clock: one leader at a time, and a late one can change nothing.

A holder renews each second and counts itself out 4 s after the last renewal it began. Safety does not rest on that:
every job's transaction ends by locking the lease row at its own epoch (`hold_fence`), and a take-over raises the epoch.
"""

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, Table, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.core import clock
from app.core.actor import SYSTEM
from app.core.db import Database, WorkSession
from app.core.jobs import Lease
from app.core.work import Work

LEASE_SECONDS = 4
RENEW_SECONDS = 1.0
_WAIT = f"{LEASE_SECONDS}s"
_HELD_FOR = "1s"
"""How long the lease row may be held by a session that says nothing: its transaction is then given up."""

_LEASES: Table = Lease.__table__  # type: ignore[attr-defined]


def database_now(database: Database, ahead: timedelta = timedelta(0)) -> ColumnElement[object]:
    """The database's own clock, by so much ahead (or behind), as an expression to store or to compare with."""
    return _now(ahead, is_sqlite=database.is_sqlite)


def _now(ahead: timedelta = timedelta(0), *, is_sqlite: bool) -> ColumnElement[object]:
    seconds = f"{ahead.total_seconds():+f} seconds"
    if is_sqlite:
        return literal_column(f"strftime('%Y-%m-%d %H:%M:%f000', 'now', '{seconds}')")
    return literal_column(f"(clock_timestamp() + interval '{seconds}')")


class LostLeaseError(RuntimeError):
    """Somebody else leads: whatever this transaction did is rolled back."""


@dataclass(frozen=True, slots=True)
class Fence:
    """One term of leadership: only while its epoch stands may anything be committed under it."""

    name: str
    holder: str
    epoch: int


def hold_fence(work: Work, fence: Fence) -> None:
    """Lock the lease row at the fence's epoch until the commit; LostLeaseError when a take-over came first.

    Call it last: a leader that stops or is cut off while it holds the row keeps the others waiting, for a second.
    """
    columns: list[ColumnElement[Any]] = [_LEASES.c.epoch]
    if not work.database.is_sqlite:
        columns.append(func.set_config("idle_in_transaction_session_timeout", _HELD_FOR, True))
    term = select(*columns).where(*_is_term(fence)).with_for_update(read=True)
    if work.session.connection().execute(term).first() is None:
        raise LostLeaseError(f"epoch {fence.epoch} of {fence.name} has ended")


def is_standing(database: Database, epoch: ColumnElement[int], name: str = "scheduler") -> Select[tuple[int]]:
    """Selects the lease's row when it stands at an epoch now."""
    standing = (_LEASES.c.epoch == epoch, _LEASES.c.expires_at > database_now(database))
    return select(_LEASES.c.epoch).where(_LEASES.c.name == name, *standing)


def _is_term(fence: Fence) -> tuple[ColumnElement[bool], ...]:
    return (_LEASES.c.name == fence.name, _LEASES.c.holder == fence.holder, _LEASES.c.epoch == fence.epoch)


class Leadership:
    """One process's claim to a lease: `tick` each second, `fence` while it leads, `release` at the end."""

    def __init__(self, database: Database, name: str = "scheduler") -> None:
        self.database = database
        self.name = name
        self.holder = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._epoch: int | None = None
        self._until = 0.0

    @property
    def fence(self) -> Fence | None:
        """The present term, None unless the lease is ours beyond doubt."""
        epoch = self._epoch
        if epoch is None or clock.monotonic() >= self._until:
            return None
        return Fence(self.name, self.holder, epoch)

    def tick(self) -> bool:
        """Renew our lease, or take one that has expired; True while we lead."""
        began = clock.monotonic()
        if self._epoch is not None and not self._renew(self._epoch):
            self._epoch = None
        if self._epoch is None and self._is_free():
            self._epoch = self._take()
        if self._epoch is not None:
            self._until = began + LEASE_SECONDS
        return self._epoch is not None

    def release(self) -> None:
        """Let the next one lead at once."""
        if self._epoch is not None:
            term = _is_term(Fence(self.name, self.holder, self._epoch))
            self._write(update(_LEASES).where(*term).values(expires_at=self._now).returning(_LEASES.c.epoch))
            self._epoch = None

    @property
    def _now(self) -> ColumnElement[object]:
        return database_now(self.database)

    @property
    def _soon(self) -> ColumnElement[object]:
        return database_now(self.database, timedelta(seconds=LEASE_SECONDS))

    def _is_free(self) -> bool:
        """A plain read, so that followers cost the database nothing."""
        standing = select(_LEASES.c.epoch).where(_LEASES.c.name == self.name, _LEASES.c.expires_at > self._now)
        with Work(self.database, SYSTEM, writes=False) as work:
            return work.session.connection().execute(standing).first() is None

    def _renew(self, epoch: int) -> bool:
        """Nobody took over, so the term goes on, expired or not."""
        term = _is_term(Fence(self.name, self.holder, epoch))
        renewal = update(_LEASES).where(*term).values(expires_at=self._soon).returning(_LEASES.c.epoch)
        return self._write(renewal) is not None

    def _take(self) -> int | None:
        insert = sqlite_insert if self.database.is_sqlite else postgresql_insert
        first = insert(_LEASES).values(name=self.name, holder=self.holder, epoch=1, expires_at=self._soon)
        return self._write(
            first.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": self.holder, "epoch": _LEASES.c.epoch + 1, "expires_at": self._soon},
                where=_LEASES.c.expires_at <= self._now,
            ).returning(_LEASES.c.epoch)
        )

    def _write(self, statement: Executable) -> int | None:
        """Never wait longer for the row than a lease lasts."""
        with Work(self.database, SYSTEM, writes=True) as work:
            connection = work.session.connection()
            if not self.database.is_sqlite:
                for limit, value in (("lock_timeout", _WAIT), ("idle_in_transaction_session_timeout", _HELD_FOR)):
                    connection.exec_driver_sql(f"SET LOCAL {limit} = '{value}'")
            row = connection.execute(statement).first()
            return None if row is None else int(row[0])


@dataclass(frozen=True, slots=True)
class Leader:
    """Who held the lease last, in which term, and whether it still stands."""

    holder: str
    epoch: int
    leads: bool


def find_leader(session: WorkSession, name: str = "scheduler") -> Leader | None:
    """The lease's present or last holder, None before the first."""
    now = _now(is_sqlite=session.get_bind().dialect.name == "sqlite")
    statement = select(_LEASES.c.holder, _LEASES.c.epoch, _LEASES.c.expires_at > now).where(_LEASES.c.name == name)
    row = session.connection().execute(statement).first()
    return None if row is None else Leader(row[0], row[1], bool(row[2]))
