"""Alembic's entry: one connection, both databases, foreign keys off on SQLite while tables are rebuilt."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy import Connection
from sqlmodel import AutoString

from app.core.config import get_settings
from app.core.db import Database, UtcInstant
from app.registry import metadata


def _render(kind: str, item: Any, _context: object) -> str | bool:
    """Migrations name plain types: instants are the project's own, strings lose SQLModel's wrapper."""
    if kind == "type" and isinstance(item, UtcInstant):
        return "UtcInstant()"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, sa.JSON):
        return "JsonColumn"
    return False


def _migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=context.config.attributes.get("batch", sqlite),
        compare_type=True,
        render_item=_render,
        transaction_per_migration=False,
        include_object=context.config.attributes.get("include_object"),
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration left dangling foreign keys: {broken[:3]}")


def run() -> None:
    """Migrate the connection handed in by the caller, or the configured database."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    database = Database(context.config.attributes.get("url") or get_settings().database_url)
    try:
        with database.engine.execution_options(jishi_write=True).connect() as connection:
            if database.is_sqlite:
                # A batch rebuild drops and renames tables; with foreign keys on that deletes the children.
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            _migrate(connection)
            connection.commit()
            if database.is_sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    finally:
        database.dispose()


run()
