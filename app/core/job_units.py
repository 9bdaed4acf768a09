"""The transactions of a long job: each short, each fenced, none begun once the process stops or leads no longer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.ids import new_id
from app.core.job_claims import Claim, hold, show_life
from app.core.lease import Fence, LostLeaseError
from app.core.work import Work

IDLE_SECONDS = 5
WHOLE_IDLE_SECONDS = 15
"""A process that stops in the middle of a transaction gives its locks back after so long: of a portion, of a whole job
(which may look after files between two statements)."""


class FencedUnits:
    """One attempt's units of work; `halted` says that there is no use in going on."""

    def __init__(self, database: Database, claim: Claim, fence: Fence | None, halted: Callable[[], bool]) -> None:
        self._database = database
        self._claim = claim
        self._fence = fence
        self._halted = halted

    def reading(self) -> Work:
        """A unit that only reads."""
        self._go_on()
        return Work(self._database, SYSTEM, writes=False)

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """A short writing unit that is kept only while the slot and the lease are still ours."""
        self._go_on()
        with job_work(self._database) as work:
            yield work
            show_life(work, self._claim)
            hold(work, self._fence)

    def _go_on(self) -> None:
        if self._halted():
            raise LostLeaseError("this process stops or leads no longer")


@contextmanager
def job_work(database: Database, idle_seconds: int = IDLE_SECONDS) -> Iterator[Work]:
    """A writing unit of work of the system, which holds no lock for long when its process stops."""
    with Work(database, SYSTEM, writes=True, request_id=new_id().hex) as work:
        if not database.is_sqlite:
            limit = f"SET LOCAL idle_in_transaction_session_timeout = '{idle_seconds}s'"
            work.session.connection().exec_driver_sql(limit)
        yield work
