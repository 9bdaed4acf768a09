"""Fresh, migrated databases: one template a run and engine, migrated once, and a copy of it for every test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from app.core import migrate
from app.core.db import Database
from tests.support import postgres
from tests.support.pristine import Pristine, end_connections

KINDS = ("sqlite", "postgresql")


class Copies:
    """The databases of one test process; `worker` keeps the names of parallel processes apart."""

    def __init__(self, run: Path, worker: str) -> None:
        self.run = run
        self._prefix = run.name.replace("-", "_")
        self._worker = worker
        self._numbers = count(1)
        self._spare: list[str] = []

    @contextmanager
    def url(self, kind: str, *, migrated: bool = True) -> Iterator[str]:
        """The URL of a database that nobody else uses, at the newest schema unless `migrated` is false."""
        name = f"{self._prefix}_{self._worker}_{next(self._numbers)}"
        if kind == "sqlite":
            with self._sqlite(name, migrated) as url:
                yield url
        else:
            with self._postgresql(name, migrated) as url:
                yield url

    def close(self) -> None:
        """Leave the server as it was found; a server of our own is thrown away whole."""
        if "_admin" in self.__dict__:
            self._admin.close()

    @contextmanager
    def _sqlite(self, name: str, migrated: bool) -> Iterator[str]:
        folder = self.run / name
        folder.mkdir()
        if migrated:
            shutil.copyfile(self._sqlite_template, folder / "jishi.db")
        yield f"sqlite:///{folder / 'jishi.db'}"
        shutil.rmtree(folder)

    @contextmanager
    def _postgresql(self, name: str, migrated: bool) -> Iterator[str]:
        url = postgres.database_url(self.run, name)
        if not migrated:
            self._create(name, "template0")
        elif self._spare:
            self._rename(self._spare.pop(), name)
        else:
            self._create(name, self._postgresql_template)
        yield url
        if migrated and self._pristine.restore(url):
            self._spare.append(name)
        else:
            self._admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def _rename(self, old: str, new: str) -> None:
        # Under a new name, a thread that an earlier test forgot cannot come back to it.
        end_connections(self._admin, old)
        self._admin.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(old), Identifier(new)))

    def _create(self, name: str, template: str) -> None:
        # Copying the files takes half the time of copying through the log, which matters for small templates.
        statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._admin.execute(statement.format(Identifier(name), Identifier(template)))

    @cached_property
    def _admin(self) -> psycopg.Connection:
        url = make_url(postgres.admin_url(self.run)).set(drivername="postgresql")
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    @cached_property
    def _pristine(self) -> Pristine:
        return Pristine.of(postgres.database_url(self.run, self._postgresql_template))

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self.run / "template.db"
        with postgres.locked(self.run):
            if not path.exists():
                unfinished = path.with_suffix(".unfinished")
                _migrate(f"sqlite:///{unfinished}")
                unfinished.rename(path)
        return path

    @cached_property
    def _postgresql_template(self) -> str:
        name = f"{self._prefix}_template"
        url = postgres.database_url(self.run, name)
        connection = self._admin
        with postgres.locked(self.run):
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if made is None:
                self._create(name, "template0")
                _migrate(url)
        return name


def _migrate(url: str) -> None:
    database = Database(url, pool_size=1)
    try:
        migrate.upgrade(database)
    finally:
        database.dispose()


def drop_leftovers(run: Path) -> None:
    """Remove the run's databases from a server that is not its own."""
    url = make_url(postgres.admin_url(run)).set(drivername="postgresql")
    pattern = run.name.replace("-", "\\_") + "\\_%"
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall()
        for (name,) in rows:
            admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
