"""What is said after a month was closed: adjusted in the next open month, day by day, to the fen (domain.md 4.7)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.allowances.repository_settlement import list_closed, secondments_in
from app.allowances.service_late import Late, candidates, recompute
from app.attendance.models import DayOverride
from app.core.actor import SYSTEM
from app.core.work import Work
from app.secondments.models import Posting, Secondment
from app.secondments.service_cards import list_in_month
from tests.allowances.conftest import Scene

MARCH, APRIL, MAY, JUNE = "2026-03", "2026-04", "2026-05", "2026-06"
MIDDLE_OF_MAY = datetime(2026, 5, 15, 4, 0, tzinfo=UTC)
"""While a term that ended in March or April still gives its host a say."""


def take_leave(scene: Scene, first: str, last: str, secondment: Secondment | None = None, **also: Any) -> str:
    """The cadre asks for leave late, the township approves it."""
    row = secondment or scene.secondment
    with scene.county.database.session(write=False) as session:
        cadre = session.get_one(Person, row.cadre_id)
    body = {"secondment_id": str(row.id), "type": "personal", "start_on": first, "end_on": last, "reason": "家中有事"}
    asked = scene.api.as_(cadre).post("/api/v1/leave", json=body | {"late_reason": "当时未及请假"} | also)
    assert asked.status_code == 201, asked.text
    decided = scene.api.as_(scene.supervisor).post(
        f"/api/v1/leave/{asked.json()['id']}/approve", json={"version": asked.json()["version"]}
    )
    assert decided.status_code == 200, decided.text
    return str(asked.json()["id"])


def absent(scene: Scene, first: date, last: date, secondment: Secondment | None = None) -> None:
    """The township says afterwards that the cadre was not there."""
    row = secondment or scene.secondment
    said = {"state": "absent", "reason": "核对后更正", "after_close": True, "decided_by_id": scene.supervisor.id}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    scene.county.add(*(DayOverride(secondment_id=row.id, day_on=on, **said) for on in days))


def ends(scene: Scene, secondment: Secondment, on: date) -> None:
    """The term ends earlier."""
    with scene.county.database.session(write=True) as session:
        row = session.get_one(Secondment, secondment.id)
        row.end_on, row.end_month = on, f"{on:%Y-%m}"
        session.commit()


def adjustments(scene: Scene, **wanted: Any) -> list[dict[str, Any]]:
    """As finance reads them."""
    answer = scene.api.as_(scene.finance).get("/api/v1/allowances/adjustments", params=wanted)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def waiting(scene: Scene) -> dict[tuple[str, str], str]:
    """The state of what attendance names as not settled, by secondment and month."""
    answer = scene.api.as_(scene.supervisor).get("/api/v1/attendance/pending?limit=200").json()
    return {(item["secondment_id"], item["month"]): item["state"] for item in answer["items"]}


def closed(scene: Scene, *months: str, **body: Any) -> None:
    """These months, confirmed for everybody and closed."""
    for month in months:
        scene.confirm(month)
        scene.settle(month, **body)


def sums(row: dict[str, Any]) -> tuple[Any, ...]:
    assert (row["total_fen"] or 0) == (row["subsidy_fen"] or 0) + sum(
        row[name] for name in ("transport_fen", "adjustment_fen", "debt_in_fen", "carried_fen")
    )
    return tuple(row[name] for name in ("subsidy_fen", "adjustment_fen", "debt_in_fen", "carried_fen", "total_fen"))


def test_worked_example_6(scene: Scene) -> None:
    """March closed at 660.00; later leave on 12-13 and duty on Saturday 21: April's row -30.00, export 600.00."""
    scene.rate(30_00)
    closed(scene, MARCH)
    assert scene.row(MARCH)["total_fen"] == 660_00
    take_leave(scene, "2026-03-12", "2026-03-13")
    scene.correct("2026-03-21", "on_post")
    scene.confirm(APRIL)
    scene.settle(APRIL)
    assert sums(scene.row(APRIL)) == (630_00, -30_00, 0, 0, 600_00)
    assert scene.month(APRIL)["totals"]["total_fen"] == 600_00
    assert scene.row(MARCH)["total_fen"] == 660_00
    (found,) = adjustments(scene, month=MARCH)
    assert (found["kind"], found["state"], found["paid_in"], found["days"]) == ("correction", "settled", APRIL, -1)
    days = [(line["on"], line["amount_fen"], line["from_state"], line["to_state"]) for line in found["lines"]]
    assert days == [
        ("2026-03-12", -30_00, "on_post", "leave"),
        ("2026-03-13", -30_00, "on_post", "leave"),
        ("2026-03-21", 30_00, "rest", "on_post"),
    ]
    closed(scene, MAY)
    assert sums(scene.row(MAY))[1] == 0


def test_what_was_adjusted_may_be_adjusted_back(scene: Scene) -> None:
    scene.rate(30_00)
    closed(scene, MARCH)
    leave = take_leave(scene, "2026-03-12", "2026-03-13")
    closed(scene, APRIL)
    version = scene.api.as_(scene.supervisor).get(f"/api/v1/leave/{leave}").json()["version"]
    undone = scene.api.as_(scene.supervisor).post(
        f"/api/v1/leave/{leave}/cancel", json={"version": version, "reason": "其实没有休"}
    )
    assert undone.status_code == 200, undone.text
    closed(scene, MAY)
    assert [sums(scene.row(month))[1] for month in (APRIL, MAY)] == [-60_00, 60_00]
    assert scene.row(MAY)["total_fen"] == scene.row(MAY)["subsidy_fen"] + 60_00


def test_the_pending_are_paid_next_time(scene: Scene) -> None:
    late = scene.colleague("沈书宁")
    scene.rate(30_00)
    scene.confirm(MARCH, scene.secondment)
    scene.settle(MARCH, exclude_pending=True)
    scene.confirm(APRIL, scene.secondment)
    assert scene.step("calculate", APRIL).status_code == 200
    assert sums(scene.row(APRIL, late)) == (None, 0, 0, 0, None)
    scene.confirm(MARCH, late)
    assert waiting(scene)[str(late.id), MARCH] == "owed"
    scene.settle(APRIL, exclude_pending=True)
    row = scene.row(APRIL, late)
    assert (row["status"], sums(row)) == ("pending", (None, 660_00, 0, 0, 660_00))
    assert scene.month(APRIL)["totals"]["total_fen"] == 630_00 + 660_00
    (found,) = adjustments(scene, secondment_id=str(late.id))
    assert (found["kind"], found["month"], len(found["lines"]), found["days"]) == ("back_pay", MARCH, 31, 22)
    assert (str(late.id), MARCH) not in waiting(scene)
    scene.confirm(APRIL, late)
    closed(scene, MAY)
    assert sums(scene.row(MAY, late))[1] == 630_00


def test_whose_term_ended_while_pending_gets_a_row_later(scene: Scene) -> None:
    scene.rate(30_00)
    with time_machine.travel(MIDDLE_OF_MAY):
        gone = scene.colleague("沈书宁", end_on=date(2026, 3, 31))
        scene.confirm(MARCH, scene.secondment)
        scene.settle(MARCH, exclude_pending=True)
        scene.confirm(APRIL)
        scene.step("calculate", APRIL)
        assert str(gone.id) not in {row["secondment_id"] for row in scene.month(APRIL)["rows"]}
        scene.confirm(MARCH, gone)
        scene.settle(APRIL)
    row = scene.row(APRIL, gone)
    assert (row["status"], row["payable_days"], sums(row)) == ("payable", 0, (0, 660_00, 0, 0, 660_00))


def test_a_debt_is_carried_until_it_is_settled(scene: Scene) -> None:
    """Absent in April and May, and March partly taken back: nothing is paid; June pays what is left."""
    scene.rate(30_00)
    closed(scene, MARCH)
    absent(scene, date(2026, 3, 2), date(2026, 3, 20))
    absent(scene, date(2026, 4, 1), date(2026, 5, 31))
    closed(scene, APRIL, MAY)
    assert sums(scene.row(APRIL)) == (0, -450_00, 0, 450_00, 0)
    assert sums(scene.row(MAY)) == (0, 0, 0, 0, 0)
    (debt,) = scene.api.as_(scene.finance).get("/api/v1/allowances/debts").json()["items"]
    assert (debt["balance_fen"], [entry["kind"] for entry in debt["entries"]]) == (450_00, ["carried"])
    closed(scene, JUNE)
    june = scene.row(JUNE)
    assert sums(june) == (630_00, 0, -450_00, 0, 180_00)
    assert scene.api.as_(scene.finance).get("/api/v1/allowances/debts").json()["items"] == []
    (debt,) = scene.api.as_(scene.cadre).get("/api/v1/allowances/debts?settled=true").json()["items"]
    assert [(e["kind"], e["amount_fen"], e["month"]) for e in debt["entries"]] == [
        ("carried", 450_00, APRIL),
        ("withheld", -450_00, JUNE),
    ]


def test_a_debt_of_one_programme_is_withheld_by_another(scene: Scene) -> None:
    """A debt belongs to the person: it is withheld wherever the person is paid next."""
    other = scene.county.programme("驻村帮扶", "village")
    scene.rate(30_00)
    scene.rate(30_00, programme_id=other.id)
    with time_machine.travel(MIDDLE_OF_MAY):
        closed(scene, MARCH)
        absent(scene, date(2026, 3, 2), date(2026, 3, 20))
        ends(scene, scene.secondment, date(2026, 4, 5))
        absent(scene, date(2026, 4, 1), date(2026, 4, 5))
        village = scene.county.secondment(scene.cadre, other, scene.township, scene.sending, start_on=date(2026, 4, 6))
        scene.confirm(APRIL)
        named = {"programme_id": str(other.id)}
        scene.settle(APRIL, until="approve", **named)
        assert sums(scene.row(APRIL, village))[2] == 0
        scene.settle(APRIL)
        assert sums(scene.row(APRIL))[3:] == (450_00, 0)
        stale = scene.step("close", APRIL, **named)
        assert (stale.status_code, stale.json()["code"]) == (409, "run-stale")
        scene.settle(APRIL, **named)
    earned = scene.row(APRIL, village)
    assert (earned["debt_in_fen"], earned["total_fen"]) == (-450_00, earned["subsidy_fen"] - 450_00)
    (debt,) = scene.api.as_(scene.finance).get("/api/v1/allowances/debts?settled=true").json()["items"]
    assert (debt["balance_fen"], len(debt["entries"])) == (0, 2)


def everybody(scene: Scene, month: str) -> tuple[list[Late], list[Late]]:
    """The adjustments by candidates, and by working out every secondment of every closed month anew."""
    with Work(scene.county.database, SYSTEM, False) as work:
        runs = list_closed(work.session, scene.programme.id, month)
        found = candidates(work, scene.programme.id, runs)
        whole = {
            run.month: {card.id for card in list_in_month(work, scene.programme.id, run.month)}
            | secondments_in(work.session, run.id)
            for run in runs
        }
        return recompute(work, scene.programme, runs, found), recompute(work, scene.programme, runs, whole)


def test_only_what_was_touched_is_worked_out_and_it_is_the_same(scene: Scene) -> None:
    """Leave, a correction, a late word, a late arrival, an earlier end, a transfer, a rate: none is missed."""
    with time_machine.travel(MIDDLE_OF_MAY):
        rest = [scene.colleague(name) for name in ("甲", "乙", "丙", "丁", "戊", "己")]
        scene.rate(30_00)
        scene.confirm(MARCH, scene.secondment, *rest[1:])
        scene.settle(MARCH, exclude_pending=True)
        closed(scene, APRIL)
        assert same(scene) == set()
        absent(scene, date(2026, 3, 12), date(2026, 4, 2))
        scene.correct("2026-04-25", "on_post", secondment=rest[1])
        scene.confirm(MARCH, rest[0])
        scene.confirm(APRIL, scene.colleague("庚", start_on=date(2026, 4, 13)))
        ends(scene, rest[2], date(2026, 4, 10))
    found = {("许文澜", MARCH), ("许文澜", APRIL), ("甲", MARCH), ("乙", APRIL), ("丙", APRIL), ("庚", APRIL)}
    assert same(scene) == found
    with scene.county.database.session(write=True) as session:
        session.get_one(Secondment, rest[4].id).region_band = "县外"
        session.commit()
    assert same(scene) == found
    scene.rate(40_00, region_band="县外")
    assert same(scene) == found | {("戊", MARCH), ("戊", APRIL)}


def same(scene: Scene) -> set[tuple[str, str]]:
    """Whose months are adjusted, found in both ways."""
    by_candidates, by_everything = everybody(scene, MAY)
    assert by_candidates == by_everything
    return {(late.card.cadre_name, late.month) for late in by_candidates}


def test_nothing_is_taken_back_for_want_of_a_confirmation(scene: Scene) -> None:
    """A host that comes in afterwards has not confirmed its days: what was paid stays until it has spoken."""
    scene.rate(30_00)
    town = scene.county.unit("青石镇", scene.county.region)
    with time_machine.travel(MIDDLE_OF_MAY):
        closed(scene, MARCH)
        moved = {"start_on": date(2026, 3, 16), "receiving_unit_id": town.id, "post_title": "副镇长（挂职）"}
        scene.county.add(Posting(secondment_id=scene.secondment.id, **moved))
        with scene.county.database.session(write=True) as session:
            first = session.exec(select(Posting).where(Posting.receiving_unit_id == scene.township.id)).one()
            first.end_on, first.end_month = date(2026, 3, 15), MARCH
            session.commit()
        absent(scene, date(2026, 3, 30), date(2026, 3, 31))
        scene.settle(APRIL, exclude_pending=True)
    row = scene.row(APRIL)
    assert (row["status"], sums(row)[1]) == ("pending", 0)


def test_a_late_month_without_a_rate_blocks_the_row(scene: Scene) -> None:
    late = scene.colleague("沈书宁")
    scene.rate(30_00, date(2026, 3, 10))
    absent(scene, date(2026, 3, 1), date(2026, 3, 9))
    scene.confirm(MARCH, scene.secondment)
    scene.settle(MARCH, exclude_pending=True)
    scene.confirm(MARCH, late)
    scene.confirm(APRIL)
    scene.step("calculate", APRIL)
    row = scene.row(APRIL, late)
    assert (row["status"], row["exceptions"][0]["dates"]) == (
        "blocked",
        [f"2026-03-0{number}" for number in (2, 3, 4, 5, 6, 9)],
    )
    assert scene.step("approve", APRIL, scene.finance2).json()["code"] == "exceptions-open"
    scene.rate(30_00, date(2026, 1, 1), date(2026, 3, 10))
    scene.settle(APRIL)
    assert sums(scene.row(APRIL, late)) == (630_00, 660_00, 0, 0, 1290_00)


def test_a_month_in_which_nobody_serves_is_taken_through_its_steps(scene: Scene) -> None:
    scene.rate(30_00)
    with time_machine.travel(MIDDLE_OF_MAY):
        ends(scene, scene.secondment, date(2026, 3, 31))
        closed(scene, MARCH)
        scene.settle(APRIL)
    month = scene.month(APRIL)
    assert (month["rows"], month["totals"]["total_fen"], month["runs"][0]["state"]) == ([], 0, "closed")
