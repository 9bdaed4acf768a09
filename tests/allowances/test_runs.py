"""A month through its steps: in order, by two people, once; and closed is closed, whoever asks."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Person
from app.core.actor import Role, Scope
from app.secondments.models import MonthLock
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County

STEPS = ("calculate", "approve", "close", "pay")
APRIL = "2026-04"


def ready(scene: Scene, month: str = APRIL) -> Scene:
    scene.rate(30_00)
    scene.confirm(month)
    return scene


def state_of(scene: Scene, month: str = APRIL) -> str | None:
    runs = scene.month(month)["runs"]
    return runs[0]["state"] if runs else None


def test_four_steps_with_who_and_when(scene: Scene) -> None:
    ready(scene).settle(APRIL, until="pay")
    (run,) = scene.month(APRIL)["runs"]
    assert run["state"] == "paid"
    assert [run[name]["by"] for name in ("calculated", "approved", "closed", "paid")] == [
        "程以宁",
        "苏念恩",
        "程以宁",
        "程以宁",
    ]
    for verb in STEPS:
        (event,) = scene.trail(f"allowances.{verb}")
        assert event.facts["month"] == APRIL
    with scene.county.database.session(write=False) as session:
        lock = session.get(MonthLock, (scene.programme.id, APRIL))
    assert lock is not None
    assert (lock.state, lock.closed_at is not None) == ("paid", True)


@pytest.mark.parametrize("verb", STEPS[1:])
def test_a_step_needs_the_one_before(scene: Scene, verb: str) -> None:
    answer = ready(scene).step(verb, APRIL)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-calculated")
    scene.step("calculate", APRIL)
    if verb != "approve":
        answer = scene.step(verb, APRIL, scene.finance2)
        assert (answer.status_code, answer.json()["code"], answer.json()["current_state"]) == (
            409,
            "wrong-step",
            "calculated",
        )


def test_the_same_decision_by_the_same_person_again(scene: Scene) -> None:
    ready(scene).settle(APRIL, until="pay")
    for verb, person in (("close", scene.finance), ("pay", scene.finance)):
        assert scene.step(verb, APRIL, person).status_code == 200
        assert scene.step(verb, APRIL, scene.finance2).status_code == 409
        assert len(scene.trail(f"allowances.{verb}")) == 1


def test_the_maker_is_not_the_approver(scene: Scene) -> None:
    ready(scene).step("calculate", APRIL)
    refused = scene.step("approve", APRIL)
    assert (refused.status_code, refused.json()["code"]) == (403, "maker-is-approver")
    assert len(scene.trail("access.denied")) == 1
    assert scene.step("approve", APRIL, scene.finance2).status_code == 200
    assert scene.step("approve", APRIL, scene.finance2).status_code == 200
    assert len(scene.trail("allowances.approve")) == 1


def test_one_person_where_the_programme_says_so(county: County, api: Api) -> None:
    scene = ready(build(county, api, two_person_close=False))
    assert [scene.step(verb, APRIL).status_code for verb in STEPS] == [200] * 4


def test_nobody_settles_a_month_that_pays_themselves(scene: Scene) -> None:
    own = scene.county.person("兼岗", Role.FINANCE, scene.county.region)
    scene.county.secondment(own, scene.programme, scene.township, scene.sending)
    ready(scene).step("calculate", APRIL)
    refused = scene.step("approve", APRIL, own)
    assert (refused.status_code, refused.json()["code"]) == (403, "own-money")
    scene.step("approve", APRIL, scene.finance2)
    assert scene.step("close", APRIL, own).json()["code"] == "own-money"


def test_calculating_again_changes_nothing_while_nothing_changed(scene: Scene) -> None:
    ready(scene).step("calculate", APRIL)
    first = scene.month(APRIL)
    scene.step("approve", APRIL, scene.finance2)
    scene.step("calculate", APRIL)
    assert state_of(scene) == "approved"
    assert scene.month(APRIL)["rows"] == first["rows"]


def test_a_change_after_the_approval_needs_both_again(scene: Scene) -> None:
    ready(scene).settle(APRIL, until="approve")
    scene.correct("2026-04-21", "absent")
    stale = scene.step("close", APRIL)
    assert (stale.status_code, stale.json()["code"]) == (409, "run-stale")
    scene.step("calculate", APRIL)
    assert state_of(scene) == "calculated"
    scene.settle(APRIL)
    assert scene.row(APRIL)["subsidy_fen"] == 600_00


def test_a_closed_month_stays_whatever_is_said_later(scene: Scene) -> None:
    ready(scene).settle(APRIL)
    scene.correct("2026-04-21", "absent")
    assert scene.row(APRIL)["subsidy_fen"] == 630_00
    again = scene.step("calculate", APRIL)
    assert (again.status_code, again.json()["code"]) == (409, "month-closed")


def test_the_pending_are_named_and_hold_nobody_up(scene: Scene) -> None:
    waiting = scene.colleague("沈书宁")
    scene.rate(30_00)
    scene.confirm(APRIL, scene.secondment)
    scene.settle(APRIL, until="approve")
    month = scene.month(APRIL)
    assert [item["cadre_name"] for item in month["pending"]] == ["沈书宁"]
    assert month["totals"]["total_fen"] == 630_00
    row = scene.row(APRIL, waiting)
    assert (row["status"], row["payable_days"], row["subsidy_fen"], row["total_fen"]) == ("pending", None, None, None)
    assert month["rows"][0]["secondment_id"] == str(waiting.id)
    refused = scene.step("close", APRIL)
    assert (refused.status_code, refused.json()["code"]) == (409, "pending-cadres")
    assert scene.step("close", APRIL, exclude_pending=True).status_code == 200
    url = f"/api/v1/secondments/{waiting.id}/allowance"
    assert scene.api.as_(scene.finance).get(url, params={"month": APRIL}).json()["state"] == "left_out"


def test_a_day_without_a_rate_is_an_exception_never_nothing(scene: Scene) -> None:
    scene.rate(30_00, last=date(2026, 4, 29))
    scene.confirm(APRIL)
    scene.step("calculate", APRIL)
    row = scene.row(APRIL)
    assert (row["status"], row["subsidy_fen"]) == ("blocked", None)
    (missing,) = row["exceptions"]
    assert (missing["code"], missing["dates"]) == ("rate-missing", ["2026-04-29", "2026-04-30"])
    refused = scene.step("approve", APRIL, scene.finance2)
    assert (refused.status_code, refused.json()["code"]) == (409, "exceptions-open")
    scene.rate(40_00, date(2026, 4, 29))
    scene.settle(APRIL)
    assert scene.row(APRIL)["subsidy_fen"] == 19 * 30_00 + 2 * 40_00


def test_months_go_one_after_the_other(scene: Scene) -> None:
    ready(scene)
    scene.step("calculate", APRIL)
    for month in ("2026-05", "2026-03"):
        refused = scene.step("calculate", month)
        assert (refused.status_code, refused.json()["code"]) == (409, "month-order")
    scene.settle(APRIL)
    assert scene.step("calculate", "2026-06").json()["code"] == "month-order"
    scene.confirm("2026-05")
    scene.settle("2026-05")
    assert state_of(scene, "2026-05") == "closed"


def test_a_running_month_is_not_calculated(scene: Scene) -> None:
    ready(scene)
    with time_machine.travel(datetime(2026, 4, 30, 15, 0, tzinfo=UTC)):
        refused = scene.step("calculate", APRIL)
    assert (refused.status_code, refused.json()["code"]) == (409, "month-not-ended")


def test_a_programme_without_a_day_basis_is_not_paid(county: County, api: Api) -> None:
    scene = build(county, api, day_basis=None)
    refused = scene.step("calculate", APRIL)
    assert (refused.status_code, refused.json()["code"]) == (409, "policy-incomplete")


def test_all_programmes_at_once_and_appointments_pay_nothing(scene: Scene) -> None:
    appointed = scene.colleague("罗亦安", scene.county.programme("互派任职", "appointment", day_basis=None))
    ready(scene)
    url = f"/api/v1/allowances/{APRIL}"
    answer = scene.api.as_(scene.finance).post(f"{url}/calculate", json={})
    assert {run["programme_name"] for run in answer.json()["items"]} == {"外派挂职第三批", "互派任职"}
    assert scene.row(APRIL, appointed)["subsidy_fen"] == 0
    assert len(scene.api.as_(scene.finance2).post(f"{url}/approve", json={}).json()["items"]) == 2
    assert len(scene.api.as_(scene.finance).post(f"{url}/close", json={}).json()["items"]) == 2
    again = scene.api.as_(scene.finance).post(f"{url}/close", json={})
    assert (again.status_code, again.json()["code"]) == (409, "wrong-step")


@pytest.mark.parametrize(("who", "status"), [("orgadmin", 403), ("supervisor", 404), ("sender", 404), ("cadre", 404)])
@pytest.mark.parametrize("verb", STEPS)
def test_only_finance_takes_steps(scene: Scene, verb: str, who: str, status: int) -> None:
    ready(scene)
    assert scene.step(verb, APRIL, getattr(scene, who)).status_code == status


@pytest.mark.parametrize("verb", STEPS)
def test_anonymous_programs_and_other_counties(scene: Scene, verb: str) -> None:
    url = f"/api/v1/allowances/{APRIL}/{verb}"
    assert scene.api.anonymous.post(url, json={}).status_code == 401
    assert scene.api.as_client(scene.county.api_client(Scope.ALLOWANCE_EXPORT)).post(url, json={}).status_code == 403
    other = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    assert scene.step(verb, APRIL, other).status_code == 404
    assert scene.step(verb, APRIL, scene.finance, programme_id=str(uuid4())).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"programme_id": "x"}, "/programme_id"),
        ({"exclude_pending": "perhaps"}, "/exclude_pending"),
        ({"force": 1}, "/force"),
    ],
)
def test_a_wrong_step_is_named(scene: Scene, body: dict[str, Any], pointer: str) -> None:
    answer = scene.step("calculate", APRIL, **body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def at_once(count: int, act: Callable[[], httpx.Response]) -> list[int]:
    """The statuses of several threads that start together."""
    barrier, statuses = threading.Barrier(count), []

    def run() -> None:
        barrier.wait()
        statuses.append(act().status_code)

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_closing_twice_at_the_same_moment_closes_once(scene: Scene) -> None:
    ready(scene).settle(APRIL, until="approve")
    third = scene.county.person("陆见微", Role.FINANCE, scene.county.region)
    people: list[Person] = [scene.finance, third] * 2
    turns = iter(people)
    lock = threading.Lock()

    def close() -> httpx.Response:
        with lock:
            person = next(turns)
        return scene.step("close", APRIL, person)

    statuses = at_once(4, close)
    assert sorted(statuses) == [200, 200, 409, 409]
    assert len(scene.trail("allowances.close")) == 1
    assert scene.row(APRIL)["subsidy_fen"] == 630_00


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE allowance_rows SET subsidy_fen = 1",
        "DELETE FROM allowance_rows",
        "UPDATE allowance_lines SET amount_fen = 1",
        "DELETE FROM allowance_lines",
        "UPDATE allowance_runs SET state = 'calculated'",
        "UPDATE allowance_runs SET digest = 'x'",
        "DELETE FROM allowance_runs",
        (
            "INSERT INTO allowance_rows (id, run_id, secondment_id, cadre_id, unit_id, status, payable_halves,"
            " subsidy_fen, trips, transport_fen, adjustment_fen, total_fen, exceptions, explanation)"
            " SELECT '{id}', run_id, secondment_id, cadre_id, unit_id, status, 2, 1, 0, 0, 0, 1, exceptions,"
            " explanation FROM allowance_rows"
        ),
    ],
)
def test_the_database_refuses_any_change_of_a_closed_month(scene: Scene, statement: str) -> None:
    ready(scene).settle(APRIL)
    with (
        scene.county.database.session(write=True) as session,
        pytest.raises(DatabaseError, match=r"is closed|duplicate key"),
    ):
        session.connection().execute(text(statement.format(id=uuid4().hex)))
    assert scene.row(APRIL)["subsidy_fen"] == 630_00


def test_replacing_is_refused_where_the_engine_knows_it(scene: Scene) -> None:
    ready(scene).settle(APRIL)
    with scene.county.database.session(write=True) as session:
        statement = "INSERT INTO allowance_runs SELECT * FROM allowance_runs"
        if session.connection().dialect.name == "sqlite":
            statement = statement.replace("INSERT", "INSERT OR REPLACE")
        with pytest.raises(DatabaseError, match=r"is closed|duplicate key"):
            session.connection().execute(text(statement))


def test_truncating_is_refused_where_the_engine_knows_it(scene: Scene) -> None:
    ready(scene).settle(APRIL)
    with scene.county.database.session(write=True) as session:
        if session.connection().dialect.name == "sqlite":
            statement = "DELETE FROM allowance_lines WHERE 1"
        else:
            statement = "TRUNCATE allowance_lines"
        with pytest.raises(DatabaseError, match="is closed"):
            session.connection().execute(text(statement))
