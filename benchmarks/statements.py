"""Milliseconds in the database for the reviewer's queue and for a month's totals, through the service's own code."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import event, text

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.allowances.repository_totals import TotalsFilter, list_totals
from app.allowances.service_rates import readable_paths
from app.core import clock
from app.core.db import Database, WorkSession
from app.core.ids import new_id
from app.core.work import Work
from app.records.service import review_queue
from benchmarks import bulk
from benchmarks.county import County, analyze
from benchmarks.plan import Plan


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians in milliseconds: in the database alone, and of the whole call."""

    sql_ms: float
    whole_ms: float
    statements: int
    rows: int


@contextmanager
def sql_time(database: Database) -> Iterator[list[float]]:
    """Milliseconds of each statement within the block, rows fetched."""
    times: list[float] = []

    def before(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        context.started = time.perf_counter()

    def after(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
        times.append((time.perf_counter() - context.started) * 1000)

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "after_cursor_execute", after)
    yield times
    event.remove(database.engine, "before_cursor_execute", before)
    event.remove(database.engine, "after_cursor_execute", after)


def time_queue(database: Database, county: County) -> Timing:
    """The first page of 50 supervisors' queues, each 50 cadres of 300 thousand records."""
    return _timed(database, county.supervisors[:50], lambda work: len(review_queue(work).cards), warm=5)


def fill_allowances(database: Database, plan: Plan) -> list[str]:
    """Calculated months before this one; the newest first."""
    months = [clock.previous_month(clock.month_of(clock.today()))]
    while len(months) < plan.months:
        months.append(clock.previous_month(months[-1]))
    with database.engine.begin() as connection:
        again = [] if database.is_sqlite else bulk.indexes_aside(connection, "allowance_lines")
        bulk.allowances(connection, months, [new_id() for _ in months])
        for definition in again:
            connection.execute(text(definition))
    analyze(database)
    return months


def time_totals(database: Database, county: County, plan: Plan, month: str, *, whole: bool) -> Timing:
    """What every cadre gets for a month (from the rows), or for any other stretch of days (from the lines)."""
    first, last = clock.month_bounds(month)
    last = last if whole else first + timedelta(days=25)

    def ask(work: Work) -> int:
        wanted = TotalsFilter(first, last, readable_paths(work))
        return len(list_totals(work.session, wanted, "cadre", plan.cadres, None))

    return _timed(database, [county.finance] * 7, ask, warm=1)


def _timed(database: Database, people: list[UUID], ask: Callable[[Work], int], warm: int) -> Timing:
    sql, whole, counts, rows = [], [], [], 0
    for person in people[:warm] + people:
        with database.session(write=False) as session:
            actor = person_actor(session, _person(session, person))
        started = time.perf_counter()
        with sql_time(database) as times, Work(database, actor, writes=False) as work:
            rows = ask(work)
        sql.append(sum(times))
        whole.append((time.perf_counter() - started) * 1000)
        counts.append(len(times))
    return Timing(median(sql[warm:]), median(whole[warm:]), int(median(counts[warm:])), rows)


def _person(session: WorkSession, person: UUID) -> Person:
    return session.get_one(Person, person)
