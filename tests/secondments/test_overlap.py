"""Two writers at once: one cadre's terms never overlap, one version is decided once."""

import threading
from collections.abc import Callable
from uuid import uuid4

import httpx
from fastapi import FastAPI
from sqlmodel import select

from app.core.db import Database
from app.secondments.models import Secondment, SecondmentStatus
from tests.secondments.conftest import Scene


def at_once(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Every call in a thread of its own, all let go together."""
    barrier = threading.Barrier(len(calls))
    answers: list[httpx.Response | None] = [None] * len(calls)

    def run(index: int, call: Callable[[], httpx.Response]) -> None:
        barrier.wait()
        answers[index] = call()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answer in answers if answer is not None]


def terms(database: Database) -> list[Secondment]:
    with database.session(write=False) as session:
        return list(session.exec(select(Secondment)).all())


def test_two_terms_with_a_common_day_entered_at_once(scene: Scene, app: FastAPI) -> None:
    bodies = [
        scene.body(start_on="2026-01-01", end_on="2026-06-30"),
        scene.body(start_on="2026-06-30", end_on="2026-12-31"),
    ]
    client = scene.api.as_(scene.admin)
    for _ in range(3):
        answers = at_once(*(lambda body=body: client.post("/api/v1/secondments", json=body) for body in bodies))
        assert sorted(answer.status_code for answer in answers) in ([201, 409], [409, 409])
    assert len(terms(scene.county.database)) == 1


def test_one_identity_posted_twice_at_once(scene: Scene) -> None:
    body = scene.body(id=str(uuid4()))
    client = scene.api.as_(scene.admin)
    answers = at_once(*(lambda: client.post("/api/v1/secondments", json=body) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len(terms(scene.county.database)) == 1


def test_two_decisions_on_one_version(scene: Scene) -> None:
    row = scene.stored(status=SecondmentStatus.ACTIVE)
    shown = {"id": row.id, "version": 1}
    answers = at_once(
        lambda: scene.step(scene.admin, shown, "suspend", effective_on="2026-02-02", reason="参加抢险"),
        lambda: scene.step(scene.admin, shown, "recall", effective_on="2026-02-02", reason="另有任用"),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
