"""A new day on PostgreSQL: lock, one statement for record, version and audit event, commit, in one round trip."""

from collections.abc import Sequence
from contextlib import suppress
from enum import Enum
from typing import Any, LiteralString

import orjson
import psycopg
import structlog
from psycopg.types.json import Jsonb, set_json_loads
from sqlalchemy.dialects import postgresql

from app.core.db import Database
from app.records.hot.rows import NewDay
from app.records.hot.statements import Spelling, values_of

log = structlog.get_logger()

MONTH_KEY = """
SELECT pg_advisory_xact_lock_shared(
  ('x' || encode(substring(sha256(convert_to(s.programme_id::text || '/' || %(month)s, 'UTF8')) for 8), 'hex'))
  ::bit(64)::bigint)
  FROM secondments s WHERE s.id = %(secondment_id)s
"""
"""`hold_month` for the secondment's programme. It stands before the statement, so that whoever closed the month in
the meantime is seen by it."""


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


class PostgresWriter:
    """Connections of its own, one for each thread that writes at once."""

    def __init__(self, database: Database) -> None:
        self._address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._idle: list[psycopg.Connection[Any]] = []
        self._statement = _statement()
        self._closed = False

    def write(self, plan: NewDay) -> bool:
        """True when the day is committed; False when nothing was written, or nobody knows: the plain way will see."""
        connection = None
        try:
            connection = self._idle.pop() if self._idle else self._connect()
            written = self._try(connection, plan)
        except psycopg.Error as error:
            log.warning("fast write left to the plain way", kind=type(error).__name__)
            self._drop(connection)
            return False
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

    def _try(self, connection: psycopg.Connection[Any], plan: NewDay) -> bool:
        try:
            return self._write(connection, plan)
        except psycopg.errors.IntegrityError:
            connection.rollback()
            return False

    def _write(self, connection: psycopg.Connection[Any], plan: NewDay) -> bool:
        month = {"month": plan.facts["month"], "secondment_id": plan.record["secondment_id"]}
        values = {name: _plain(value) for name, value in values_of(plan).items()}
        cursor = connection.cursor()
        with connection.pipeline():  # a transaction's own context manager would wait for each of its steps
            connection.execute("BEGIN")
            connection.execute(MONTH_KEY, month, prepare=True)
            cursor.execute(self._statement, values, prepare=True)
            connection.execute("COMMIT")
        row = cursor.fetchone()
        if row is None:
            return False
        plan.found["unit_id"] = row[0]
        return True

    def _connect(self) -> psycopg.Connection[Any]:
        options = "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"
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
        """Close the idle connections; those at work close themselves."""
        self._closed = True
        while self._idle:
            self._drop(self._idle.pop())
