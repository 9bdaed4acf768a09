"""Bringing a database to the newest schema, and knowing whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.core.db import Database

ROOT = Path(__file__).resolve().parent.parent.parent


def _config(url: str | None = None) -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.attributes["url"] = url
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every missing migration; idempotent, safe to run by several replicas one after another."""
    command.upgrade(_config(database.url.render_as_string(hide_password=False)), revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """Run migrations up to `revision` in the caller's own transaction (PostgreSQL; the caller commits)."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def is_known(revision: str) -> bool:
    """Whether this code has migrations up to a revision."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(database: Database) -> str | None:
    """The revision that the database is at, None when it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
