"""Claims: who writes, verifies and approves, what is refused and where, and what is shown beside them."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from app.accounts.models import Person
from app.core.actor import Role
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County


def journey(scene: Scene, **fields: Any) -> dict[str, Any]:
    """A round trip in July with two receipts."""
    legs = [
        {"from": "江州", "to": "云浦", "on": "2026-07-10", "amount_fen": 23650, "invoice_no": "Ｅ 2610-01"},
        {"from": "云浦", "to": "江州", "on": "2026-07-12", "amount_fen": 24100, "invoice_no": "e2610-02"},
    ]
    return {
        "secondment_id": str(scene.secondment.id),
        "kind": "transport",
        "leg": "round",
        "outbound_on": "2026-07-10",
        "return_on": "2026-07-12",
        "legs": legs,
    } | fields


def draft(scene: Scene, **fields: Any) -> dict[str, Any]:
    answer = scene.api.as_(scene.cadre).post("/api/v1/claims", json=journey(scene, **fields))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def step(scene: Scene, person: Person, claim: dict[str, Any], verb: str, **body: Any) -> httpx.Response:
    wanted = {"version": claim["version"]} | body
    return scene.api.as_(person).post(f"/api/v1/claims/{claim['id']}/{verb}", json=wanted)


def taken(scene: Scene, person: Person, claim: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    answer = step(scene, person, claim, verb, **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def approved(scene: Scene, **fields: Any) -> dict[str, Any]:
    claim = taken(scene, scene.cadre, draft(scene, **fields), "submit")
    return taken(scene, scene.finance, taken(scene, scene.supervisor, claim, "verify"), "approve")


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, transport_cap_fen=50000)


def test_a_claim_goes_from_the_cadre_to_the_unit_and_to_finance(scene: Scene) -> None:
    claim = draft(scene)
    assert (claim["state"], claim["receipts_fen"], claim["month"]) == ("draft", 47750, "2026-07")
    assert [leg["invoice_no"] for leg in claim["legs"]] == ["E2610-01", "E2610-02"]
    assert (claim["pay_fen"], claim["pay_reason"]) == (47750, "paid")
    for person, verb, state in (
        (scene.cadre, "submit", "submitted"),
        (scene.supervisor, "verify", "verified"),
        (scene.finance, "approve", "approved"),
    ):
        before, claim = claim, taken(scene, person, claim, verb)
        assert claim["state"] == state
        again = step(scene, person, before, verb)
        assert (again.status_code, again.json()["version"]) == (200, claim["version"])
    assert [one["kind"] for one in claim["steps"]] == ["submit", "verify", "approve"]
    assert [one["by"] for one in claim["steps"]] == ["许文澜", "周敏", "程以宁"]
    facts = scene.trail("claims.approve")[0].facts
    assert (facts["receipts_fen"], facts["outbound_on"]) == (47750, "2026-07-10")
    assert "E2610-01" not in str(facts)
