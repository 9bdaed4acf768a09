"""Threads that write new days: one commit for all that came while the last one reached the disk."""

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from queue import Empty, SimpleQueue

from app.records.hot.rows import NewDay

BATCH = 64
Job = tuple[NewDay, "asyncio.Future[bool]"]


class BatchWriter(ABC):
    """A queue of new days and the threads that empty it."""

    def __init__(self, threads: int) -> None:
        self._most = threads
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    @abstractmethod
    def write_all(self, plans: Sequence[NewDay]) -> list[bool]:
        """Which of them are committed; whatever is not was left untouched."""

    async def write(self, plan: NewDay) -> bool:
        """True once the day is committed, False when the plain way must decide."""
        if not self._threads:
            self._start()
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._jobs.put((plan, done))
        return await done

    def close(self) -> None:
        """Finish what is queued, then end the threads."""
        running, self._threads = self._threads, []
        for _ in running:
            self._jobs.put(None)
        for thread in running:
            thread.join()

    def _start(self) -> None:
        self._threads = [
            threading.Thread(target=self._run, name=f"records-writer-{number}", daemon=True)
            for number in range(self._most)
        ]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            jobs = [job, *self._more()]
            try:
                written: list[bool] | Exception = self.write_all([plan for plan, _ in jobs])
            except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, and the thread must go on
                written = error
            _tell(jobs, written)

    def _more(self) -> list[Job]:
        found: list[Job] = []
        while len(found) < BATCH - 1:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)  # the end comes after these
                break
            found.append(job)
        return found


def _tell(jobs: Sequence[Job], written: list[bool] | Exception) -> None:
    """Answer on the loops of those who wait, each loop woken once."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[bool], bool]]] = {}
    results = [False] * len(jobs) if isinstance(written, Exception) else written
    for (_, done), result in zip(jobs, results, strict=True):
        loops.setdefault(done.get_loop(), []).append((done, result))
    for loop, answers in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_answer, answers, written)


def _answer(answers: Sequence[tuple["asyncio.Future[bool]", bool]], written: list[bool] | Exception) -> None:
    for done, result in answers:
        if done.done():  # its request has gone away
            continue
        if isinstance(written, Exception):
            done.set_exception(written)
        else:
            done.set_result(result)
