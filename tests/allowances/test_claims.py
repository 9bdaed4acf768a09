"""Claims: who writes, verifies and approves, what is refused and where, and what is shown beside them."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from app.core.actor import Role
from app.secondments.models import MonthLock
from tests.allowances.claims import URL, draft, journey, refusal, step, taken
from tests.allowances.conftest import Scene, build
from tests.factories import Api, County


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, transport_cap_fen=50000)


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    """A small photo."""
    kept = BytesIO()
    Image.new("RGB", (40, 30), (120, 80, 40)).save(kept, "JPEG")
    return kept.getvalue()


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


def test_only_the_cadre_writes_and_nobody_decides_out_of_turn(scene: Scene) -> None:
    for person, status in ((scene.supervisor, 403), (scene.finance, 403), (scene.orgadmin, 403)):
        assert scene.api.as_(person).post("/api/v1/claims", json=journey(scene)).status_code == status
    stranger = scene.county.person("外人", Role.CADRE, scene.sending)
    assert scene.api.as_(stranger).post("/api/v1/claims", json=journey(scene)).status_code == 404
    assert scene.api.anonymous.post("/api/v1/claims", json=journey(scene)).status_code == 401

    claim = draft(scene)
    url = f"/api/v1/claims/{claim['id']}"
    for person in (scene.supervisor, scene.finance, scene.orgadmin, scene.sender, stranger):
        assert scene.api.as_(person).get(url).status_code == 404, "a draft is the cadre's alone"
    claim = taken(scene, scene.cadre, claim, "submit")
    for person, status in ((scene.supervisor, 200), (scene.finance, 200), (scene.orgadmin, 404), (scene.sender, 404)):
        assert scene.api.as_(person).get(url).status_code == status
        listed = scene.api.as_(person).get("/api/v1/claims").json()["items"]
        assert [one["id"] for one in listed] == ([claim["id"]] if status == 200 else [])
    for person, verb, status in (
        (scene.cadre, "verify", 403),
        (scene.finance, "verify", 403),
        (scene.supervisor, "approve", 403),
        (scene.orgadmin, "verify", 404),
        (scene.supervisor, "withdraw", 403),
    ):
        assert step(scene, person, claim, verb).status_code == status, verb
    refused = step(scene, scene.finance, claim, "approve")
    assert refusal(refused)[:2] == (409, "wrong-step")
    assert refused.json()["current"]["state"] == "submitted"
    assert step(scene, scene.finance, claim, "return", reason="还不该财务退").status_code == 403


def test_nobody_decides_their_own_whatever_roles_they_hold(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.township)
    scene.county.grant(scene.cadre, Role.FINANCE, scene.county.region)
    claim = taken(scene, scene.cadre, draft(scene), "submit")
    for verb in ("verify", "approve"):
        assert step(scene, scene.cadre, claim, verb).status_code == 403
    assert step(scene, scene.cadre, claim, "reject", reason="自己不能退自己").status_code == 403


def test_whoever_verified_does_not_approve(scene: Scene) -> None:
    scene.county.grant(scene.finance, Role.SUPERVISOR, scene.township)
    claim = taken(scene, scene.cadre, draft(scene), "submit")
    claim = taken(scene, scene.finance, claim, "verify")
    assert refusal(step(scene, scene.finance, claim, "approve"))[:2] == (403, "maker-is-approver")
    assert taken(scene, scene.finance2, claim, "approve")["state"] == "approved"


def test_the_liaison_verifies_for_hosts_outside(scene: Scene) -> None:
    far = scene.county.unit("江州市商务局", scene.county.unit("江州市"))
    cadre = scene.county.person("何景行", Role.CADRE, scene.sending)
    away = scene.county.secondment(cadre, scene.programme, far, scene.sending)
    liaison = scene.county.person("何雨晴", Role.LIAISON, scene.county.region)
    answer = scene.api.as_(cadre).post("/api/v1/claims", json=journey(scene, secondment_id=str(away.id)))
    claim = taken(scene, cadre, answer.json(), "submit")
    assert scene.api.as_(scene.supervisor).get(f"/api/v1/claims/{claim['id']}").status_code == 404
    assert taken(scene, liaison, claim, "verify")["state"] == "verified"
    inside = taken(scene, scene.cadre, draft(scene, legs=[], unit_car=True), "submit")
    assert step(scene, liaison, inside, "verify").status_code == 404
    inbox = scene.api.as_(liaison).get("/api/v1/inbox").json()["items"]
    assert [one["kind"] for one in inbox] == ["claim.submitted"]


def test_return_and_refusal_need_a_reason_and_tell_the_cadre(scene: Scene) -> None:
    claim = taken(scene, scene.cadre, draft(scene), "submit")
    assert refusal(step(scene, scene.supervisor, claim, "return")) == (422, "invalid", ["/reason"])
    claim = taken(scene, scene.supervisor, claim, "return", reason="返程日期不对")
    assert (claim["state"], claim["steps"][-1]["comment"]) == ("returned", "返程日期不对")
    body = journey(scene, return_on="2026-07-13")
    url = f"/api/v1/claims/{claim['id']}"
    changed = scene.api.as_(scene.cadre).put(url, json=body, headers={"If-Match": f'"{claim["version"]}"'})
    assert (changed.status_code, changed.json()["state"]) == (200, "returned")
    claim = taken(scene, scene.supervisor, taken(scene, scene.cadre, changed.json(), "submit"), "verify")
    claim = taken(scene, scene.finance, claim, "reject", reason="票据与行程不符")
    assert (claim["state"], claim["pay_fen"]) == ("rejected", None)
    assert step(scene, scene.cadre, claim, "submit").status_code == 409
    kinds = [one["kind"] for one in scene.api.as_(scene.cadre).get("/api/v1/inbox").json()["items"]]
    assert kinds == ["claim.rejected", "claim.returned"]


def test_drafts_are_changed_and_thrown_away_by_their_version(scene: Scene) -> None:
    identity = str(uuid4())
    claim = draft(scene, id=identity)
    cadre, url = scene.api.as_(scene.cadre), f"/api/v1/claims/{identity}"
    again = cadre.post("/api/v1/claims", json=journey(scene, id=identity))
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert refusal(cadre.post("/api/v1/claims", json=journey(scene, id=identity, unit_car=True)))[1] == "id-reused"
    longer = journey(scene, return_on="2026-07-14")
    assert refusal(cadre.put(url, json=longer))[:2] == (409, "version-conflict")
    assert refusal(cadre.put(url, json=longer, headers={"If-Match": '"9"'}))[:2] == (412, "stale-version")
    match = {"If-Match": f'"{claim["version"]}"'}
    first, repeated = cadre.put(url, json=longer, headers=match), cadre.put(url, json=longer, headers=match)
    assert (first.status_code, repeated.status_code) == (200, 200)
    assert first.json() == repeated.json()
    claim = taken(scene, scene.cadre, first.json(), "submit")
    late = {"If-Match": f'"{claim["version"]}"'}
    assert refusal(cadre.put(url, json=journey(scene), headers=late))[1] == "already-submitted"
    assert refusal(cadre.delete(url))[:2] == (409, "already-submitted")
    claim = taken(scene, scene.cadre, claim, "withdraw")
    assert claim["state"] == "draft"
    assert cadre.delete(url).status_code == 204
    assert cadre.get(url).status_code == 404
    assert scene.trail("claims.delete")[0].subject_id == identity


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"return_on": None}, "/return_on"),
    ({"return_on": "2026-07-09"}, "/return_on"),
    ({"outbound_on": None}, "/outbound_on"),
    ({"outbound_on": "2025-12-31", "return_on": "2026-01-02", "legs": []}, "/outbound_on"),
    ({"leg": "first", "outbound_on": "2025-12-24", "return_on": None, "legs": []}, "/outbound_on"),
    ({"leg": "last", "outbound_on": "2027-01-08", "return_on": None, "legs": []}, "/outbound_on"),
    ({"legs": [{"from": "甲", "to": "乙", "on": "2026-07-13", "amount_fen": 0}]}, "/legs/0/on"),
    ({"legs": [{"from": "甲", "to": "乙", "on": "2026-07-10", "amount_fen": 100}]}, "/legs/0/invoice_no"),
    ({"legs": [{"from": "甲", "to": "乙", "on": "2026-07-10", "amount_fen": -1}]}, "/legs/0/amount_fen"),
    ({"legs": [{"from": "绝密", "to": "乙", "on": "2026-07-10", "amount_fen": 0}]}, "/legs/0/from"),
    ({"month": "2026-07"}, "/month"),
    ({"kind": "allowance"}, "/month"),
]


def test_what_is_wrong_is_refused_at_its_field(scene: Scene) -> None:
    cadre = scene.api.as_(scene.cadre)
    told = {}
    for change, pointer in WRONG:
        answer = cadre.post(URL, json=journey(scene, **change))
        if refusal(answer)[0] != 422 or refusal(answer)[2] != [pointer]:
            told[pointer] = answer.text
    assert told == {}
    assert cadre.get(URL).json()["items"] == []


def test_the_ways_to_and_from_the_post_may_lie_a_week_around_the_term(scene: Scene) -> None:
    for leg, on in (("first", "2025-12-25"), ("last", "2027-01-07")):
        assert draft(scene, leg=leg, outbound_on=on, return_on=None, legs=[])["leg"] == leg


def test_what_lies_ahead_is_drafted_but_not_handed_in(scene: Scene) -> None:
    ahead = draft(scene, outbound_on="2026-10-09", return_on="2026-10-11", legs=[], unit_car=True)
    assert refusal(step(scene, scene.cadre, ahead, "submit")) == (422, "invalid", ["/outbound_on"])
    empty = draft(scene, legs=[])
    assert refusal(step(scene, scene.cadre, empty, "submit")) == (422, "invalid", ["/legs"])


def test_an_invoice_number_is_used_once_until_it_is_released(scene: Scene) -> None:
    first = taken(scene, scene.cadre, draft(scene), "submit")
    person = scene.county.person("乔思源", Role.CADRE, scene.sending)
    other = scene.county.secondment(person, scene.programme, scene.township, scene.sending)
    legs = [
        {"from": "甲", "to": "乙", "on": "2026-08-03", "amount_fen": 100, "invoice_no": "X1"},
        {"from": "乙", "to": "甲", "on": "2026-08-04", "amount_fen": 100, "invoice_no": "e 2610－02"},
    ]
    fields = {"outbound_on": "2026-08-03", "return_on": "2026-08-04", "legs": legs, "secondment_id": str(other.id)}
    answer = scene.api.as_(person).post("/api/v1/claims", json=journey(scene, **fields))
    assert answer.status_code == 201, answer.text
    second = answer.json()
    refused = step(scene, person, second, "submit")
    assert refusal(refused) == (409, "invoice-used", ["/legs/1/invoice_no"])
    assert scene.cadre.name not in refused.text
    assert first["id"] not in refused.text

    taken(scene, scene.supervisor, first, "reject", reason="请重新填报")
    second = taken(scene, person, second, "submit")
    mine = draft(scene)
    assert refusal(step(scene, scene.cadre, mine, "submit"))[1] == "invoice-used"
    taken(scene, person, second, "withdraw")
    taken(scene, scene.cadre, mine, "submit")


def test_a_number_stands_once_in_a_claim_however_it_is_written(scene: Scene) -> None:
    legs = [
        {"from": "甲", "to": "乙", "on": "2026-07-10", "amount_fen": 100, "invoice_no": "ab 12"},
        {"from": "乙", "to": "甲", "on": "2026-07-12", "amount_fen": 100, "invoice_no": "ＡＢ１２"},
    ]
    answer = scene.api.as_(scene.cadre).post("/api/v1/claims", json=journey(scene, legs=legs))
    assert refusal(answer) == (422, "invalid", ["/legs/1/invoice_no"])


def test_caps_and_trips_refuse_nothing_and_are_said_beforehand(scene: Scene) -> None:
    asked = {"secondment_id": str(scene.secondment.id), "leg": "round", "outbound_on": "2026-07-10"}
    cadre = scene.api.as_(scene.cadre)
    url = "/api/v1/claims/preview"
    first = cadre.get(url, params=asked | {"receipts_fen": 62350}).json()
    assert (first["pay_fen"], first["pay_reason"], first["cap_fen"]) == (50000, "over_cap", 50000)
    claim = taken(scene, scene.cadre, draft(scene), "submit")
    second = cadre.get(url, params=asked | {"outbound_on": "2026-07-20", "receipts_fen": 51500}).json()
    assert (second["pay_fen"], second["pay_reason"]) == (0, "second_trip")
    same = cadre.get(url, params=asked | {"receipts_fen": 100, "claim_id": claim["id"]}).json()
    assert (same["pay_fen"], same["pay_reason"]) == (100, "paid")
    car = draft(scene, outbound_on="2026-07-20", return_on="2026-07-21", legs=[], unit_car=True)
    assert (car["pay_fen"], car["pay_reason"]) == (0, "unit_car")
    assert scene.api.as_(scene.supervisor).get(url, params=asked).status_code == 403


def test_a_statement_is_drafted_from_the_ledger_and_pay_never_waits_for_it(scene: Scene) -> None:
    scene.rate(3000)
    scene.confirm("2026-09")
    body = {"secondment_id": str(scene.secondment.id), "kind": "allowance", "month": "2026-09"}
    cadre = scene.api.as_(scene.cadre)
    answer = cadre.post("/api/v1/claims", json=body)
    assert answer.status_code == 201, answer.text
    claim = answer.json()
    stated = claim["statement"]
    assert stated["subsidy_fen"] == sum(group["amount_fen"] for group in stated["by_rate"])
    assert (stated["payable_days"], stated["confirmed"], claim["pay_fen"]) == (22.0, True, None)
    assert stated["subsidy_fen"] == 22 * 3000
    assert refusal(cadre.post("/api/v1/claims", json=body))[1] == "statement-exists"
    claim = taken(scene, scene.supervisor, taken(scene, scene.cadre, claim, "submit"), "verify")
    assert taken(scene, scene.finance, claim, "approve")["state"] == "approved"
    ahead = cadre.post("/api/v1/claims", json=body | {"month": "2026-11"})
    assert refusal(ahead) == (422, "invalid", ["/month"])


def test_receipts_open_to_their_readers_alone(scene: Scene, jpeg: bytes) -> None:
    photo = str(uuid4())
    cadre = scene.api.as_(scene.cadre)
    assert cadre.put(f"/api/v1/attachments/{photo}", files={"file": ("票.jpg", jpeg, "image/jpeg")}).status_code == 201
    leg = {"from": "甲", "to": "乙", "on": "2026-07-10", "amount_fen": 100, "no_invoice_reason": "乡村客运无票"}
    claim = draft(scene, legs=[leg | {"attachment_id": photo}, leg])
    assert claim["photos_missing"] == 1
    url = f"/api/v1/attachments/{photo}"
    assert scene.api.as_(scene.supervisor).get(url).status_code == 404
    claim = taken(scene, scene.cadre, claim, "submit")
    people = (scene.cadre, scene.supervisor, scene.finance, scene.finance2, scene.orgadmin, scene.sender)
    assert [scene.api.as_(one).get(url).status_code for one in people] == [200, 200, 200, 200, 404, 404]
    other = journey(scene, legs=[leg | {"attachment_id": str(uuid4())}])
    assert refusal(cadre.post("/api/v1/claims", json=other)) == (422, "invalid", ["/legs/0/attachment_id"])


def test_lists_are_narrowed_and_mirrored(scene: Scene) -> None:
    july = taken(scene, scene.cadre, draft(scene), "submit")
    august = draft(scene, outbound_on="2026-08-01", return_on="2026-08-02", legs=[])
    cadre = scene.api.as_(scene.cadre)

    def ids(**params: Any) -> list[str]:
        answer = cadre.get("/api/v1/claims", params=params)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["items"]]

    assert ids() == [august["id"], july["id"]]
    assert ids(state="submitted") == [july["id"]]
    assert ids(month="2026-08") == [august["id"]]
    assert ids(kind="allowance") == []
    assert ids(unit_id=str(scene.township.id), limit=1) == [august["id"]]
    assert ids(secondment_id=str(uuid4())) == []
    mirror = cadre.get("/api/v1/claims", params={"changed_since": "2026-01-01T00:00:00+08:00"}).json()
    assert mirror["next_since"] is not None
    assert {one["id"] for one in mirror["items"]} == {july["id"], august["id"]}


def test_once_the_host_has_no_power_left_the_organization_department_verifies(scene: Scene) -> None:
    cadre = scene.county.person("何景行", Role.CADRE, scene.sending)
    term = {"start_on": date(2026, 1, 1), "end_on": date(2026, 8, 31)}
    over = scene.county.secondment(cadre, scene.programme, scene.township, scene.sending, **term)
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-08", state="closed"))
    body = journey(scene, secondment_id=str(over.id), leg="last", outbound_on="2026-09-02", return_on=None, legs=[])
    answer = scene.api.as_(cadre).post(URL, json=body | {"unit_car": True})
    claim = taken(scene, cadre, answer.json(), "submit")
    inside = taken(scene, scene.cadre, draft(scene), "submit")
    for person, seen in ((scene.supervisor, inside), (scene.orgadmin, claim)):
        hidden = claim if seen is inside else inside
        listed = scene.api.as_(person).get(URL).json()["items"]
        assert [one["id"] for one in listed] == [seen["id"]]
        assert scene.api.as_(person).get(f"{URL}/{hidden['id']}").status_code == 404
    assert taken(scene, scene.orgadmin, claim, "verify")["state"] == "verified"
    inbox = scene.api.as_(scene.orgadmin).get("/api/v1/inbox").json()["items"]
    assert [one["kind"] for one in inbox] == ["claim.submitted"]
