"""A scheduler in a process of its own: `python -m tests.scheduler.worker DATABASE_URL`; ends when its input closes.

Its one job falls due each second and writes a row without any key of its own into `effects`, so that a double shows.
"""

import os
import sys
from datetime import datetime

import structlog
from sqlalchemy import text

from app.core.db import Database
from app.core.jobs import Job
from app.core.work import Work
from app.scheduler import Scheduler

CREATE = "CREATE TABLE effects (slot VARCHAR(40) NOT NULL, worker INTEGER NOT NULL)"


def _write_effect(work: Work, slot: datetime) -> str:
    values = {"slot": slot.isoformat(), "worker": os.getpid()}
    work.session.connection().execute(text("INSERT INTO effects (slot, worker) VALUES (:slot, :worker)"), values)
    return "one effect"


EACH_SECOND = Job("each-second", "Leaves one row a second.", {"second": "*"}, _write_effect)


def main(url: str) -> None:
    """Log to standard output, one JSON line an event, until the input closes."""
    structlog.configure(processors=[structlog.processors.JSONRenderer()])
    database = Database(url, pool_size=4)
    scheduler = Scheduler(database, (EACH_SECOND,))
    scheduler.start()
    sys.stdin.read()
    scheduler.stop()
    database.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
