"""`python -m benchmarks.scan [CADRES] [sqlite|postgresql]`: the daily scan over 100,000 cadres' ledgers.

Everybody has served for half a year and has a record of nearly every workday of two months (4 million of them). Of a
hundred cadres ten took leave, ten have corrections, one was transferred, five have three or more days of this month
without a record, two such days as drafts; one township in ten was closed by order. The scan runs three times: first
(five in a hundred are asked), again (nothing changes), and after each tenth of those asked has written (they close).
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text, update

from app.attendance.duty_bits import duty_bits, place_bits, term_bits
from app.attendance.ledger import LeaveSpan, Override, State, Term
from app.core import clock
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.secondments.models import Posting, ProgrammePolicy, Secondment
from app.signals.missing import LEAST, missing_days, reach_of, window_of
from app.signals.service_scan import scan_missing
from app.workdays.library import seed_from_library
from app.workdays.overlays import Calendar
from benchmarks import bulk
from benchmarks.__main__ import make_database, server
from benchmarks.county import analyze, settle
from benchmarks.ledger import events
from benchmarks.plan import Plan
from benchmarks.processes import Server

CADRES, AIM = 100_000, 60.0
SINCE = date(2026, 1, 5)
FIRST, LAST = date(2026, 5, 1), date(2026, 6, 23)
MORNING = datetime(2026, 6, 24, 6, 30, tzinfo=BEIJING)
RECORDS = """
INSERT INTO daily_records (id, version, created_at, updated_at, secondment_id, cadre_id, unit_id, work_on, day_type,
  status, items, attachment_ids, late_sync, resubmitted, mending, imported, addenda_count, submitted_at)
SELECT {id}, 1, {at}, {at}, s.id, s.cadre_id, s.receiving_unit_id, d.day_on, 'on_post',
  CASE WHEN {draft} THEN 'draft' ELSE 'approved' END, '[{{"text": "防汛值班"}}]', '[]',
  false, false, false, false, 0, {at}
FROM ({days}) d CROSS JOIN (SELECT *, row_number() over (ORDER BY id) AS n FROM secondments) s
WHERE {weekday} AND NOT (s.n % 20 = 0 AND d.day_on BETWEEN '2026-06-08' AND '2026-06-12' AND s.n % 40 <> 0)
  AND (s.n + {dom}) % 29 <> 0
"""
WEEKDAY = {"sqlite": "strftime('%w', d.day_on) BETWEEN '1' AND '5'", "postgresql": "extract(isodow from d.day_on) < 6"}
DOM = {"sqlite": "CAST(substr(d.day_on, 9, 2) AS INTEGER)", "postgresql": "CAST(extract(day from d.day_on) AS integer)"}
DRAFT = "(s.n % 40 = 0 AND d.day_on BETWEEN '2026-06-08' AND '2026-06-10')"
WRITTEN = """
INSERT INTO daily_records (id, version, created_at, updated_at, secondment_id, cadre_id, unit_id, work_on, day_type,
  status, items, attachment_ids, late_sync, resubmitted, mending, imported, addenda_count, submitted_at)
SELECT {id}, 1, {at}, {at}, s.id, s.cadre_id, s.receiving_unit_id, d.day_on, 'on_post', 'submitted', '[]', '[]',
  false, false, false, false, 0, {at}
FROM ({days}) d CROSS JOIN (SELECT *, row_number() over (ORDER BY id) AS n FROM secondments) s
WHERE s.n % 200 = 20 AND {weekday} AND d.day_on BETWEEN '2026-06-08' AND '2026-06-12'
  AND NOT EXISTS (SELECT 1 FROM daily_records r WHERE r.secondment_id = s.id AND r.work_on = d.day_on)
"""


@dataclass(frozen=True, slots=True)
class Units:
    """The scan's transactions, without the lease."""

    database: Database

    def reading(self) -> AbstractContextManager[Work]:
        return Work(self.database, SYSTEM, writes=False)

    def writing(self) -> AbstractContextManager[Work]:
        return Work(self.database, SYSTEM, writes=True)


def main() -> None:
    """Both databases (or the one that is named); fails when the aim is missed."""
    if sys.argv[1:2] == ["scan"]:
        return scan(*sys.argv[2:4])
    if sys.argv[1:2] == ["plain"]:
        return plain()
    cadres = int(sys.argv[1]) if len(sys.argv) > 1 else CADRES
    kinds = sys.argv[2:] or ["sqlite", "postgresql"]
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="jishi-scan-") as name:
        for kind in kinds:
            with database_of(kind, Path(name)) as (url, running):
                began = time.perf_counter()
                fill(url, cadres)
                print(f"{kind}: {cadres} cadres filled in {time.perf_counter() - began:.0f} s", flush=True)
                slowest = max(slowest, measure(url, running))
    print(f"(aim {AIM:.0f} s for {CADRES} cadres)")
    sys.exit(cadres >= CADRES and slowest > AIM)


@contextmanager
def database_of(kind: str, run: Path) -> Iterator[tuple[str, int]]:
    """An empty database and the process of its server, 0 for SQLite."""
    with ExitStack() as stack:
        if kind == "sqlite":
            yield f"sqlite:///{run / 'scan.db'}", 0
        else:
            started = stack.enter_context(server(run))
            yield make_database(run, "scan"), started.pid


def fill(url: str, cadres: int) -> None:
    """People, their facts and their records."""
    database = Database(url)
    with clock.at(MORNING):
        plan = Plan(cadres=cadres, months=1, rounds=1, seconds=0, warm=0, supervisors=max(cadres // 50, 12))
        county = settle(database, plan)
        with database.engine.begin() as connection:
            connection.execute(update(Secondment).values(start_on=SINCE, arrived_on=SINCE))
            connection.execute(update(Posting).values(start_on=SINCE))
            connection.execute(update(ProgrammePolicy).values(backfill_free_days=3))
            events(connection, county, "2026-06")
            write(connection, RECORDS)
    analyze(database)
    database.dispose()


def write(connection: Connection, template: str) -> None:
    kind = connection.dialect.name
    at = f"'{clock.beijing_midnight(LAST):%Y-%m-%d %H:%M:%S.%f}'"
    since = int(clock.beijing_midnight(LAST).timestamp() * 1000)
    spelled = {"id": bulk.IDS[kind].format(since=since), "days": bulk.DAYS[kind], "weekday": WEEKDAY[kind]}
    values = (
        {"first": FIRST.isoformat(), "last": LAST.isoformat()} if kind == "sqlite" else {"first": FIRST, "last": LAST}
    )
    connection.execute(text(template.format(**spelled, at=at, dom=DOM[kind], draft=DRAFT)), values)


def measure(url: str, running: int) -> float:
    """Three scans, each by a process of its own, so that its memory is the scan's alone."""
    slowest = 0.0
    for at, name in enumerate(("first", "again", "some written")):
        if at == 2:
            database = Database(url)
            with database.engine.begin() as connection:
                write(connection, WRITTEN)
            database.dispose()
        before = Server(running).cpu_seconds() if running else 0.0
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.scan", "scan", url, str(at)], check=True, capture_output=True, text=True
        )
        wall, busy, memory, said = done.stdout.strip().split(" ", 3)
        served = Server(running).cpu_seconds() - before if running else 0.0
        print(
            f"  {name}: {wall} s, processor {busy} s here and {served:.1f} s in the database, {memory} MB; {said}",
            flush=True,
        )
        slowest = max(slowest, float(wall))
    return slowest


def scan(url: str, later: str) -> None:
    """One scan, of the same morning each time."""
    database = Database(url)
    began, worked = time.perf_counter(), time.process_time()
    at = MORNING + timedelta(minutes=int(later))
    with clock.at(at):
        said = scan_missing(Units(database), at)
    wall, busy = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{wall:.1f} {busy:.1f} {memory} {said}")


def plain() -> None:
    """The part without a database, for all cadres: every tenth has leave, another tenth corrections."""
    months = ("2026-05", "2026-06")
    reach = reach_of(months, MORNING.date())
    calendar = Calendar({row.on: row for row in seed_from_library(2026)}, frozenset({2026}))
    windows = [window_of(reach, month) for month in months]
    term = Term(SINCE, date(2027, 1, 1))
    away = [LeaveSpan(date(2026, 6, 15), date(2026, 6, 19), skip_rest_days=True)]
    said = [Override(date(2026, 6, 3) + timedelta(days=day), None, State.OFFICIAL_TRIP) for day in range(3)]
    overdue, found = reach.span(date.min, date(2026, 6, 18)), 0
    began, worked = time.perf_counter(), time.process_time()
    here = place_bits(calendar, reach)
    for number in range(CADRES):
        leaves, words = away if number % 10 == 0 else (), said if number % 10 == 1 else ()
        duty = duty_bits(reach, term_bits(reach, term), here, words, leaves)
        recorded = ~0 if number % 20 else ~reach.span(date(2026, 6, 8), date(2026, 6, 12))
        found += any(missing_days(window, duty.worked, recorded, overdue).bit_count() >= LEAST for window in windows)
    busy = time.process_time() - worked
    print(f"plain: {CADRES} cadres, {found} asked, {time.perf_counter() - began:.2f} s, processor {busy:.2f} s")


if __name__ == "__main__":
    main()
