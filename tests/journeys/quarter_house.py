"""The processes of the quarter: replicas that may lead by the real lease, what befalls them, and the jobs they run.

Nothing is mocked: a replica renews or takes the lease, asks which slot is due and runs it under its fence, as the
scheduler's threads do. Only the lease's time is helped along, so that nobody has to wait for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import time_machine
from sqlalchemy import update

from app.core import clock
from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_runs import Outcome, Ran, is_due, run_slot
from app.core.jobs import Job, Lease, Units
from app.core.lease import Fence, Leadership
from app.core.work import Work

LONG_OVER = timedelta(seconds=60)


class KilledError(BaseException):
    """The process is gone: nothing of it handles anything any more."""


class Replica:
    """A process that stands for leadership."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.leadership = Leadership(database)

    def lead(self) -> Fence:
        """Our term, renewed or taken if it has run out; it must be ours then."""
        if self.leadership.fence is None:
            assert self.leadership.tick()
        fence = self.leadership.fence
        assert fence is not None
        return fence

    def run(self, job: Job, fence: Fence) -> tuple[datetime, Ran] | None:
        """The job's newest slot, if it is due."""
        slot = job.last_slot(clock.now())
        if slot is None:
            return None
        with Work(self.database, SYSTEM, writes=False) as work:
            if not is_due(work.session, job, slot, work.now, fence):
                return None
        return slot, run_slot(self.database, job, slot, fence)


@dataclass
class Trouble:
    """Something that befalls a leader just before its second short write of a long job."""

    job: str
    befall: Callable[[], None]
    writes: int = 0

    def upon(self, job: Job) -> Job:
        """The job as this leader carries it."""
        carry = job.carry
        assert carry is not None
        return replace(job, carry=lambda units, slot: carry(_Watched(units, self), slot))


@dataclass
class _Watched:
    units: Units
    trouble: Trouble

    def reading(self) -> Any:
        return self.units.reading()

    @contextmanager
    def writing(self) -> Iterator[Work]:
        self.trouble.writes += 1
        if self.trouble.writes == 2:
            self.trouble.befall()
        with self.units.writing() as work:
            yield work


@dataclass
class House:
    """Three replicas; `leader` is the one that leads now."""

    database: Database
    travel: time_machine.Traveller
    jobs: tuple[Job, ...]
    replicas: list[Replica] = field(init=False)
    leader: int = 0
    changes: list[str] = field(default_factory=list)
    epochs: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.replicas = [Replica(self.database) for _ in range(3)]

    def go_to(self, moment: datetime) -> None:
        """The clock stands at an instant."""
        self.travel.move_to(moment, tick=False)

    def sweep(self) -> list[tuple[Job, datetime, Ran]]:
        """The leader runs whatever is due."""
        found = []
        for job in self.jobs:
            ran = self.run_one(job)
            if ran is not None:
                found.append((job, *ran))
        return found

    def run_one(self, job: Job) -> tuple[datetime, Ran] | None:
        """The leader runs this job if it is due."""
        replica = self.replicas[self.leader]
        fence = replica.lead()
        if not self.epochs or self.epochs[-1] != fence.epoch:
            self.epochs.append(fence.epoch)
        ran = replica.run(job, fence)
        if ran is not None:
            assert ran[1].outcome in (Outcome.DONE, Outcome.DROPPED), (job.name, ran)
        return ran

    def hand_over(self) -> None:
        """The leader stops in good order, and the next one leads at once."""
        self.replicas[self.leader].leadership.release()
        self._next("handed over")

    def stall(self, job: Job) -> tuple[datetime, Ran]:
        """The leader stops in the middle of a job, another takes over and runs it, and then the first one goes on."""
        old, answers = self.replicas[self.leader], list[tuple[datetime, Ran]]()

        def befall() -> None:
            self._let_lapse()
            self._next("came back too late")
            ran = self.run_one(job)
            assert ran is not None
            answers.append(ran)

        trouble = Trouble(job.name, befall)
        late = old.run(trouble.upon(job), old.lead())
        assert late is not None
        assert late[1].outcome is Outcome.LOST, late
        assert self.replicas[self.leader].leadership.tick()  # a long job took longer than a lease lasts
        assert not old.leadership.tick()
        return answers[0]

    def kill(self, job: Job) -> tuple[datetime, Ran]:
        """The leader dies in the middle of a job; whoever follows finds its slot and carries it out."""

        def befall() -> None:
            raise KilledError

        old = self.replicas[self.leader]
        try:
            old.run(Trouble(job.name, befall).upon(job), old.lead())
        except KilledError:
            self._let_lapse()
            self._next("was killed")
        else:
            raise AssertionError("the leader was to die in the middle")
        ran = self.run_one(job)
        assert ran is not None
        return ran

    def _next(self, why: str) -> None:
        self.leader = (self.leader + 1) % len(self.replicas)
        self.changes.append(why)

    def _let_lapse(self) -> None:
        """As if the lease's seconds had gone by."""
        with self.database.session(write=True) as session:
            session.execute(update(Lease).values(expires_at=datetime(2020, 1, 1, tzinfo=BEIJING)))
            session.commit()
