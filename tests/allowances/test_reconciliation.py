"""All that ever went out is what was settled: lines, trips, adjustments and debts, over histories drawn at random."""

import csv
import random
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pytest
from python_calamine import CalamineWorkbook

from app.accounts.models import Person
from app.allowances.models_bank import Payment, PaymentState
from app.allowances.schemas_exports import DIFFERENCES
from app.core.actor import Role
from app.secondments.models import Secondment
from tests.allowances.bank import bounce, cadre_of, form, payments, taken, verified
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County

MONTHS = ("2026-03", "2026-04", "2026-05")
NUMBERS = ("6228480402564890018", "6217001180012345678")


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    built = build(county, api, transport_cap_fen=50000)
    built.rate(30_00)
    return built


def reconciliation(scene: Scene, person: Person | None = None, **params: Any) -> httpx.Response:
    wanted = {"from": MONTHS[0], "to": MONTHS[-1]} | params
    return scene.api.as_(person or scene.finance).get("/api/v1/allowances/reconciliation", params=wanted)


def journey(scene: Scene, secondment: Secondment, month: str, amount_fen: int) -> None:
    """A round trip, claimed, verified and approved."""
    legs = [
        {
            "from": "江州",
            "to": "云浦",
            "on": f"{month}-10",
            "amount_fen": amount_fen,
            "no_invoice_reason": "村班车无票",
        },
        {"from": "云浦", "to": "江州", "on": f"{month}-12", "amount_fen": 1, "no_invoice_reason": "村班车无票"},
    ]
    dates = {"outbound_on": f"{month}-10", "return_on": f"{month}-12"}
    body = {"secondment_id": str(secondment.id), "kind": "transport", "leg": "round", "legs": legs} | dates
    claim = scene.api.as_(cadre_of(scene, secondment)).post("/api/v1/claims", json=body).json()
    people = (cadre_of(scene, secondment), scene.supervisor, scene.finance)
    for person, verb in zip(people, ("submit", "verify", "approve"), strict=True):
        answer = scene.api.as_(person).post(f"/api/v1/claims/{claim['id']}/{verb}", json={"version": claim["version"]})
        assert answer.status_code == 200, answer.text
        claim = answer.json()


def adjusted(scene: Scene, secondment: Secondment, month: str, amount_fen: int) -> None:
    """Entered by one of finance, approved by another."""
    words = {"reason": "按审计意见", "document_no": "云审〔2026〕3号"}
    body = {"secondment_id": str(secondment.id), "on": f"{month}-09", "amount_fen": amount_fen} | words
    made = scene.api.as_(scene.finance).post("/api/v1/allowances/adjustments", json=body).json()
    url = f"/api/v1/allowances/adjustments/{made['id']}/approve"
    answer = scene.api.as_(scene.finance2).post(url, json={"version": made["version"]})
    assert answer.status_code == 200, answer.text


def live_through(scene: Scene, draw: random.Random, team: list[Secondment]) -> None:
    """Months one after the other: late facts, journeys, manual entries, people not confirmed, transfers that bounce."""
    late: list[Secondment] = []
    for at, month in enumerate(MONTHS):
        for secondment in team:
            if at and draw.random() < 0.7:
                on = f"{MONTHS[draw.randrange(at)]}-{draw.randrange(10, 28)}"
                scene.correct(on, draw.choice(["absent", "on_post"]), draw.choice([None, "am"]), secondment)
            if draw.random() < 0.5:
                journey(scene, secondment, month, draw.choice([120_50, 499_99, 700_00]))
            if draw.random() < 0.3:
                adjusted(scene, secondment, month, draw.choice([45_00, -80_00, -900_00]))
        waits = team[draw.randrange(len(team))]
        for done in late:
            scene.confirm(MONTHS[at - 1], done)
        scene.confirm(month, *(one for one in team if one is not waits))
        late = [waits]
        scene.settle(month, exclude_pending=True)
        form(scene, month)
        if sent := [one for one in payments(scene, month=month) if one["state"] == "batched"]:
            assert bounce(scene, draw.choice(sent)).status_code == 200
        if draw.random() < 0.5:
            assert scene.step("pay", month).status_code == 200


def totals(scene: Scene, group: str) -> Any:
    wanted = {"from": f"{MONTHS[0]}-01", "to": f"{MONTHS[-1]}-31", "group_by": group}
    return scene.api.as_(scene.finance).get("/api/v1/allowances/totals", params=wanted).json()


def sheet_of(scene: Scene, month: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of the month's spreadsheet and its sums."""
    answer = scene.api.as_(scene.finance).get(f"/api/v1/allowances/{month}.xlsx")
    table = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    rows = [dict(zip(table[2], line, strict=True)) for line in table[3:]]
    last = next(index for index, row in enumerate(rows) if str(row["序号"]).startswith("合计"))
    return rows[:last], rows[last]


def fen(value: Any) -> int:
    return round(Decimal(str(value or 0)) * 100)


@pytest.mark.parametrize("seed", [7, 20])
def test_whatever_happened_every_side_adds_up_to_the_same(scene: Scene, seed: int) -> None:
    draw = random.Random(seed)
    team = [scene.secondment, *(scene.colleague(name) for name in ("何靖川", "沈书宁"))]
    for secondment, number in zip(team[:2], NUMBERS, strict=False):
        verified(scene, cadre_of(scene, secondment), number)
    live_through(scene, draw, team)
    told = reconciliation(scene).json()
    assert [told[name] for name in DIFFERENCES] == [0] * len(DIFFERENCES), told
    assert told["balanced"] is True
    assert [item["month"] for item in told["items"]] == list(MONTHS)
    assert told["bounced_fen"] > 0
    assert told["adjustments_fen"] != 0
    in_sheets = 0
    for month in MONTHS:
        rows, sums = sheet_of(scene, month)
        for row in rows:
            assert fen(row["生活补助"]) + fen(row["核报交通"]) + fen(row["调整"]) == fen(row["合计"])
        assert sum(fen(row["合计"]) for row in rows) == fen(sums["合计"])
        in_sheets += fen(sums["合计"])
    for group, count in (("cadre", len(team)), ("unit", 1), ("programme", 1), ("month", len(MONTHS))):
        sums = totals(scene, group)
        assert len(sums["items"]) == count
        for one in (sums, *sums["items"]):
            parts = (one["subsidy_fen"], one["transport_fen"], one["adjustment_fen"], one["debt_fen"])
            assert sum(parts) == one["total_fen"]
        assert sum(one["total_fen"] for one in sums["items"]) == sums["total_fen"] == in_sheets
    settled = told["lines_fen"] + told["trips_fen"] + told["adjustments_fen"] + told["debts_fen"]
    sent = sum(fen(line[5]) for month in MONTHS for line in bank_lines(scene, month))
    assert in_sheets == settled == sent - told["bounced_fen"] + told["outside_fen"] + told["due_fen"]


def bank_lines(scene: Scene, month: str) -> list[list[str]]:
    """The lines of every bank file of a month, those that came back included."""
    batches = scene.api.as_(scene.finance).get(
        f"/api/v1/allowances/{month}/bank-batches", params={"programme_id": str(scene.programme.id)}
    )
    files = [taken(scene, month, batch=batch["number"]) for batch in batches.json()["items"]]
    return [line for file in files for line in list(csv.reader(file.content.decode("utf-8-sig").splitlines()))[1:]]


def test_what_does_not_add_up_is_shown(scene: Scene) -> None:
    scene.confirm(MONTHS[0])
    scene.settle(MONTHS[0])
    run_id = reconciliation(scene).json()["items"][0]["run_id"]
    other = scene.colleague("何靖川")
    scene.county.add(  # as nobody can through the service
        Payment(
            run_id=UUID(run_id), secondment_id=other.id, cadre_id=other.cadre_id, amount_fen=7, state=PaymentState.DUE
        )
    )
    told = reconciliation(scene).json()
    assert (told["balanced"], told["payments_off_fen"], told["batches_off_fen"]) == (False, 7, 0)


def test_who_reconciles_what(scene: Scene) -> None:
    assert scene.api.anonymous.get("/api/v1/allowances/reconciliation").status_code == 401
    for person in (scene.cadre, scene.supervisor, scene.sender):
        assert reconciliation(scene, person).status_code == 403
    foreign = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    assert reconciliation(scene, foreign, programme_id=str(scene.programme.id)).status_code == 404
    assert reconciliation(scene, foreign).json()["items"] == []
    backwards = reconciliation(scene, **{"from": MONTHS[2], "to": MONTHS[1]})
    assert (backwards.status_code, backwards.json()["errors"][0]["pointer"]) == (422, "/to")
    assert reconciliation(scene, to="2026-13").status_code == 422
    assert reconciliation(scene, scene.orgadmin, programme_id=str(scene.programme.id)).status_code == 200
