"""Two at the same moment: of two writers from one version one wins, and nothing is lost or doubled."""

import threading
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from tests.records.conftest import BOTH_WAYS, Town, write

pytestmark = BOTH_WAYS


def at_once(*acts: Callable[[], httpx.Response]) -> list[httpx.Response]:
    """Every act from a thread of its own, started together."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], httpx.Response]) -> None:
        gate.wait()
        answers[place] = act()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answer for answer in answers if answer is not None]


def history(town: Town, record: str) -> list[tuple[int, str]]:
    items = town.api.as_(town.cadre).get(f"/api/v1/records/{record}/versions").json()["items"]
    return [(item["number"], item["action"]) for item in items]


@pytest.mark.parametrize("turn", range(3))
def test_two_writers_of_a_new_day(town: Town, turn: int) -> None:
    town.api.as_(town.cadre).get("/api/v1/records")
    answers = at_once(*[lambda: town.put(takeaway=f"心得{turn}") for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    created = next(answer.json() for answer in answers if answer.status_code == 201)
    assert all(answer.json()["current"] == created for answer in answers if answer.status_code == 409)
    assert history(town, created["id"]) == [(1, "submit")]


@pytest.mark.parametrize("turn", range(3))
def test_two_writers_from_one_version(town: Town, turn: int) -> None:
    record = town.put(submit=False).json()
    answers = at_once(*[lambda: town.put(submit=False, version=1) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    assert history(town, record["id"]) == [(1, "draft"), (2, "draft")]


@pytest.mark.parametrize("turn", range(3))
def test_one_write_sent_many_times_is_written_once(town: Town, turn: int) -> None:
    body = write()
    answers = at_once(*[lambda: town.put(body=body) for _ in range(5)])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.text for answer in answers}) == 1
    assert history(town, answers[0].json()["id"]) == [(1, "submit")]


def test_one_client_id_for_two_days_at_once(town: Town) -> None:
    body = write()
    answers = at_once(lambda: town.put("2026-04-14", body=body), lambda: town.put("2026-04-15", body=body))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "client-id-reused"


def test_a_decision_and_a_withdrawal_at_once(town: Town) -> None:
    record = town.submitted()
    answers = at_once(
        lambda: town.post(record["id"], "approve", version=1),
        lambda: town.post(record["id"], "return", town.people["second_supervisor"], version=1, reason="请补充"),
        lambda: town.post(record["id"], "withdraw", town.cadre, version=1),
        lambda: town.put(version=1),
    )
    assert sum(answer.status_code == 200 for answer in answers) == 1
    assert {answer.status_code for answer in answers} <= {200, 404, 409, 412}
    assert len(history(town, record["id"])) == 2


def test_many_reviewers_of_many_records_do_not_lock_up(town: Town) -> None:
    records = [town.submitted(day) for day in ("2026-04-10", "2026-04-13", "2026-04-14", "2026-04-15")]
    refs = [{"id": record["id"], "version": 1} for record in records]

    def review(order: list[dict[str, object]], who: str) -> httpx.Response:
        return town.api.as_(town.people.get(who, town.supervisor)).post(
            "/api/v1/records/review", json={"decision": "approve", "records": order}
        )

    answers = at_once(lambda: review(refs, "supervisor"), lambda: review(refs[::-1], "second_supervisor"))
    statuses = [[item["status"] for item in answer.json()["items"]] for answer in answers]
    assert sorted(first + second for first, second in zip(statuses[0], statuses[1][::-1], strict=True)) == [609] * 4


def test_one_addendum_sent_twice_at_once(town: Town) -> None:
    record = town.submitted()
    town.post(record["id"], "approve", version=1)
    body = {"id": str(uuid4()), "text": "补充一句。", "reason": "漏记"}
    me = town.api.as_(town.cadre)
    answers = at_once(*[lambda: me.post(f"/api/v1/records/{record['id']}/addenda", json=body) for _ in range(3)])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]


def test_one_day_unlocked_twice_at_once(town: Town) -> None:
    path = f"/api/v1/secondments/{town.secondment.id}/days/2026-03-05/unlock"
    boss = town.api.as_(town.supervisor)
    answers = at_once(*[lambda: boss.post(path, json={"reason": "住院"}) for _ in range(3)])
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.text for answer in answers}) == 1
