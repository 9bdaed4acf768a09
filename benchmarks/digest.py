"""`python -m benchmarks.digest`: one workday's digests of 2,000 cadres and their 300 supervisors, at five o'clock.

Nobody has written today; of the last thirty days one record in ten waits, last month is confirmed for nobody. So
everybody has something to say: 2,300 messages, by how many statements and in how many seconds.
"""

import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, event, func, select, update
from sqlmodel import col

from app.core import clock
from app.core.db import Database
from app.core.job_runs import Outcome, run_slot
from app.core.jobs import JobRun
from app.reminders.jobs import JOBS
from app.reminders.models import InboxMessage
from app.secondments.models import ProgrammePolicy
from app.workdays.rules import WorkCalendar
from benchmarks.__main__ import make_database, server
from benchmarks.county import fill
from benchmarks.plan import Plan

CADRES, SUPERVISORS, ROUNDS, AIM = 2_000, 300, 3, 5.0
(JOB,) = (job for job in JOBS if job.name == "workday-digest")


def main() -> None:
    """Both databases; fails when one of them misses the aim."""
    plan = Plan(cadres=CADRES, months=1, rounds=ROUNDS, seconds=0, warm=0, supervisors=SUPERVISORS)
    with tempfile.TemporaryDirectory(prefix="jishi-digest-") as name:
        run = Path(name)
        found = {"SQLite": measure(f"sqlite:///{run / 'digest.db'}", plan)}
        with server(run):
            found["PostgreSQL"] = measure(make_database(run, "digest"), plan)
    for kind, (seconds, statements) in found.items():
        print(f"{kind}: {CADRES + SUPERVISORS} digests in {seconds:.2f} s by {statements} statements")
    print(f"(best of {ROUNDS}; aim {AIM:.0f} s)")
    sys.exit(max(seconds for seconds, _ in found.values()) > AIM)


def measure(url: str, plan: Plan) -> tuple[float, int]:
    """Seconds and statements of the quickest round; each begins anew, without the messages of the one before."""
    database = Database(url)
    fill(database, plan)
    with database.engine.begin() as connection:
        connection.execute(update(ProgrammePolicy).values(reminder_hour=17))
    rounds = [_once(database, _slot()) for _ in range(plan.rounds)]
    database.dispose()
    return min(rounds)


def _slot() -> datetime:
    """Five o'clock on the last ordinary weekday."""
    on = clock.today()
    while not WorkCalendar({}, frozenset()).is_workday(on):
        on -= timedelta(days=1)
    return clock.beijing_midnight(on) + timedelta(hours=17)


def _once(database: Database, slot: datetime) -> tuple[float, int]:
    with database.engine.begin() as connection:
        connection.execute(delete(InboxMessage))
        connection.execute(delete(JobRun))
    count = 0

    def note(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(database.engine, "before_cursor_execute", note)
    began = time.perf_counter()
    with clock.at(slot):
        ran = run_slot(database, JOB, slot)
    took = time.perf_counter() - began
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        written = connection.execute(select(func.count(col(InboxMessage.id)))).scalar_one()
    if ran.outcome is not Outcome.DONE or written < CADRES + SUPERVISORS:
        raise SystemExit(f"not what was meant to be measured: {ran}, {written} messages")
    return took, count


if __name__ == "__main__":
    main()
