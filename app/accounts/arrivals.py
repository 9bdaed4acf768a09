"""People whom the cache does not know yet are looked up together: one statement for all that came meanwhile.

At five in the afternoon thousands write their day within minutes, each of them once, so that no cache knows them.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from app.core.actor import Actor

LookUp = Callable[[Sequence[UUID]], dict[UUID, Actor]]
MOST = 200
"""Ids in one statement."""
Waiting = defaultdict[UUID, list["asyncio.Future[Actor | None]"]]


@dataclass(slots=True)
class _Desk:
    """Who waits on one event loop, and the task that serves them."""

    waiting: Waiting = field(default_factory=lambda: defaultdict(list))
    task: "asyncio.Task[None] | None" = None


class Arrivals:
    """Asks `look_up` in a thread, one call at a time; whoever comes while it runs is in the next call."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._desks: WeakKeyDictionary[asyncio.AbstractEventLoop, _Desk] = WeakKeyDictionary()

    async def get(self, person_id: UUID) -> Actor | None:
        """The person's actor as of now; None when there is no such active account."""
        loop = asyncio.get_running_loop()
        desk = self._desks.setdefault(loop, _Desk())
        answer: asyncio.Future[Actor | None] = loop.create_future()
        desk.waiting[person_id].append(answer)
        if desk.task is None or desk.task.done():
            desk.task = loop.create_task(self._serve(desk))
        return await answer

    async def _serve(self, desk: _Desk) -> None:
        while desk.waiting:
            ids = list(desk.waiting)[:MOST]
            taken = {person_id: desk.waiting.pop(person_id) for person_id in ids}
            found, failed = dict[UUID, Actor](), None
            try:
                found = await asyncio.to_thread(self._look_up, ids)
            except Exception as error:  # noqa: BLE001 - it belongs to those who asked
                failed = error
            for person_id, futures in taken.items():
                for future in futures:
                    if future.done():  # its request has gone away
                        continue
                    if failed is not None:
                        future.set_exception(failed)
                    else:
                        future.set_result(found.get(person_id))
