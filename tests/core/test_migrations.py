"""The migrations lead to exactly what the models say, on both databases, and may be run again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.core import migrate
from app.core.db import Database
from app.registry import metadata
from tests.support.databases import Copies
from tests.support.source import ROOT


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = migrate.current(database)
    migrate.upgrade(database)
    assert before == migrate.current(database) == migrate.head()


def test_an_empty_database_is_brought_to_the_newest_schema(copies: Copies, database_kind: str) -> None:
    with copies.url(database_kind, migrated=False) as url:
        database = Database(url)
        try:
            assert migrate.current(database) is None
            migrate.upgrade(database)
            assert migrate.current(database) == migrate.head()
            assert set(metadata.tables) <= set(inspect(database.engine).get_table_names())
        finally:
            database.dispose()


def test_the_history_is_one_line() -> None:
    script = ScriptDirectory(str(ROOT / "migrations"))
    assert len(script.get_heads()) == len(script.get_bases()) == 1
