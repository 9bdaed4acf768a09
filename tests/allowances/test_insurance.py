"""The insurance register through the API: who registers what, and which days stay without cover."""

from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.allowances.service_my_data import my_data
from app.core.actor import Actor, Role
from app.core.work import Work
from app.secondments.models import Secondment
from tests.allowances.conftest import Scene, build
from tests.factories import NOWHERE, Api, County

INSURANCE = "/api/v1/insurance"
YEAR = ("2026-01-01", "2026-12-31")


@pytest.fixture
def scene(county: County, api: Api) -> Scene:
    return build(county, api, insured=True)


def policy(secondment: Secondment, start_on: str = YEAR[0], end_on: str = YEAR[1], **more: Any) -> dict[str, Any]:
    wanted = {"policy_no": "PYIL2026-0937", "insurer": "人保财险云浦支公司", "premium_fen": 12_050}
    return wanted | {"secondment_id": str(secondment.id), "start_on": start_on, "end_on": end_on} | more


def post(scene: Scene, body: dict[str, Any], person: Person | None = None) -> httpx.Response:
    return scene.api.as_(person or scene.orgadmin).post(INSURANCE, json=body)


def gaps(scene: Scene, person: Person | None = None, **params: Any) -> Any:
    answer = scene.api.as_(person or scene.orgadmin).get(f"{INSURANCE}/gaps", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def spans(item: Any) -> list[tuple[str, str]]:
    return [(gap["start_on"], gap["end_on"]) for gap in item["gaps"]]


def test_the_offices_register_and_repeat_without_doubling(scene: Scene) -> None:
    body = policy(scene.secondment, id=str(uuid4()))
    first = post(scene, body)
    assert first.status_code == 201, first.text
    assert first.json()["state"] == "valid"
    assert post(scene, body).status_code == 200
    assert post(scene, body | {"premium_fen": 1}).json()["code"] == "id-reused"
    assert post(scene, body, scene.finance).status_code == 404
    assert len(scene.trail("insurance.register")) == 1
    other = scene.colleague("林远")
    assert post(scene, policy(other), scene.finance).status_code == 201


def test_one_number_covers_many_people_and_each_of_them_once_a_day(scene: Scene) -> None:
    other = scene.colleague("林远")
    assert post(scene, policy(scene.secondment)).status_code == 201
    assert post(scene, policy(other)).status_code == 201
    again = post(scene, policy(scene.secondment, "2026-12-31", "2027-06-30", policy_no=" pyil2026－0937 "))
    assert (again.status_code, again.json()["code"]) == (409, "policy-overlap")
    assert again.json()["current"]["end_on"] == "2026-12-31"
    assert post(scene, policy(scene.secondment, "2026-12-01", "2026-12-31", policy_no="另一份")).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"end_on": "2025-12-31"}, "/end_on"),
        ({"start_on": "2027-01-01", "end_on": "2027-12-31"}, "/start_on"),
        ({"premium_fen": -1}, "/premium_fen"),
        ({"premium_fen": 1.5}, "/premium_fen"),
        ({"policy_no": " "}, "/policy_no"),
        ({"beneficiary": "本人"}, "/beneficiary"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(scene: Scene, change: dict[str, Any], pointer: str) -> None:
    answer = post(scene, policy(scene.secondment) | change)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_nobody_registers_their_own_and_only_the_offices_register(scene: Scene) -> None:
    body = policy(scene.secondment)
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    assert post(scene, body, scene.cadre).status_code == 403
    assert post(scene, body, scene.supervisor).status_code == 403
    assert post(scene, body, scene.county.person("外人", Role.FINANCE, scene.sending)).status_code == 404
    assert scene.api.anonymous.post(INSURANCE, json=body).status_code == 401
    assert post(scene, body | {"secondment_id": NOWHERE}).status_code == 404


def test_the_premium_is_for_the_offices_and_the_cadre(scene: Scene) -> None:
    url = f"{INSURANCE}/{post(scene, policy(scene.secondment)).json()['id']}"
    for person, premium in (
        (scene.orgadmin, 12_050),
        (scene.finance, 12_050),
        (scene.cadre, 12_050),
        (scene.supervisor, None),
        (scene.sender, None),
    ):
        assert scene.api.as_(person).get(url).json()["premium_fen"] == premium
        listed = scene.api.as_(person).get(INSURANCE).json()["items"]
        assert [item["premium_fen"] for item in listed] == [premium]
    stranger = scene.county.person("邻县", Role.SUPERVISOR, scene.sending)
    assert scene.api.as_(stranger).get(url).status_code == 404
    assert scene.api.as_(stranger).get(INSURANCE).json()["items"] == []


def test_a_policy_is_corrected_on_the_version_that_was_read(scene: Scene) -> None:
    made = post(scene, policy(scene.secondment)).json()
    desk, url = scene.api.as_(scene.finance), f"{INSURANCE}/{made['id']}"
    assert desk.patch(url, json={"end_on": "2026-11-30"}).status_code == 409
    done = desk.patch(url, json={"end_on": "2026-11-30"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"], done.json()["end_on"]) == (200, 2, "2026-11-30")
    assert desk.patch(url, json={"end_on": "2026-12-31"}, headers={"If-Match": '"1"'}).status_code == 412
    reversed_ = desk.patch(url, json={"end_on": "2025-12-31"}, headers={"If-Match": '"2"'})
    assert [error["pointer"] for error in reversed_.json()["errors"]] == ["/end_on"]
    assert desk.patch(url, json={"insurer": None}, headers={"If-Match": '"2"'}).status_code == 422
    post(scene, policy(scene.secondment, "2026-12-01", "2026-12-31"))
    overlapping = desk.patch(url, json={"end_on": "2026-12-01"}, headers={"If-Match": '"2"'})
    assert overlapping.json()["code"] == "policy-overlap"
    trail = scene.trail("insurance.change")
    assert [event.facts["fields"] for event in trail] == [["end_on"]]


def test_a_void_policy_covers_nothing_and_stays_to_be_read(scene: Scene) -> None:
    made = post(scene, policy(scene.secondment)).json()
    desk, url = scene.api.as_(scene.orgadmin), f"{INSURANCE}/{made['id']}"
    assert gaps(scene) == []
    assert desk.post(f"{url}/void", json={"version": 2, "reason": "录错了人"}).status_code == 412
    for _ in range(2):
        done = desk.post(f"{url}/void", json={"version": 1, "reason": "录错了人"})
        assert (done.status_code, done.json()["state"]) == (200, "void")
    assert len(scene.trail("insurance.void")) == 1
    other = scene.api.as_(scene.finance).post(f"{url}/void", json={"version": 1, "reason": "录错了人"})
    assert other.json()["code"] == "policy-voided"
    assert desk.patch(url, json={"premium_fen": 0}, headers={"If-Match": '"2"'}).json()["code"] == "policy-voided"
    assert [spans(item) for item in gaps(scene)] == [[YEAR]]
    assert [item["state"] for item in desk.get(INSURANCE).json()["items"]] == ["void"]
    assert desk.get(INSURANCE, params={"state": "valid"}).json()["items"] == []
    assert post(scene, policy(scene.secondment)).status_code == 201


def test_gaps_follow_the_policies_and_the_rules(scene: Scene) -> None:
    post(scene, policy(scene.secondment, "2026-01-01", "2026-03-31"))
    post(scene, policy(scene.secondment, "2026-04-03", "2026-10-31", policy_no="续保"))
    scene.colleague("不投保", scene.county.programme("互派挂职"))
    (found,) = gaps(scene)
    assert spans(found) == [("2026-04-01", "2026-04-02"), ("2026-11-01", "2026-12-31")]
    assert [gap["days"] for gap in found["gaps"]] == [2, 61]
    assert (found["standing"], found["covered_until"]) == ("expiring", "2026-10-31")
    assert gaps(scene, within_days=23) == []
    assert len(gaps(scene, within_days=24)) == 1


def test_gaps_follow_the_term(scene: Scene) -> None:
    """Extended, cut short, suspended, begun late: nothing of a gap is stored."""
    row, desk = scene.secondment, scene.api.as_(scene.orgadmin)
    steps = f"/api/v1/secondments/{row.id}"
    post(scene, policy(row))
    answer = desk.post(f"{steps}/extend", json={"version": 1, "reason": "按文件延期", "end_on": "2027-03-31"})
    assert answer.status_code == 200, answer.text
    assert [spans(item) for item in gaps(scene)] == [[("2027-01-01", "2027-03-31")]]
    pause = {"version": 2, "reason": "回原单位", "effective_on": "2027-02-01"}
    assert desk.post(f"{steps}/suspend", json=pause).status_code == 200
    assert [spans(item) for item in gaps(scene)] == [[("2027-01-01", "2027-01-31")]]
    recall = {"version": 3, "reason": "提前召回", "effective_on": "2026-12-31"}
    assert desk.post(f"{steps}/recall", json=recall).status_code == 200
    assert gaps(scene, ended=True) == []
    late = scene.colleague("晚到", arrived_on=date(2026, 2, 10))
    post(scene, policy(late, "2026-02-11", "2026-12-31"))
    assert [spans(item) for item in gaps(scene)] == [[("2026-02-10", "2026-02-10")]]


def test_terms_that_are_over_are_asked_for_by_name(scene: Scene) -> None:
    scene.colleague("去年", start_on=date(2025, 1, 1), end_on=date(2025, 12, 31), status="completed")
    post(scene, policy(scene.secondment))
    assert gaps(scene) == []
    assert [item["cadre_name"] for item in gaps(scene, ended=True)] == ["去年"]


def test_gaps_come_by_name_page_by_page_as_far_as_one_may_see(scene: Scene) -> None:
    post(scene, policy(scene.secondment))
    names = [f"干部{number}" for number in range(5)]
    for name in names:
        scene.colleague(name)
    elsewhere = scene.county.unit("外县", scene.county.region)
    row = scene.county.secondment(scene.county.person("外县干部"), scene.programme, elsewhere)
    desk = scene.api.as_(scene.supervisor)
    found, cursor = [], None
    while True:
        page = desk.get(f"{INSURANCE}/gaps", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [item["cadre_name"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == names
    assert {item["secondment_id"] for item in gaps(scene, unit_id=str(elsewhere.id))} == {str(row.id)}
    assert gaps(scene, programme_id=NOWHERE) == []
    assert [item["cadre_name"] for item in gaps(scene, q="干部3")] == ["干部3"]


def test_the_register_is_searched_and_mirrored(scene: Scene) -> None:
    other = scene.colleague("林远")
    post(scene, policy(scene.secondment, end_on="2026-10-20"))
    post(scene, policy(other, policy_no="GROUP-7"))
    desk = scene.api.as_(scene.finance)

    def found(**params: Any) -> list[str]:
        return [item["cadre_name"] for item in desk.get(INSURANCE, params=params).json()["items"]]

    assert found(q="group") == ["林远"]
    assert found(q="许文") == ["许文澜"]
    assert sorted(found(q="人保")) == ["林远", "许文澜"]
    assert found(expiring_days=12) == ["许文澜"]
    assert found(expiring_days=11) == []
    assert found(secondment_id=str(other.id)) == ["林远"]
    assert found(programme_id=str(scene.programme.id), unit_id=str(scene.sending.id), limit=1) == found(limit=1)
    mirrored = desk.get(INSURANCE, params={"changed_since": "2026-01-01T00:00:00+08:00"}).json()
    assert [item["cadre_name"] for item in mirrored["items"]] == ["许文澜", "林远"]
    assert mirrored["next_since"] is not None


def test_the_pages_say_who_lacks_cover(scene: Scene) -> None:
    made = post(scene, policy(scene.secondment, "2026-01-01", "2026-09-30")).json()
    scene.colleague("林远")
    office = scene.api.as_(scene.finance)
    shown = office.get("/insurance").text
    assert "10月1日起" in shown
    assert "林远" in shown
    assert "林远" not in office.get("/insurance", params={"q": "许文"}).text
    assert "没有到期而任期未满" in office.get("/insurance", params={"view": "expiring"}).text
    own = scene.api.as_(scene.cadre).get("/me/insurance").text
    assert "您现在没有保险" in own
    assert "PYIL2026-0937" in own
    assert "现无保险" in scene.api.as_(scene.cadre).get("/me").text
    assert "起无保单" in scene.api.as_(scene.orgadmin).get("/overview").text
    assert "10月1日起无保单" in scene.api.as_(scene.supervisor).get(f"/secondments/{scene.secondment.id}").text
    assert "120.50" in office.get("/insurance", params={"view": "all"}).text
    assert "120.50" not in scene.api.as_(scene.supervisor).get(f"/insurance/{made['id']}").text


def test_a_cadres_own_copy_holds_their_cover(scene: Scene) -> None:
    post(scene, policy(scene.secondment))
    with Work(scene.county.database, person_actor_of(scene, scene.cadre), False) as work:
        (section,) = [one for one in my_data(work) if one.key == "insurance"]
    assert [(row["policy_no"], row["premium_fen"]) for row in section.rows] == [("PYIL2026-0937", 12_050)]


def person_actor_of(scene: Scene, person: Person) -> Actor:
    with scene.county.database.session(write=False) as session:
        return person_actor(session, person)
