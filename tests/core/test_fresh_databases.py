"""What the suite rests on: every test gets a database in which nothing has happened yet."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, func, inspect, select, text

from app.core.db import Database
from app.registry import metadata
from tests.factories import County
from tests.support.databases import Copies


@contextmanager
def fresh(copies: Copies, kind: str) -> Iterator[Database]:
    with copies.url(kind) as url:
        database = Database(url)
        yield database
        database.dispose()


def row_counts(connection: Connection) -> dict[str, int]:
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }


def test_rows_of_an_earlier_test_are_gone(copies: Copies, database_kind: str) -> None:
    with fresh(copies, database_kind) as first:
        with first.engine.connect() as connection:
            before = row_counts(connection)
        County(first).person("某某")
        with first.engine.connect() as connection:
            assert row_counts(connection) != before
    with fresh(copies, database_kind) as second, second.engine.connect() as connection:
        assert row_counts(connection) == before
        assert second.url != first.url


@pytest.mark.parametrize("change", ["CREATE TABLE leftover (id INTEGER)", "ALTER TABLE units ADD COLUMN leftover TEXT"])
def test_a_changed_schema_is_gone(copies: Copies, database_kind: str, change: str) -> None:
    with fresh(copies, database_kind) as first, first.engine.begin() as connection:
        connection.execute(text(change))
    with fresh(copies, database_kind) as second:
        inspector = inspect(second.engine)
        assert not inspector.has_table("leftover")
        assert "leftover" not in {column["name"] for column in inspector.get_columns("units")}


def test_a_forgotten_transaction_holds_nobody_up(copies: Copies, database_kind: str) -> None:
    with copies.url(database_kind) as url:
        forgotten = Database(url)
        connection = forgotten.engine.connect()
        connection.execute(text("DELETE FROM units"))
    with fresh(copies, database_kind) as second:
        County(second).person("某某")
    connection.invalidate()
    forgotten.dispose()
