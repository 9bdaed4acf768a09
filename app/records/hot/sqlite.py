"""A new day on SQLite, where all writers queue at one lock."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects import sqlite

from app.core.db import Database
from app.records.hot.batches import BatchWriter
from app.records.hot.rows import NewDay
from app.records.hot.statements import Spelling, values_of


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


class SqliteWriter(BatchWriter):
    """One thread; it takes the same lock as every other writer of the process."""

    def __init__(self, database: Database) -> None:
        super().__init__(threads=1)
        self._database = database
        spell = Spelling(sqlite.dialect(), ":{}", typed=False)
        version, version_values = spell.insert_version()
        event, event_values = spell.insert_event()
        self._insert_record = spell.insert_record()
        self._insert_version = f"INSERT INTO record_versions ({version}) VALUES ({version_values})"  # noqa: S608
        self._insert_event = f"INSERT INTO audit_events ({event}, unit_id) VALUES ({event_values}, :unit_id)"  # noqa: S608

    def write_all(self, plans: Sequence[NewDay]) -> list[bool]:
        """All in one transaction, each for itself; without a commit all go the plain way."""
        try:
            with self._database.driver_transaction() as connection:
                return [self._write_one(connection, plan) for plan in plans]
        except sqlite3.Error:
            return [False] * len(plans)

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
