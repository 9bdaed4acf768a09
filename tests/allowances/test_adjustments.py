"""Adjustments by hand and debts: one person enters, another decides, nobody their own; and what the database keeps."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.accounts.models import Person
from app.core.actor import Role, Scope
from app.core.ids import new_id
from tests.allowances.conftest import Scene

URL, DEBTS = "/api/v1/allowances/adjustments", "/api/v1/allowances/debts"
MARCH, APRIL, MAY = "2026-03", "2026-04", "2026-05"


def body(scene: Scene, **fields: Any) -> dict[str, Any]:
    wanted = {"secondment_id": str(scene.secondment.id), "on": "2026-03-12", "amount_fen": -30_00}
    return wanted | {"reason": "3 月多发一天", "document_no": "云财〔2026〕8号"} | fields


def enter(scene: Scene, person: Person | None = None, **fields: Any) -> httpx.Response:
    return scene.api.as_(person or scene.finance).post(URL, json=body(scene, **fields))


def decide(scene: Scene, entered: dict[str, Any], verb: str, person: Person, **fields: Any) -> httpx.Response:
    wanted = {"version": entered["version"]} | ({"reason": "没有依据"} if verb == "reject" else {}) | fields
    return scene.api.as_(person).post(f"{URL}/{entered['id']}/{verb}", json=wanted)


def closed(scene: Scene, *months: str) -> None:
    for month in months:
        scene.confirm(month)
        scene.settle(month)


def owe(scene: Scene, fen: int) -> None:
    """April takes more back than it pays."""
    scene.rate(30_00)
    entered = enter(scene, amount_fen=-630_00 - fen, on="2026-03-31").json()
    assert decide(scene, entered, "approve", scene.finance2).status_code == 200
    closed(scene, APRIL)
    assert scene.row(APRIL)["carried_fen"] == fen


def test_entered_approved_and_paid_with_the_next_calculation(scene: Scene) -> None:
    scene.rate(30_00)
    scene.confirm(APRIL)
    key = str(uuid4())
    entered = enter(scene, id=key)
    assert (entered.status_code, enter(scene, id=key).status_code) == (201, 200)
    assert enter(scene, id=key, amount_fen=1).json()["code"] == "id-reused"
    assert enter(scene, scene.finance2, id=key).status_code == 404
    said = entered.json()
    assert (said["state"], said["kind"], said["month"], said["can_decide"]) == ("submitted", "manual", MARCH, False)
    scene.step("calculate", APRIL)
    assert scene.row(APRIL)["adjustment_fen"] == 0
    scene.step("approve", APRIL, scene.finance2)
    done = decide(scene, said, "approve", scene.finance2)
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    assert decide(scene, said, "approve", scene.finance2).json() == done.json()
    assert scene.step("close", APRIL).json()["code"] == "run-stale"
    scene.settle(APRIL)
    row = scene.row(APRIL)
    assert (row["adjustment_fen"], row["total_fen"]) == (-30_00, 600_00)
    (found,) = scene.api.as_(scene.cadre).get(URL, params={"paid_in": APRIL}).json()["items"]
    assert (found["state"], found["lines"], found["decided_by"]) == ("settled", [], "苏念恩")
    closed(scene, MAY)
    assert scene.row(MAY)["adjustment_fen"] == 0
    for verb in ("create", "approve"):
        (event,) = scene.trail(f"allowances.adjustment_{verb}")
        assert (event.facts["amount_fen"], event.facts["on"]) == (-30_00, "2026-03-12")
        assert "多发" not in str(event.facts)


def test_one_by_hand_is_no_part_of_what_was_settled(scene: Scene) -> None:
    """March is worked out anew against its lines alone, whatever was entered by hand for one of its days."""
    scene.rate(30_00)
    closed(scene, MARCH)
    entered = enter(scene, amount_fen=12_00).json()
    decide(scene, entered, "approve", scene.finance2)
    scene.correct("2026-03-12", "absent")
    closed(scene, APRIL)
    assert scene.row(APRIL)["adjustment_fen"] == 12_00 - 30_00
    kinds = {item["kind"]: item["amount_fen"] for item in scene.api.as_(scene.finance).get(URL).json()["items"]}
    assert kinds == {"manual": 12_00, "correction": -30_00}


def test_a_second_person_decides_once(scene: Scene) -> None:
    said = enter(scene).json()
    refused = decide(scene, said, "approve", scene.finance)
    assert (refused.status_code, refused.json()["code"]) == (403, "maker-approves")
    assert scene.api.as_(scene.finance2).get(f"{URL}/{said['id']}").json()["can_decide"] is True
    assert decide(scene, said, "reject", scene.finance2, version=7).status_code == 412
    done = decide(scene, said, "reject", scene.finance2)
    assert (done.json()["state"], done.json()["decision_reason"]) == ("rejected", "没有依据")
    again = decide(scene, said, "approve", scene.finance2)
    assert (again.status_code, again.json()["code"]) == (409, "adjustment-decided")
    assert again.json()["current"]["state"] == "rejected"
    assert len(scene.trail("allowances.adjustment_reject")) == 1
    assert scene.api.as_(scene.cadre).get(f"{URL}/{said['id']}").status_code == 404
    assert scene.api.as_(scene.cadre).get(URL).json()["items"] == []


def test_nobody_adjusts_their_own_pay(scene: Scene) -> None:
    own = scene.county.person("兼岗", Role.FINANCE, scene.county.region)
    term = scene.county.secondment(own, scene.programme, scene.township, scene.sending)
    refused = enter(scene, own, secondment_id=str(term.id))
    assert (refused.status_code, refused.json()["code"]) == (403, "own-money")
    said = enter(scene, secondment_id=str(term.id)).json()
    assert decide(scene, said, "approve", own).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("orgadmin", 403), ("supervisor", 403), ("sender", 403), ("cadre", 403), ("stranger", 404)]
)
def test_finance_alone_adjusts(scene: Scene, who: str, status: int) -> None:
    stranger = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    person = stranger if who == "stranger" else getattr(scene, who)
    assert enter(scene, person).status_code == status
    said = enter(scene).json()
    hidden = 403 if who == "orgadmin" else 404
    assert decide(scene, said, "approve", person).status_code == hidden
    assert scene.api.anonymous.post(URL, json=body(scene)).status_code == 401
    program = scene.api.as_client(scene.county.api_client(Scope.ALLOWANCE_EXPORT))
    assert program.post(URL, json=body(scene)).status_code == 403


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"amount_fen": 0}, "/amount_fen"),
        ({"amount_fen": 1.5}, "/amount_fen"),
        ({"amount_fen": 10_000_001}, "/amount_fen"),
        ({"on": "2027-01-01"}, "/on"),
        ({"on": "2026-12-30"}, "/on"),
        ({"reason": ""}, "/reason"),
        ({"month": "2026-03"}, "/month"),
    ],
)
def test_a_wrong_adjustment_is_named(scene: Scene, fields: dict[str, Any], pointer: str) -> None:
    answer = enter(scene, **fields)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_debt_is_settled_by_hand_in_parts(scene: Scene) -> None:
    owe(scene, 50_00)
    url, key = f"{DEBTS}/{scene.cadre.id}", str(uuid4())
    wanted = {"id": key, "amount_fen": 20_00, "reason": "已交回现金", "document_no": "收据 0173"}
    first = scene.api.as_(scene.finance).post(f"{url}/settle", json=wanted)
    assert (first.status_code, first.json()["balance_fen"]) == (201, 30_00)
    again = scene.api.as_(scene.finance).post(f"{url}/settle", json=wanted)
    assert (again.status_code, again.json()["balance_fen"]) == (200, 30_00)
    assert scene.api.as_(scene.finance).post(f"{url}/settle", json=wanted | {"reason": "x y"}).status_code == 409
    more = scene.api.as_(scene.finance2).post(f"{url}/settle", json={"amount_fen": 31_00, "reason": "已交回"})
    assert (more.status_code, more.json()["code"], more.json()["balance_fen"]) == (409, "debt-too-small", 30_00)
    rest = scene.api.as_(scene.finance2).post(f"{url}/settle", json={"reason": "按规定核销"})
    assert [(e["kind"], e["amount_fen"]) for e in rest.json()["entries"]] == [
        ("carried", 50_00),
        ("settled", -20_00),
        ("settled", -30_00),
    ]
    assert scene.api.as_(scene.finance).get(DEBTS).json()["items"] == []
    assert scene.api.as_(scene.cadre).get(url).json()["balance_fen"] == 0
    assert [event.facts["amount_fen"] for event in scene.trail("allowances.debt_settle")] == [20_00, 30_00]
    closed(scene, MAY)
    assert scene.row(MAY)["debt_in_fen"] == 0


def test_who_settles_debts(scene: Scene) -> None:
    owe(scene, 50_00)
    url = f"{DEBTS}/{scene.cadre.id}/settle"
    stranger = scene.county.person("邻县财务", Role.FINANCE, scene.county.unit("邻县"))
    scene.county.grant(scene.cadre, Role.FINANCE, scene.county.region)
    answers = {
        name: scene.api.as_(person).post(url, json={"reason": "已交回"})
        for name, person in {
            "own": scene.cadre,
            "orgadmin": scene.orgadmin,
            "supervisor": scene.supervisor,
            "stranger": stranger,
        }.items()
    }
    codes = {name: (answer.status_code, answer.json()["code"]) for name, answer in answers.items()}
    assert codes == {
        "own": (403, "own-money"),
        "orgadmin": (403, "forbidden"),
        "supervisor": (404, "not-found"),
        "stranger": (404, "not-found"),
    }
    assert scene.api.as_(stranger).get(DEBTS).json()["items"] == []
    wrong = scene.api.as_(scene.finance).post(url, json={"reason": "已交回", "amount_fen": -5})
    assert wrong.json()["errors"][0]["pointer"] == "/amount_fen"


def test_the_months_of_a_programme_say_how_far_they_are(scene: Scene) -> None:
    url = "/api/v1/allowances/months"
    wanted = {"programme_id": str(scene.programme.id)}
    assert scene.api.as_(scene.cadre).get(url, params=wanted).status_code == 404
    scene.rate(30_00)
    scene.confirm("2026-01")
    scene.settle("2026-01", until="pay")
    scene.confirm("2026-02")
    scene.settle("2026-02")
    for month, last in ((MARCH, "approve"), (APRIL, "calculate")):
        scene.confirm(month)
        if month == MARCH:
            scene.settle(month, until=last)
    found = scene.api.as_(scene.finance).get(url, params=wanted).json()["items"]
    states = {item["month"]: item["state"] for item in found}
    assert list(states) == sorted(states, reverse=True)
    assert list(states.values()) == ["open"] * 6 + ["confirmed", "approved", "closed", "paid"]
    months = {item["month"]: (item["cadres"], item["pending"], item["total_fen"]) for item in found}
    assert (months[MARCH], months[MAY]) == ((1, 0, 660_00), (1, 1, None))
    first = scene.api.as_(scene.finance).get(url, params=wanted | {"limit": 3}).json()
    then = scene.api.as_(scene.finance).get(url, params=wanted | {"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["month"] for item in then["items"]] == ["2026-07", "2026-06", "2026-05"]


def test_calculating_again_says_what_changed(scene: Scene) -> None:
    left = scene.colleague("沈书宁", start_on=date(2026, 4, 20))
    scene.rate(30_00)
    scene.confirm(APRIL, scene.secondment)
    scene.step("calculate", APRIL)
    url, wanted = f"/api/v1/allowances/{APRIL}/changes", {"programme_id": str(scene.programme.id)}
    first = scene.api.as_(scene.finance).get(url, params=wanted).json()
    assert (first["compared_at"], first["items"]) == (None, [])
    scene.correct("2026-04-21", "absent")
    scene.correct("2026-04-22", "absent", "am")
    scene.confirm(APRIL, left)
    joined = scene.colleague("迟到者")
    scene.step("calculate", APRIL)
    second = scene.api.as_(scene.finance).get(url, params=wanted).json()
    assert second["compared_at"] == first["calculated_at"]
    said = {item["cadre_name"]: item for item in second["items"]}
    own = said["许文澜"]
    assert (own["kind"], own["from_fen"], own["to_fen"]) == ("changed", 630_00, 585_00)
    days = [(d["on"], d["from_days"], d["to_days"], d["to_fen"], d["to_state"]) for d in own["days"]]
    assert days == [("2026-04-21", 1, 0, 0, "absent"), ("2026-04-22", 1, 0.5, 15_00, "absent")]
    assert (said["沈书宁"]["from_status"], said["沈书宁"]["to_status"]) == ("pending", "payable")
    assert (said["迟到者"]["kind"], said["迟到者"]["to_status"]) == ("added", "pending")
    with scene.county.database.session(write=True) as session:
        session.connection().execute(
            text("UPDATE secondments SET status = 'draft' WHERE id = :id"), {"id": joined.id.hex}
        )
        session.commit()
    scene.step("calculate", APRIL)
    (third,) = scene.api.as_(scene.finance).get(url, params=wanted).json()["items"]
    assert (third["cadre_name"], third["kind"], third["to_status"]) == ("迟到者", "dropped", None)
    scene.step("calculate", APRIL)
    assert scene.api.as_(scene.finance).get(url, params=wanted).json()["items"] == []
    assert scene.api.as_(scene.supervisor).get(url, params=wanted).status_code == 404


STATEMENTS = (
    "UPDATE allowance_adjustments SET amount_fen = 1",
    "UPDATE allowance_adjustments SET run_id = NULL",
    "DELETE FROM allowance_adjustments",
    (
        "INSERT INTO allowance_adjustments (id, version, created_at, updated_at, secondment_id, cadre_id, programme_id,"
        " month, kind, state, amount_fen, halves, run_id) SELECT '{id}', 1, created_at, updated_at, secondment_id,"
        " cadre_id, programme_id, '2026-02', kind, state, 5, 0, run_id FROM allowance_adjustments"
    ),
    "UPDATE allowance_adjustment_lines SET amount_fen = 1",
    "DELETE FROM allowance_adjustment_lines",
    (
        "INSERT INTO allowance_adjustment_lines (adjustment_id, day_on, cadre_id, halves, amount_fen, from_halves,"
        " from_fen, to_state, to_source, to_reason) SELECT adjustment_id, '2026-03-01', cadre_id, 2, 1, 0, 0, to_state,"
        " to_source, to_reason FROM allowance_adjustment_lines WHERE day_on = '2026-03-12'"
    ),
    "UPDATE allowance_debt_entries SET amount_fen = 1",
    "DELETE FROM allowance_debt_entries",
    (
        "INSERT INTO allowance_debt_entries (id, version, created_at, updated_at, cadre_id, kind, amount_fen,"
        " balance_fen, run_id, at) SELECT '{id}', 1, created_at, updated_at, cadre_id, kind, 1, 1, run_id, at"
        " FROM allowance_debt_entries"
    ),
    "UPDATE allowance_changes SET to_fen = 1",
    "DELETE FROM allowance_changes",
    "UPDATE allowance_debts SET balance_fen = -1",
)


def test_the_database_keeps_what_was_settled(scene: Scene) -> None:
    """Every table beside the rows and lines, whoever asks; PostgreSQL refuses emptying them too."""
    scene.rate(30_00)
    closed(scene, MARCH)
    for on in range(12, 14):
        scene.correct(f"2026-03-{on}", "absent")
    decide(scene, enter(scene, amount_fen=-700_00).json(), "approve", scene.finance2)
    scene.confirm(APRIL)
    scene.step("calculate", APRIL)
    scene.correct("2026-04-21", "absent")
    scene.settle(APRIL)
    statements = list(STATEMENTS)
    with scene.county.database.session(write=False) as session:
        if session.connection().dialect.name == "postgresql":
            tables = {statement.split()[1] for statement in STATEMENTS if statement.startswith("UPDATE")}
            statements += [f"TRUNCATE {table} CASCADE" for table in tables - {"allowance_debts"}]
        for table in ("allowance_adjustments", "allowance_adjustment_lines", "allowance_debt_entries"):
            assert session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0  # noqa: S608
    for statement in statements:
        with (
            scene.county.database.session(write=True) as session,
            pytest.raises(DatabaseError, match=r"is closed|never changed|balance_not_negative"),
        ):
            session.connection().execute(text(statement.format(id=new_id().hex)))
