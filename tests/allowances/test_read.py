"""Who reads what is owed, the day behind every fen, and sums that agree however they are taken."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.core.actor import Role, Scope
from tests.allowances.conftest import Scene

APRIL = "2026-04"
STATES = st.sampled_from(["on_post", "rest", "official_trip", "trip_paid_elsewhere", "training", "absent"])


def pay(scene: Scene, person: Any, month: str = APRIL) -> Any:
    url = f"/api/v1/secondments/{scene.secondment.id}/allowance"
    return scene.api.as_(person).get(url, params={"month": month})


def lines(scene: Scene, person: Any, month: str = APRIL) -> Any:
    url = f"/api/v1/allowances/{month}/lines"
    return scene.api.as_(person).get(url, params={"secondment_id": str(scene.secondment.id)})


def totals(scene: Scene, group: str, first: str = "2026-04-01", last: str = "2026-04-30", **params: Any) -> Any:
    wanted = {"from": first, "to": last, "group_by": group} | params
    answer = scene.api.as_(scene.finance).get("/api/v1/allowances/totals", params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_is_owed_is_known_before_anybody_calculates(scene: Scene) -> None:
    scene.rate(30_00)
    scene.correct("2026-04-21", "absent")
    scene.correct("2026-04-18", "on_post")
    told = pay(scene, scene.cadre).json()
    assert (told["state"], told["payable_days"], told["expected_days"], told["subsidy_fen"]) == (
        "pending",
        21,
        21,
        630_00,
    )
    assert told["by_rate"] == [{"rate_fen": 30_00, "days": 21, "amount_fen": 630_00}]
    assert [(s["first_on"], s["reason"], s["days"]) for s in told["not_counted"]] == [("2026-04-21", "absent", 1)]
    assert [(s["first_on"], s["reason"], s["days"]) for s in told["counted_extra"]] == [("2026-04-18", "duty", 1)]
    scene.confirm(APRIL)
    assert pay(scene, scene.cadre).json()["state"] == "confirmed"
    states = []
    for until in ("calculate", "approve", "close", "pay"):
        scene.step(until, APRIL, scene.finance2 if until == "approve" else scene.finance)
        states.append(pay(scene, scene.cadre).json()["state"])
    assert states == ["calculated", "approved", "closed", "paid"]
    assert pay(scene, scene.cadre).json() | {"state": "pending", "exceptions": told["exceptions"]} == told


def test_a_running_month_is_counted_to_today(scene: Scene) -> None:
    scene.rate(30_00)
    with time_machine.travel(datetime(2026, 4, 15, 4, 0, tzinfo=UTC)):
        told = pay(scene, scene.cadre).json()
    assert (told["state"], told["as_of_on"], told["payable_days"]) == ("open", "2026-04-15", 10)


def test_a_missing_rate_is_said(scene: Scene) -> None:
    told = pay(scene, scene.cadre).json()
    assert (told["complete"], told["subsidy_fen"]) == (False, 0)
    assert lines(scene, scene.cadre).json()["items"][0]["amount_fen"] is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("cadre", 200), ("supervisor", 200), ("finance", 200), ("orgadmin", 200), ("sender", 403)],
)
def test_who_reads_one_cadres_pay(scene: Scene, who: str, status: int) -> None:
    scene.rate(30_00)
    assert pay(scene, getattr(scene, who)).status_code == status
    assert lines(scene, getattr(scene, who)).status_code == status


def test_strangers_programs_and_the_anonymous(scene: Scene) -> None:
    scene.rate(30_00)
    stranger = scene.county.person("钱未然", Role.SUPERVISOR, scene.sending)
    assert (pay(scene, stranger).status_code, lines(scene, stranger).status_code) == (404, 404)
    url = f"/api/v1/allowances/{APRIL}"
    wanted = {"secondment_id": str(scene.secondment.id)}
    assert scene.api.anonymous.get(url).status_code == 401
    assert scene.api.anonymous.get(f"{url}/lines", params=wanted).status_code == 401
    assert scene.api.anonymous.get(f"{url}.xlsx").status_code == 401
    assert scene.api.anonymous.get("/api/v1/allowances/totals").status_code == 401
    exporter = scene.api.as_client(scene.county.api_client(Scope.ALLOWANCE_EXPORT))
    other = scene.api.as_client(scene.county.api_client(Scope.ATTENDANCE_READ))
    assert exporter.get(f"{url}/lines", params=wanted).status_code == 200
    assert other.get(f"{url}/lines", params=wanted).status_code == 403
    abroad = scene.county.api_client(Scope.ALLOWANCE_EXPORT, unit=scene.county.unit("邻县"))
    assert scene.api.as_client(abroad).get(f"{url}/lines", params=wanted).status_code == 404
    assert scene.api.as_client(abroad).get(url).json()["rows"] == []


def test_a_cadre_reads_their_own_row_alone(scene: Scene) -> None:
    scene.colleague("何靖川")
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.settle(APRIL)
    own = scene.month(APRIL, scene.cadre)
    assert [row["cadre_name"] for row in own["rows"]] == ["许文澜"]
    assert (own["totals"]["total_fen"], own["runs"]) == (630_00, [])
    assert scene.month(APRIL, scene.supervisor)["rows"] == []
    assert len(scene.month(APRIL, scene.orgadmin)["rows"]) == 2
    answer = scene.api.as_(scene.supervisor).get(
        f"/api/v1/allowances/{APRIL}", params={"programme_id": str(scene.programme.id)}
    )
    assert answer.status_code == 404


def test_rows_are_filtered_and_paged(scene: Scene) -> None:
    for number in range(5):
        scene.colleague(f"同事{number}")
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.step("calculate", APRIL)
    seen, cursor = [], None
    while True:
        page = scene.month(APRIL, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [row["secondment_id"] for row in page["rows"]]
        assert page["totals"]["cadres"] == 6
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 6
    assert scene.month(APRIL, unit_id=str(scene.sending.id))["rows"] == []
    assert len(scene.month(APRIL, unit_id=str(scene.township.id))["rows"]) == 6
    bad = scene.api.as_(scene.finance).get(f"/api/v1/allowances/{APRIL}", params={"cursor": "zz"})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/cursor")


def test_sums_agree_however_they_are_taken(scene: Scene) -> None:
    second = scene.colleague("何靖川", start_on=date(2026, 4, 20))
    scene.rate(33_33)
    scene.correct("2026-04-21", "absent", "am")
    for month in (APRIL, "2026-05"):
        scene.confirm(month)
        scene.settle(month)
    rows = [scene.row(APRIL), scene.row(APRIL, second)]
    april = sum(row["subsidy_fen"] for row in rows)
    for group, count in (("unit", 1), ("programme", 1), ("month", 1), ("cadre", 2)):
        whole = totals(scene, group)
        parts = [totals(scene, group, "2026-04-01", "2026-04-19"), totals(scene, group, "2026-04-20", "2026-04-30")]
        assert whole["subsidy_fen"] == april == sum(part["subsidy_fen"] for part in parts)
        assert whole["payable_days"] == sum(part["payable_days"] for part in parts)
        assert len(whole["items"]) == count
        assert sum(item["subsidy_fen"] for item in whole["items"]) == april
    both = totals(scene, "month", "2026-04-01", "2026-05-31")
    assert [item["key"] for item in both["items"]] == [APRIL, "2026-05"]


def test_groups_of_people_come_by_number_in_pages(scene: Scene) -> None:
    for number in range(4):
        scene.colleague(f"同事{number}")
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.step("calculate", APRIL)
    seen, cursor = [], None
    while True:
        page = totals(scene, "cadre", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [item["code"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"from": "2026-04-30", "to": "2026-04-01"}, "/to"),
        ({"from": "2020-01-01", "to": "2026-04-01"}, "/to"),
        ({"from": "April", "to": "2026-04-01"}, "/from"),
        ({"group_by": "records"}, "/group_by"),
        ({"cursor": "zz"}, "/cursor"),
    ],
)
def test_a_wrong_sum_is_named(scene: Scene, params: dict[str, Any], pointer: str) -> None:
    wanted = {"from": "2026-04-01", "to": "2026-04-30", "group_by": "cadre"} | params
    answer = scene.api.as_(scene.finance).get("/api/v1/allowances/totals", params=wanted)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert scene.api.as_(scene.cadre).get("/api/v1/allowances/totals", params=wanted).status_code in (403, 422)


def test_sums_are_not_for_everybody(scene: Scene) -> None:
    wanted = {"from": "2026-04-01", "to": "2026-04-30", "group_by": "unit"}
    for person in (scene.cadre, scene.supervisor, scene.sender):
        assert scene.api.as_(person).get("/api/v1/allowances/totals", params=wanted).status_code == 403


@given(said=st.dictionaries(st.integers(1, 30), st.tuples(STATES, st.sampled_from([None, "am", "pm"])), max_size=6))
def test_whatever_is_corrected_the_lines_sum_to_the_total(
    scene: Scene, said: dict[int, tuple[str, str | None]]
) -> None:
    _ensure_rate(scene)
    for day, (state, half) in said.items():
        scene.correct(f"2026-04-{day:02d}", state, half)
    told = lines(scene, scene.finance).json()
    assert told["subsidy_fen"] == sum(line["amount_fen"] for line in told["items"])
    assert told["payable_days"] == sum(line["portion"] for line in told["items"])
    off, extra = (sum(span["days"] for span in told[name]) for name in ("not_counted", "counted_extra"))
    assert told["expected_days"] - off + extra == told["payable_days"]
    assert sum(group["days"] for group in told["by_rate"]) == told["payable_days"]


def _ensure_rate(scene: Scene) -> None:
    known = scene.api.as_(scene.finance).get("/api/v1/rates").json()["items"]
    if not known:
        scene.rate(33_33)
