"""What the days say against a journey: shown to whoever verifies and pays, never hidden and never blocking."""

from datetime import UTC, date, datetime

import pytest

from app.attendance.models import CheckIn, CheckInKind
from app.secondments.models import SecondmentEvent
from tests.allowances.claims import URL, draft, taken
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, transport_cap_fen=50000)


def check_in(scene: Scene, on: date) -> CheckIn:
    at = datetime(on.year, on.month, on.day, 1, 0, tzinfo=UTC)
    row = scene.secondment
    return CheckIn(
        secondment_id=row.id,
        cadre_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        kind=CheckInKind.ON_POST,
        civil_on=on,
        happened_at=at,
        received_at=at,
        body_digest="0" * 64,
    )


def suspension(scene: Scene, on: date) -> SecondmentEvent:
    return SecondmentEvent(secondment_id=scene.secondment.id, kind="suspend", from_version=9, effective_on=on)


def test_conflicts_with_the_days_are_shown_and_never_block(scene: Scene) -> None:
    leave = {
        "secondment_id": str(scene.secondment.id),
        "type": "sick",
        "start_on": "2026-07-11",
        "end_on": "2026-07-11",
        "reason": "CANARY 住院",
    }
    filed = scene.api.as_(scene.cadre).post("/api/v1/leave", json=leave)
    assert filed.status_code == 201, filed.text
    decided = {"version": filed.json()["version"]}
    answer = scene.api.as_(scene.supervisor).post(f"/api/v1/leave/{filed.json()['id']}/approve", json=decided)
    assert answer.status_code == 200, answer.text
    scene.correct("2026-07-10", "trip_paid_elsewhere")
    scene.county.add(check_in(scene, date(2026, 7, 12)))
    earlier = draft(scene, outbound_on="2026-07-12", return_on="2026-07-13", legs=[], unit_car=True)
    taken(scene, scene.cadre, earlier, "submit")

    claim = taken(scene, scene.cadre, draft(scene), "submit")
    said = {
        one["code"]: one["dates"]
        for one in scene.api.as_(scene.supervisor).get(f"{URL}/{claim['id']}").json()["conflicts"]
    }
    assert said == {
        "leave": ["2026-07-11"],
        "checked-in": ["2026-07-12"],
        "trip-paid-elsewhere": ["2026-07-10"],
        "claim-overlap": ["2026-07-12"],
    }
    paying = scene.api.as_(scene.finance).get(f"{URL}/{claim['id']}")
    assert {one["code"] for one in paying.json()["conflicts"]} == set(said)
    assert "CANARY" not in paying.text
    assert "sick" not in paying.text
    claim = taken(scene, scene.finance, taken(scene, scene.supervisor, claim, "verify"), "approve")
    assert claim["state"] == "approved"


def test_legs_beyond_the_posting_are_shown(scene: Scene) -> None:
    last = draft(scene, outbound_on="2026-07-10", return_on="2026-07-12")
    assert last["conflicts"] == []
    scene.county.add(suspension(scene, date(2026, 7, 11)))
    shown = scene.api.as_(scene.cadre).get(f"{URL}/{last['id']}").json()["conflicts"]
    assert shown == [{"code": "outside-posting", "dates": ["2026-07-12"]}]
