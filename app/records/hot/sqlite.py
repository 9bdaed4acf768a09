"""A new day on SQLite: one writer thread, and one commit for all that came while the last one reached the disk."""

import sqlite3
import threading
from concurrent.futures import Future
from datetime import UTC, date, datetime
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects import sqlite

from app.core.db import Database
from app.records.hot.rows import NewDay
from app.records.hot.statements import Spelling, values_of

BATCH = 64
Job = tuple[NewDay, "Future[bool]"]


def plain(value: Any) -> Any:
    """A value as SQLAlchemy's types would store it on SQLite."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return orjson.dumps(value).decode() if isinstance(value, dict | list) else value


class SqliteWriter:
    """The thread; it takes the same lock as every other writer of the process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        spell = Spelling(sqlite.dialect(), ":{}", typed=False)
        version, version_values = spell.insert_version()
        event, event_values = spell.insert_event()
        self._insert_record = spell.insert_record()
        self._insert_version = f"INSERT INTO record_versions ({version}) VALUES ({version_values})"  # noqa: S608
        self._insert_event = f"INSERT INTO audit_events ({event}, unit_id) VALUES ({event_values}, :unit_id)"  # noqa: S608

    def submit(self, plan: NewDay) -> "Future[bool]":
        """Queue a day; the future is True once it is committed, False when the plain way must decide."""
        done: Future[bool] = Future()
        self._jobs.put((plan, done))
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)
                    self._thread.start()
        return done

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        thread = self._thread
        if thread is not None:
            self._jobs.put(None)
            thread.join()
            self._thread = None

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            jobs, last = [job], False
            while len(jobs) < BATCH:
                try:
                    following = self._jobs.get_nowait()
                except Empty:
                    break
                if following is None:
                    last = True
                    break
                jobs.append(following)
            self._write(jobs)
            if last:
                return

    def _write(self, jobs: list[Job]) -> None:
        """All in one transaction, each for itself; without a commit all go the plain way."""
        written: list[bool] = []
        try:
            with self._database.driver_transaction() as connection:
                written = [self._write_one(connection, plan) for plan, _ in jobs]
        except sqlite3.Error:
            written = [False] * len(jobs)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, and the thread must go on
            for _, done in jobs:
                done.set_exception(error)
            return
        for (_, done), success in zip(jobs, written, strict=True):
            done.set_result(success)

    def _write_one(self, connection: sqlite3.Connection, plan: NewDay) -> bool:
        connection.execute("SAVEPOINT one")
        try:
            return self._insert(connection, plan)
        except sqlite3.IntegrityError:
            connection.execute("ROLLBACK TO one")
            return False
        finally:
            connection.execute("RELEASE one")

    def _insert(self, connection: sqlite3.Connection, plan: NewDay) -> bool:
        values = {name: plain(value) for name, value in values_of(plan).items()}
        rows = connection.execute(self._insert_record, values).fetchall()
        if not rows:
            return False
        row = rows[0]
        plan.found["unit_id"] = UUID(row[0])
        values["unit_id"] = row[0]
        connection.execute(self._insert_version, values)
        connection.execute(self._insert_event, values)
        return True
