"""Nothing new hangs on imported history, whoever writes it."""

from datetime import date

import pytest

from app.core.actor import Role
from tests.dataset.test_history import House, house, said
from tests.factories import County

__all__ = ["house"]

TAP = "0193a1b0-0000-7000-8000-00000000000a"
LEG = {"from": "东坡", "to": "达州", "on": "2026-03-06", "amount_fen": 3000, "no_invoice_reason": "没有发票"}


@pytest.fixture
def term(house: House) -> str:
    """The imported secondment of the one whose account is on."""
    own = next(one for one in house.records(house.supervisor) if one["cadre_id"] == str(house.cadre.id))
    return str(own["secondment_id"])


def test_nothing_new_hangs_on_history(house: House, county: County, term: str) -> None:
    author, supervisor = house.api.as_(house.cadre), house.api.as_(house.supervisor)
    payer = house.api.as_(county.person("财务", Role.FINANCE, county.region))
    on, whose = date(2026, 3, 19), {"secondment_id": term}
    leave = {"type": "personal", "start_on": str(on), "end_on": str(on), "reason": "家中有事"}
    trip = {"kind": "transport", "leg": "round", "outbound_on": "2026-03-06", "return_on": "2026-03-06", "legs": [LEG]}
    cover = {"policy_no": "P1", "insurer": "某公司", "start_on": str(on), "end_on": str(on), "premium_fen": 100}
    days = f"/api/v1/secondments/{term}/days/{on}"
    tap = {"kind": "on_post", "happened_at": f"{on}T09:00:00+08:00"}
    note = {"kind": "note", "visited_at": f"{on}T09:00:00+08:00", "note": "见到本人"}
    answers = [
        author.post("/api/v1/leave", json=whose | leave),
        author.put(f"/api/v1/check-ins/{TAP}", json=whose | tap),
        author.post("/api/v1/claims", json=whose | trip),
        supervisor.put(days, json={"state": "absent", "reason": "没有到岗"}),
        supervisor.post("/api/v1/spot-checks", json=whose | note),
        payer.post("/api/v1/insurance", json=whose | cover),
        payer.post("/api/v1/allowances/adjustments", json=whose | {"on": str(on), "amount_fen": 100, "reason": "补发"}),
    ]
    assert [said(one) for one in answers] == [(409, "imported")] * len(answers)
