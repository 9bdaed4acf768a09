"""New days on PostgreSQL: lock, a statement each for record, version and audit event, commit, in one round trip."""

from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from typing import Any, LiteralString
from uuid import UUID

import orjson
import psycopg
import structlog
from psycopg.types.json import Jsonb, set_json_loads
from sqlalchemy.dialects import postgresql

from app.core.db import Database
from app.records.hot.batches import BatchWriter
from app.records.hot.rows import NewDay
from app.records.hot.statements import Spelling, values_of

log = structlog.get_logger()

MONTH_KEYS = """
SELECT pg_advisory_xact_lock_shared(
  ('x' || encode(substring(sha256(convert_to(programme_id::text || '/' || %(month)s, 'UTF8')) for 8), 'hex'))
  ::bit(64)::bigint)
  FROM (SELECT DISTINCT programme_id FROM secondments WHERE id = ANY(%(secondments)s) ORDER BY programme_id) AS named
"""
"""`hold_month` for the secondments' programmes. It stands before the statements, so that whoever closed the month in
the meantime is seen by them."""
WAIT_MS = 500
"""Whoever closes a month may take longer than that: then the plain way waits, and no other programme's days do."""
THREADS = 2


def _statement() -> str:
    spell = Spelling(postgresql.dialect(), "%({})s", typed=True)  # type: ignore[no-untyped-call]
    version, version_values = spell.insert_version()
    event, event_values = spell.insert_event()
    return (  # every name is a column of a model, every value a parameter
        f"WITH r AS ({spell.insert_record()}), "  # noqa: S608
        f"v AS (INSERT INTO record_versions ({version}) SELECT {version_values} FROM r), "
        f"a AS (INSERT INTO audit_events ({event}, unit_id) SELECT {event_values}, r.unit_id FROM r) "
        "SELECT unit_id FROM r"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return Jsonb(value, orjson.dumps) if isinstance(value, dict | list) else value


class PostgresWriter(BatchWriter):
    """Connections of its own, one for each thread that writes or reads at once."""

    def __init__(self, database: Database) -> None:
        super().__init__(THREADS)
        self._address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._idle: list[psycopg.Connection[Any]] = []
        self._statement = _statement()
        self._closed = False

    def write_all(self, plans: Sequence[NewDay]) -> list[bool]:
        """All in one transaction and one round trip; when nobody knows what became of it, the plain way will see."""
        connection = None
        try:
            connection = self._idle.pop() if self._idle else self._connect()
            written = self._write(connection, plans)
        except psycopg.Error:
            self._drop(connection)
            return [False] * len(plans)
        self._give_back(connection)
        return written

    def read(self, statement: LiteralString, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of one select, in one round trip."""
        connection = self._idle.pop() if self._idle else self._connect()
        try:
            rows = connection.execute(statement, values, prepare=True).fetchall()
        except psycopg.Error:
            self._drop(connection)
            raise
        self._give_back(connection)
        return rows

    def _write(self, connection: psycopg.Connection[Any], plans: Sequence[NewDay]) -> list[bool]:
        months: dict[str, list[UUID]] = {}
        for plan in plans:
            months.setdefault(plan.facts["month"], []).append(plan.record["secondment_id"])
        cursors = [connection.cursor() for _ in plans]
        with connection.pipeline():  # a transaction's own context manager would wait for each of its steps
            connection.execute("BEGIN")
            for month in sorted(months):
                connection.execute(MONTH_KEYS, {"month": month, "secondments": months[month]}, prepare=True)
            for cursor, plan in zip(cursors, plans, strict=True):
                values = {name: _plain(value) for name, value in values_of(plan).items()}
                cursor.execute(self._statement, values, prepare=True)
            connection.execute("COMMIT")
        written = [cursor.fetchone() for cursor in cursors]
        for plan, row in zip(plans, written, strict=True):
            if row is not None:
                plan.found["unit_id"] = row[0]
        return [row is not None for row in written]

    def _connect(self) -> psycopg.Connection[Any]:
        options = "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"
        options += f" -c lock_timeout={WAIT_MS}"
        options += " -c plan_cache_mode=force_generic_plan"  # planning costs more than what it could win
        connection = psycopg.connect(self._address, options=options, autocommit=True)
        set_json_loads(orjson.loads, connection)
        return connection

    def _give_back(self, connection: psycopg.Connection[Any] | None) -> None:
        if self._closed:
            self._drop(connection)
        elif connection is not None:
            self._idle.append(connection)

    @staticmethod
    def _drop(connection: psycopg.Connection[Any] | None) -> None:
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def close(self) -> None:
        """Finish what is queued; close the idle connections, those at work close themselves."""
        super().close()
        self._closed = True
        while self._idle:
            self._drop(self._idle.pop())
