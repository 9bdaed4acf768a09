"""The fast way for what is asked most: a new day, and one's own recent days.

It only ever takes the straight road: whatever it cannot settle in one statement (a known `client_id`, an existing
record, a closed month, a day outside the free window...) it leaves to the plain services, which explain. Answers and
stored rows are the same on both ways; the suite runs over both.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import event

from app.core.db import Database
from app.core.work import Work
from app.records.hot.batches import BatchWriter
from app.records.hot.listing import is_own_first_page, read_own_page
from app.records.hot.postgresql import PostgresWriter
from app.records.hot.rows import FreeDays, NewDay, plan_new_day
from app.records.hot.sqlite import SqliteWriter
from app.records.schemas import RecordFilter, RecordWrite

T = TypeVar("T")
THREADS, SQLITE_READERS = 8, 4
"""Each reader of SQLite has a page cache of its own."""


class HotPath:
    """One database's fast way: its threads, its connections, and the days that are free to write."""

    def __init__(self, database: Database) -> None:
        self.enabled, self.closed = True, False
        self.free_days = FreeDays()
        self._threads = ThreadPoolExecutor(SQLITE_READERS if database.is_sqlite else THREADS, thread_name_prefix="hot")
        self._writer: BatchWriter = SqliteWriter(database) if database.is_sqlite else PostgresWriter(database)
        event.listen(database.engine, "engine_disposed", self._closed, once=True)

    async def run(self, action: Callable[[], T]) -> T:
        """`action` in one of the bounded threads, with the caller's context."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: context.run(action))

    async def write(self, plan: NewDay) -> bool:
        """Write a new day; False when the plain way must decide. True means that it is committed."""
        return await self._writer.write(plan)

    async def own_page(self, work: Work, limit: int) -> bytes | None:
        """One's own newest days as JSON; None when the plain way must answer."""
        return await self.run(lambda: read_own_page(work, self._writer, limit))

    async def learn(self, work: Work) -> None:
        """Refresh what is known of the calendar."""

        def count() -> None:
            with work:
                self.free_days.learn(work)

        await self.run(count)

    def _closed(self, _engine: object) -> None:
        """Engines are disposed of at the end of a service; whoever comes later makes a new fast way."""
        self.closed = True
        self._writer.close()
        self._threads.shutdown(wait=False)


_paths: WeakKeyDictionary[Database, HotPath] = WeakKeyDictionary()


def hot_path(database: Database) -> HotPath:
    """The database's fast way, made on first use (from the event loop alone)."""
    found = _paths.get(database)
    if found is None or found.closed:
        found = _paths[database] = HotPath(database)
    return found


async def in_thread(work: Work, action: Callable[[], T]) -> T:
    """`action` inside its unit of work, in one of the bounded threads: one hop."""

    def run() -> T:
        with work:
            return action()

    return await hot_path(work.database).run(run)


async def new_day(work: Work, secondment_id: UUID, work_on: date, body: RecordWrite) -> NewDay | None:
    """Write a new day the fast way; None when the plain way must decide (nothing was written then)."""
    path = hot_path(work.database)
    if not path.enabled or work.actor.kind != "person":
        return None
    if work_on != work.today and not path.free_days.is_fresh(work.today):
        await path.learn(build_reading(work))
    plan = plan_new_day(work, path.free_days, secondment_id, work_on, body)
    return plan if plan is not None and await path.write(plan) else None


async def own_page(work: Work, wanted: RecordFilter, limit: int, cursor: str | None) -> bytes | None:
    """One's own newest days as JSON the fast way; None when the plain way must answer."""
    path = hot_path(work.database)
    if not path.enabled or not is_own_first_page(work, wanted, cursor):
        return None
    return await path.own_page(work, limit)


def build_reading(work: Work) -> Work:
    """A reading unit of work of its own beside `work`, for what both may know."""
    return replace(work, writes=False)


__all__ = ["HotPath", "hot_path", "in_thread", "new_day", "own_page"]
