"""`python -m app ...` with two more jobs: `python -m tests.scheduler.command scheduler`, or `serve`.

`each-second` writes one row a second in one transaction; `in-portions` three rows each ten seconds, each in a
transaction of its own. Neither table has a key, so that whatever happens twice is there twice.
"""

import os
import sys
import threading
from datetime import datetime

from sqlalchemy import text

from app import cli, scheduler
from app.core.jobs import Job, Units
from app.core.work import Work

CREATE = (
    "CREATE TABLE effects (slot TIMESTAMP WITH TIME ZONE NOT NULL, worker INTEGER NOT NULL)",
    "CREATE TABLE portions (slot TIMESTAMP WITH TIME ZONE NOT NULL, part INTEGER NOT NULL, worker INTEGER NOT NULL)",
)
PARTS = 3


def _write_effect(work: Work, slot: datetime) -> str:
    values = {"slot": slot, "worker": os.getpid()}
    work.session.connection().execute(text("INSERT INTO effects (slot, worker) VALUES (:slot, :worker)"), values)
    return "one effect"


def _write_portions(units: Units, slot: datetime) -> str:
    for part in range(PARTS):
        values = {"slot": slot, "part": part, "worker": os.getpid()}
        with units.writing() as work:
            connection = work.session.connection()
            there = text("SELECT count(*) FROM portions WHERE slot = :slot AND part = :part")
            if not connection.execute(there, values).scalar_one():
                new = text("INSERT INTO portions (slot, part, worker) VALUES (:slot, :part, :worker)")
                connection.execute(new, values)
    return f"{PARTS} portions"


EACH_SECOND = Job("each-second", "Leaves one row a second.", {"second": "*"}, _write_effect)
IN_PORTIONS = Job("in-portions", "Leaves three rows each ten seconds.", {"second": "*/10"}, carry=_write_portions)


def _end_with_parent() -> None:
    """Standard input closes when the test run is gone, however it ended."""
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    scheduler.JOBS += (EACH_SECOND, IN_PORTIONS)
    cli.run()
