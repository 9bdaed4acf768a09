"""The database itself refuses to change or delete the trail and its seals, on both engines."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.audit.service import record
from app.audit.service_seal import seal_events
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work

STATEMENTS = [
    "UPDATE audit_events SET action = 'x.y'",
    "UPDATE audit_events SET action = action",
    "DELETE FROM audit_events",
    "UPDATE audit_seals SET mac = 'x'",
    "DELETE FROM audit_seals WHERE number = 1",
]
TRUNCATIONS = ["TRUNCATE audit_events", "TRUNCATE audit_seals", "TRUNCATE audit_events, audit_seals"]


@pytest.fixture
def trail(database: Database) -> Database:
    with Work(database, SYSTEM, writes=True) as work:
        record(work, "tests.write", "test", "1")
        work.session.flush()
        seal_events(work, b"key")
    return database


def counts(database: Database) -> tuple[int, int]:
    with Work(database, SYSTEM, writes=False) as work:
        connection = work.session.connection()
        events = connection.execute(text("SELECT count(*) FROM audit_events WHERE action = 'tests.write'")).scalar_one()
        seals = connection.execute(text("SELECT count(*) FROM audit_seals WHERE number = 1")).scalar_one()
    return events, seals


def attempt(database: Database, statement: str) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        work.session.connection().execute(text(statement))


@pytest.mark.parametrize("statement", STATEMENTS)
def test_changing_and_deleting_are_refused(trail: Database, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        attempt(trail, statement)
    assert counts(trail) == (1, 1)


@pytest.mark.parametrize("statement", TRUNCATIONS)
def test_truncating_is_refused(trail: Database, statement: str) -> None:
    """SQLite knows no TRUNCATE, so there the statement itself is the error."""
    with pytest.raises(DatabaseError, match="syntax error" if trail.is_sqlite else "append-only"):
        attempt(trail, statement)
    assert counts(trail) == (1, 1)


def test_replacing_a_row_is_refused(trail: Database) -> None:
    """INSERT OR REPLACE deletes without firing a delete trigger unless recursive triggers are on."""
    if trail.is_sqlite:
        statement = "INSERT OR REPLACE INTO audit_seals SELECT * FROM audit_seals"
    else:
        statement = "INSERT INTO audit_seals SELECT * FROM audit_seals ON CONFLICT (number) DO UPDATE SET mac = 'x'"
    with pytest.raises(DatabaseError, match="append-only"):
        attempt(trail, statement)
    assert counts(trail) == (1, 1)
