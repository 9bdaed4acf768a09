"""A scheduler that is asked to stop while it hands out what is due ends all the same, and lets running jobs end."""

import threading
from datetime import datetime

from app.core.db import Database
from app.core.jobs import Job
from app.core.work import Work
from app.scheduler import Scheduler

MANY = 200
"""So many that the sweep that hands them out is still at it when the first one runs."""
PATIENCE = 20.0


class Heard(Job):
    """A job that says when it is first asked whether it is due."""

    begun = threading.Event()

    def last_slot(self, now: datetime) -> datetime | None:
        self.begun.set()
        return super().last_slot(now)


def test_asked_to_stop_while_jobs_are_handed_out_it_stops(database: Database) -> None:
    ended = threading.Event()
    Heard.begun.clear()
    scheduler = Scheduler(
        database, [Heard(f"job-{number}", "", {"hour": "*"}, lambda *_: "") for number in range(MANY)]
    )

    def stop() -> None:
        assert Heard.begun.wait(PATIENCE)
        scheduler.stop()
        ended.set()

    stopping = threading.Thread(target=stop, daemon=True)
    stopping.start()
    scheduler.start()
    assert ended.wait(PATIENCE), "it waits for a job that waits for it"


def test_a_running_job_ends_before_the_lease_is_handed_on(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()
    seen: list[bool] = []

    def run(work: Work, slot: datetime) -> str:
        begun.set()
        assert may_end.wait(PATIENCE)
        seen.append(scheduler.leadership.fence is not None)
        return ""

    scheduler = Scheduler(database, [Job("slow", "", {"hour": "*"}, run)])
    scheduler.start()
    assert begun.wait(PATIENCE)
    stopping = threading.Thread(target=scheduler.stop, daemon=True)
    stopping.start()
    may_end.set()
    stopping.join(PATIENCE)
    assert (stopping.is_alive(), seen) == (False, [True])
