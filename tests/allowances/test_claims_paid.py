"""Approved journeys are paid with the run: worked example 5, late claims, and what stands once it is settled."""

import pytest

from app.allowances.service_claims_due import list_due
from app.core.actor import SYSTEM
from app.core.work import Work
from tests.allowances.claims import approved, draft, read, refusal, step, taken, trip
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    """The cap is 500.00; July to September are confirmed."""
    found = build(county, api, transport_cap_fen=50000)
    found.rate(3000)
    for month in ("2026-07", "2026-08", "2026-09"):
        found.confirm(month)
    return found


def test_worked_example_5_the_cap_and_one_round_trip_a_month(scene: Scene) -> None:
    july = approved(scene, trip(scene, "2026-07-10", 23650, 24100))
    second = approved(scene, trip(scene, "2026-07-24", 51500))
    august = approved(scene, trip(scene, "2026-08-14", 31200, 31150))
    scene.settle("2026-07", until="pay")
    scene.settle("2026-08", until="pay")
    paid = [read(scene, claim) for claim in (july, second, august)]
    assert [one["state"] for one in paid] == ["paid"] * 3
    assert [one["pay_fen"] for one in paid] == [47750, 0, 50000]
    assert [one["pay_reason"] for one in paid] == ["paid", "second_trip", "over_cap"]
    rows = [scene.row(month) for month in ("2026-07", "2026-08")]
    assert [row["transport_fen"] for row in rows] == [47750, 50000]
    assert sum(row["transport_fen"] for row in rows) == 97750
    kinds = [one["kind"] for one in scene.api.as_(scene.cadre).get("/api/v1/inbox").json()["items"]]
    assert kinds.count("claim.paid") == 3


def test_a_late_claim_is_paid_with_the_next_run_in_its_own_month(scene: Scene) -> None:
    approved(scene, trip(scene, "2026-07-10", 23650))
    scene.settle("2026-07")
    late = approved(scene, trip(scene, "2026-07-03", 20000))
    assert read(scene, late)["pay_reason"] == "second_trip", "the place of July is taken by what was settled"
    first = approved(scene, trip(scene, "2026-08-03", 30000))
    scene.settle("2026-08")
    assert [read(scene, one)["pay_fen"] for one in (late, first)] == [0, 30000]


def test_what_is_settled_takes_no_step_any_more(scene: Scene) -> None:
    claim = approved(scene, trip(scene, "2026-07-10", 23650))
    scene.settle("2026-07")
    settled = read(scene, claim)
    assert (settled["state"], settled["pay_fen"], settled["steps"][-1]["kind"]) == ("batched", 23650, "batch")
    for person, verb in ((scene.finance, "reject"), (scene.finance, "return"), (scene.cadre, "withdraw")):
        body = {"reason": "想改"} if verb != "withdraw" else {}
        assert refusal(step(scene, person, settled, verb, **body))[:2] == (409, "wrong-step")
    url = f"/api/v1/claims/{claim['id']}"
    match = {"If-Match": f'"{settled["version"]}"'}
    changed = scene.api.as_(scene.cadre).put(url, json=trip(scene, "2026-07-10", 1), headers=match)
    assert refusal(changed)[:2] == (409, "already-submitted")
    assert read(scene, claim)["pay_fen"] == 23650


def test_a_claim_taken_back_after_the_calculation_stops_the_close(scene: Scene) -> None:
    claim = approved(scene, trip(scene, "2026-07-10", 23650))
    for verb, person in (("calculate", scene.finance), ("approve", scene.finance2)):
        assert scene.step(verb, "2026-07", person).status_code == 200
    taken(scene, scene.finance, claim, "return", reason="票面金额不符")
    assert scene.step("close", "2026-07", scene.finance).json()["code"] == "run-stale"


def test_only_what_is_approved_is_due_and_not_before_its_month(scene: Scene) -> None:
    taken(scene, scene.cadre, draft(scene, trip(scene, "2026-07-10", 100)), "submit")
    august = approved(scene, trip(scene, "2026-08-14", 31200))
    with Work(scene.county.database, SYSTEM, False) as work:
        assert list_due(work, scene.programme.id, "2026-07") == []
        due = list_due(work, scene.programme.id, "2026-08")
        assert [(str(one.claim_id), one.pay_fen, one.reason) for one in due] == [(august["id"], 31200, "paid")]


def test_an_approved_statement_goes_with_its_run_and_adds_nothing(scene: Scene) -> None:
    body = {"secondment_id": str(scene.secondment.id), "kind": "allowance", "month": "2026-07"}
    claim = approved(scene, body)
    scene.settle("2026-07", until="pay")
    assert read(scene, claim)["state"] == "paid"
    row = scene.row("2026-07")
    assert (row["total_fen"], row["transport_fen"]) == (claim["statement"]["subsidy_fen"], 0)
