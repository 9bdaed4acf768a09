"""A database of every released schema is brought to the newest one: nothing lost, nothing loosened, on both databases.

`released/` holds the raw rows of a small county at each released revision, as they were stored then.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from app.core import migrate
from app.core.db import Database
from app.registry import metadata
from tests.support.databases import Copies

RELEASED = Path(__file__).parent / "released"
MOVED = {"gaps": "signals"}
"""Tables whose rows live on in another one."""
Stored = dict[str, dict[str, Any]]


def stored(revision: str) -> Stored:
    """The rows of a released database by table: columns, and rows of raw values."""
    found: Stored = json.loads(gzip.decompress((RELEASED / f"{revision}.json.gz").read_bytes()))
    return found


@pytest.fixture(params=["0010", "0018", "0028", "0032"])
def released(request: pytest.FixtureRequest, copies: Copies, database_kind: str) -> Iterator[tuple[Database, Stored]]:
    """A database as that release left it."""
    with copies.url(database_kind, migrated=False) as url:
        database = Database(url)
        try:
            migrate.upgrade(database, request.param)
            rows = stored(request.param)
            with database.engine.begin() as connection:
                fill(connection, rows)
            yield database, rows
        finally:
            database.dispose()


def fill(connection: Connection, rows: Stored) -> None:
    """Store every row, those that others refer to first; a closed month is closed last, as it takes no rows then."""
    tables = MetaData()
    tables.reflect(connection, only=list(rows))
    for table in tables.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():  # put there by a migration
            connection.execute(table.delete())
        insert(connection, table, rows[table.name])
    for run in as_dicts(rows["allowance_runs"]):
        values = {"id": run["id"], "state": run["state"]}
        connection.execute(text("UPDATE allowance_runs SET state = :state WHERE id = :id"), values)


def insert(connection: Connection, table: Table, content: dict[str, Any]) -> None:
    names = content["columns"]
    marks = ", ".join(f":{name}" for name in names)
    statement = text(f"INSERT INTO {table.name} ({', '.join(map(_quoted, names))}) VALUES ({marks})")  # noqa: S608 - our own names
    for row in as_dicts(content):
        if table.name == "allowance_runs":
            row["state"] = "calculated"
        connection.execute(statement, raw(connection, row))


def _quoted(name: str) -> str:
    return f'"{name}"'


def as_dicts(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]


def raw(connection: Connection, row: dict[str, Any]) -> dict[str, Any]:
    """PostgreSQL reads each value's text as its column's type."""
    if connection.dialect.name == "sqlite":
        return row
    return {name: None if value is None else str(value) for name, value in row.items()}


def counts(database: Database, names: list[str]) -> dict[str, int]:
    with database.engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection, only=names)
        return {
            name: connection.execute(select(func.count()).select_from(tables.tables[name])).scalar_one()
            for name in names
        }


def test_every_row_of_a_release_survives(released: tuple[Database, Stored]) -> None:
    database, rows = released
    before = {name: len(content["rows"]) for name, content in rows.items()}
    assert counts(database, list(rows)) == before
    migrate.upgrade(database)
    assert migrate.current(database) == migrate.head()
    now = {MOVED.get(name, name): count for name, count in before.items()}
    assert counts(database, list(now)) == now
    assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())


def test_what_refers_to_something_still_finds_it(released: tuple[Database, Stored]) -> None:
    database, _ = released
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        loose = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated"
        assert database.is_sqlite or connection.exec_driver_sql(loose).scalar_one() == 0


def test_every_secondment_has_the_posting_that_it_was(released: tuple[Database, Stored]) -> None:
    database, rows = released
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        odd = text(
            "SELECT count(*) FROM secondments s WHERE 1 <> (SELECT count(*) FROM postings p "
            "WHERE p.secondment_id = s.id AND p.start_on = s.start_on AND p.end_on IS NULL "
            "AND p.receiving_unit_id = s.receiving_unit_id AND p.post_title = s.post_title)"
        )
        assert connection.execute(odd).scalar_one() == 0
    assert counts(database, ["postings"]) == {"postings": len(rows["secondments"]["rows"])}


FORBIDDEN = (
    "UPDATE audit_events SET action = 'nothing'",
    "DELETE FROM audit_events",
    "UPDATE allowance_lines SET amount_fen = 1",
    "DELETE FROM allowance_rows",
    "UPDATE allowance_runs SET state = 'calculated'",
)


def test_what_was_guarded_is_guarded_after_every_step(released: tuple[Database, Stored]) -> None:
    database, _ = released
    migrate.upgrade(database)
    for forbidden in FORBIDDEN:
        with database.engine.connect() as connection, pytest.raises(DatabaseError):
            connection.execute(text(forbidden))
