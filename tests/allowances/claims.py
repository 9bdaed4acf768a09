"""Claims as tests file and decide them over the API."""

from typing import Any

import httpx

from app.accounts.models import Person
from tests.allowances.conftest import Scene

URL = "/api/v1/claims"


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


def trip(scene: Scene, on: str, *fen: int, **fields: Any) -> dict[str, Any]:
    """A journey of one day with a receipt for each sum, none with a number."""
    legs = [
        {"from": "江州", "to": "云浦", "on": on, "amount_fen": one, "no_invoice_reason": "乡村客运不给票"}
        for one in fen
    ]
    return journey(scene, outbound_on=on, return_on=on, legs=legs, **fields)


def draft(scene: Scene, body: dict[str, Any] | None = None, /, **fields: Any) -> dict[str, Any]:
    """A draft of the scene's cadre."""
    answer = scene.api.as_(scene.cadre).post(URL, json=body or journey(scene, **fields))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def step(scene: Scene, person: Person, claim: dict[str, Any], verb: str, **body: Any) -> httpx.Response:
    """One step by somebody on the claim as it was read."""
    wanted = {"version": claim["version"]} | body
    return scene.api.as_(person).post(f"{URL}/{claim['id']}/{verb}", json=wanted)


def taken(scene: Scene, person: Person, claim: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    """A step that succeeds; the claim after it."""
    answer = step(scene, person, claim, verb, **body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def approved(scene: Scene, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """A claim through every step until the run."""
    claim = taken(scene, scene.cadre, draft(scene, body), "submit")
    return taken(scene, scene.finance, taken(scene, scene.supervisor, claim, "verify"), "approve")


def read(scene: Scene, claim: dict[str, Any]) -> dict[str, Any]:
    """The claim as it stands."""
    return dict(scene.api.as_(scene.cadre).get(f"{URL}/{claim['id']}").json())


def refusal(answer: httpx.Response) -> tuple[int, str, list[str]]:
    """Status, code and pointers of a refusal."""
    body = answer.json()
    return answer.status_code, body["code"], [error["pointer"] for error in body.get("errors", [])]
