"""Callers whom nobody knows yet: looked up together, each answered for itself."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

import pytest
from anyio.from_thread import BlockingPortal

from app.accounts.arrivals import Arrivals
from app.core.actor import Actor
from tests.support.client import event_loop


@pytest.fixture
def loop() -> Iterator[BlockingPortal]:
    """A loop in a thread of its own: a browser that this process has opened keeps the main thread's."""
    with event_loop() as portal:
        yield portal


class Register:
    """A look-up that notes what it was asked, and waits at the first call until it may go on."""

    def __init__(self, known: Sequence[UUID]) -> None:
        self.known, self.asked = known, list[list[UUID]]()
        self.called, self.open = threading.Event(), threading.Event()

    def __call__(self, ids: Sequence[UUID]) -> dict[UUID, Actor]:
        self.asked.append(list(ids))
        self.called.set()
        assert self.open.wait(10)
        return {one: Actor(kind="person", id=one) for one in ids if one in self.known}


def test_whoever_comes_meanwhile_shares_the_next_look_up(loop: BlockingPortal) -> None:
    first, second, third, nobody = (uuid4() for _ in range(4))
    register = Register([first, second, third])

    async def come() -> list[Actor | None]:
        arrivals = Arrivals(register)
        one = asyncio.create_task(arrivals.get(first))
        assert await asyncio.to_thread(register.called.wait, 10)
        others = [asyncio.create_task(arrivals.get(who)) for who in (second, third, nobody, second)]
        await asyncio.sleep(0)
        register.open.set()
        return list(await asyncio.gather(one, *others))

    answers = loop.call(come)
    assert [answer and answer.id for answer in answers] == [first, second, third, None, second]
    assert register.asked == [[first], [second, third, nobody]]


def test_a_failed_look_up_is_everybodys_and_the_next_one_works(loop: BlockingPortal) -> None:
    who, failures = uuid4(), [RuntimeError("the database is away")]

    def look_up(ids: Sequence[UUID]) -> dict[UUID, Actor]:
        if failures:
            raise failures.pop()
        return {one: Actor(kind="person", id=one) for one in ids}

    async def come() -> Actor | None:
        arrivals = Arrivals(look_up)
        with pytest.raises(RuntimeError):
            await arrivals.get(who)
        return await arrivals.get(who)

    found = loop.call(come)
    assert found is not None
    assert found.id == who


def test_who_goes_away_takes_nobody_along(loop: BlockingPortal) -> None:
    who = uuid4()
    register = Register([who])

    async def come() -> Actor | None:
        arrivals = Arrivals(register)
        gone, stays = asyncio.create_task(arrivals.get(who)), asyncio.create_task(arrivals.get(who))
        assert await asyncio.to_thread(register.called.wait, 10)
        gone.cancel()
        register.open.set()
        return await stays

    found = loop.call(come)
    assert found is not None
    assert found.id == who
