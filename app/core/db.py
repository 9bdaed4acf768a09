"""Two databases behind one door: engines, column types, naming, and the lock that queues SQLite's writers."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import orjson
from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session, SQLModel

from app.core import clock
from app.core.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata
COMPACTED_AT_ONCE = 256 * 1024 * 1024
"""SQLite files up to this size are compacted right after a purge, larger ones at night: writers wait meanwhile."""


_TCP = {"keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3, "tcp_user_timeout": 15000}
"""A PostgreSQL that the network no longer reaches is given up within 20 s, instead of after a quarter of an hour."""


class UtcInstant(TypeDecorator[datetime]):
    """An instant: naive values are refused, what comes back is aware and in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs an offset")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Entity(SQLModel):
    """What every changeable resource carries: id, version (its ETag) and the instants of first and last change."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = Field(default=1, nullable=False)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcInstant, nullable=False)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=UtcInstant, nullable=False, index=True)


def _bump_versions(session: Session, *_: object) -> None:
    """Every change of a resource bumps its version and its instant of change."""
    for row in session.dirty:
        if isinstance(row, Entity) and session.is_modified(row, include_collections=False):
            row.version += 1
            row.updated_at = clock.now()


class WorkSession(Session):
    """The session of a unit of work; nothing outside `app.core.work` commits it."""


event.listen(WorkSession, "before_flush", _bump_versions)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN comes too late and never IMMEDIATE
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-4096",
            "temp_store=MEMORY",
            "secure_delete=ON",  # what is deleted or rewritten is overwritten, as far as pages are not split
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("jishi_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Database:
    """One database: `session(write=...)` is the only way in. SQLite's writers queue at a lock, readers never wait."""

    _drivers: ClassVar[dict[str, str]] = {
        "postgresql": "postgresql+psycopg",
        "postgres": "postgresql+psycopg",
    }

    def __init__(self, url: str, pool_size: int = 10) -> None:
        parsed = make_url(url)
        parsed = parsed.set(drivername=self._drivers.get(parsed.drivername, parsed.drivername))
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.url = parsed
        options: dict[str, Any] = {
            "json_serializer": _json,
            "json_deserializer": orjson.loads,
            "hide_parameters": True,  # an error's text must not quote what people wrote
        }
        if self.is_sqlite:
            if parsed.database and parsed.database != ":memory:":
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            options |= {"connect_args": {"check_same_thread": False}, "pool_size": pool_size, "pool_use_lifo": True}
        else:
            options |= {
                "pool_size": pool_size,
                "max_overflow": 5,
                "pool_pre_ping": True,
                "connect_args": _TCP | {"options": "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"},
            }
        self.engine = create_engine(parsed, **options)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._reading = self.engine.execution_options(**({} if self.is_sqlite else {"postgresql_readonly": True}))
        self._writing = self.engine.execution_options(jishi_write=True)
        self.writer_lock = threading.Lock()

    def apart(self) -> "Database":
        """A door with one connection of its own, for what must not wait behind the crowd at this one.

        SQLite's writers queue at one lock in any case: there it is this door.
        """
        return self if self.is_sqlite else Database(self.url.render_as_string(hide_password=False), pool_size=1)

    @contextmanager
    def session(self, *, write: bool) -> Iterator[WorkSession]:
        """A session in one transaction; the caller commits (only `app.core.work` does), else it rolls back."""
        if write and self.is_sqlite:
            with self.writer_lock, WorkSession(self._writing, expire_on_commit=False) as session:
                yield session
        else:
            with WorkSession(self._writing if write else self._reading, expire_on_commit=False) as session:
                yield session

    @contextmanager
    def driver_transaction(self) -> Iterator[Any]:
        """SQLite's own connection in one writing transaction, for fast ways alone; an error rolls it back."""
        with self.writer_lock:
            pooled = self.engine.raw_connection()
            try:
                driver: Any = pooled.driver_connection
                driver.execute("BEGIN IMMEDIATE")
                yield driver
                driver.execute("COMMIT")
            finally:
                pooled.close()  # what was not committed is rolled back on return to the pool

    def scrub(self, tables: Sequence[str], *, at_night: bool = False) -> bool:
        """After a purge: write these tables anew, so that no free space keeps what was there; True when it is done.

        SQLite is compacted whole and its write-ahead log emptied, at once unless the file is large. PostgreSQL's
        tables are rewritten at night, for nobody can use them meanwhile. What other readers hold up is asked for again.
        """
        if self.is_sqlite:
            return self._compact(at_night=at_night)
        if at_night:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("SET lock_timeout = '5s'")
                for table in tables:
                    connection.exec_driver_sql(f'VACUUM FULL "{table}"')
                connection.exec_driver_sql("RESET lock_timeout")
        return at_night

    def _compact(self, *, at_night: bool) -> bool:
        with self.writer_lock:
            pooled = self.engine.raw_connection()
            try:
                driver: Any = pooled.driver_connection
                pages, size = (driver.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
                small = pages * size <= COMPACTED_AT_ONCE
                if small or at_night:
                    driver.execute("PRAGMA temp_store=DEFAULT")  # a large file does not fit into memory
                    driver.execute("VACUUM")
                    driver.execute("PRAGMA temp_store=MEMORY")
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                pooled.close()
        return (small or at_night) and not busy

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
