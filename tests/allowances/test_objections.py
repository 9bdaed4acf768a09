"""Objections 异议: filed by the cadre alone, answered by finance in five workdays, known to the host by their dates."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from app.core.actor import Role
from app.reminders.models import InboxMessage
from tests.allowances.conftest import Scene

APRIL = "2026-04"
SAYS = "4月18日我在防汛值班，应计发。"


def body(scene: Scene, **fields: Any) -> dict[str, Any]:
    return {"secondment_id": str(scene.secondment.id), "dates": ["2026-04-18"], "text": SAYS} | fields


def file(scene: Scene, person: Any = None, month: str = APRIL, **fields: Any) -> Any:
    return scene.api.as_(person or scene.cadre).post(
        f"/api/v1/allowances/{month}/objections", json=body(scene, **fields)
    )


def answer(scene: Scene, one: Any, person: Any = None, **fields: Any) -> Any:
    said = {"version": one["version"], "outcome": "upheld", "text": "经核实属实，由接收单位更正后补发。"} | fields
    return scene.api.as_(person or scene.finance).post(f"/api/v1/objections/{one['id']}/answer", json=said)


def listed(scene: Scene, person: Any, **params: Any) -> Any:
    found = scene.api.as_(person).get("/api/v1/objections", params=params)
    assert found.status_code == 200, found.text
    return found.json()["items"]


@pytest.fixture
def calculated(scene: Scene) -> Scene:
    scene.rate(30_00)
    scene.confirm(APRIL)
    scene.settle(APRIL, until="calculate")
    return scene


def messages(scene: Scene, person: Any) -> list[str]:
    with scene.county.database.session(write=False) as session:
        return list(session.exec(select(InboxMessage.kind).where(InboxMessage.person_id == person.id)).all())


def test_filed_answered_and_read_by_both_sides(calculated: Scene) -> None:
    scene = calculated
    filed = file(scene)
    assert filed.status_code == 201, filed.text
    one = filed.json()
    # Filed on Thursday 8 October 2026; Saturday the 10th is worked in exchange for the holiday week.
    assert (one["state"], one["due_on"], one["overdue"], one["dates"]) == ("open", "2026-10-14", False, ["2026-04-18"])
    assert "objection.filed" in messages(scene, scene.finance)
    assert "objection.filed" in messages(scene, scene.finance2)
    assert [item["id"] for item in listed(scene, scene.finance, state="open")] == [one["id"]]
    done = answer(scene, one)
    assert done.status_code == 200, done.text
    told = scene.api.as_(scene.cadre).get(f"/api/v1/objections/{one['id']}").json()
    assert (told["state"], told["outcome"], told["answered_by"]) == ("answered", "upheld", "程以宁")
    assert "补发" in told["answer"]
    assert "objection.answered" in messages(scene, scene.cadre)
    assert listed(scene, scene.finance, state="open") == []
    facts = [(event.action, event.facts["state"]) for event in scene.trail("objections.answer")]
    assert facts == [("objections.answer", "answered")]
    assert SAYS not in str([event.facts for event in scene.trail("objections.file")])


def test_what_is_not_answered_in_five_workdays_is_overdue(calculated: Scene) -> None:
    scene = calculated
    one = file(scene).json()
    with time_machine.travel(datetime(2026, 10, 14, 4, 0, tzinfo=UTC)):
        assert listed(scene, scene.finance, state="overdue") == []
    with time_machine.travel(datetime(2026, 10, 15, 4, 0, tzinfo=UTC)):
        late = listed(scene, scene.finance, state="overdue")
        assert [(item["id"], item["overdue"]) for item in late] == [(one["id"], True)]
        assert answer(scene, one).status_code == 200
        assert listed(scene, scene.finance, state="overdue") == []
    assert scene.trail("objections.answer")[0].facts["in_time"] is False


def test_the_same_again_changes_nothing(calculated: Scene) -> None:
    scene, key = calculated, str(uuid4())
    assert [file(scene, id=key).status_code for _ in range(2)] == [201, 200]
    assert file(scene, id=key, text="另一句话").json()["code"] == "id-reused"
    one = file(scene, id=key).json()
    assert file(scene).json()["code"] == "objection-open"
    assert [answer(scene, one).status_code for _ in range(2)] == [200, 200]
    other = answer(scene, one, scene.finance2, outcome="explained", text="按规定不计。")
    assert (other.status_code, other.json()["code"]) == (409, "objection-settled")
    assert len(scene.trail("objections.answer")) == 1
    assert file(scene).status_code == 201  # once it is answered, the day may be asked about anew


def test_taken_back_by_its_author_alone(calculated: Scene) -> None:
    scene = calculated
    one = file(scene).json()
    url = f"/api/v1/objections/{one['id']}/withdraw"
    assert scene.api.as_(scene.finance).post(url, json={"version": 1}).status_code == 403
    assert scene.api.as_(scene.cadre).post(url, json={"version": 9}).json()["code"] == "version-conflict"
    for _ in range(2):
        assert scene.api.as_(scene.cadre).post(url, json={"version": 1}).json()["state"] == "withdrawn"
    assert answer(scene, one).json()["code"] == "objection-settled"
    assert file(scene).status_code == 201


def test_also_against_a_closed_month_and_without_a_day(calculated: Scene) -> None:
    scene = calculated
    for verb, person in (("approve", scene.finance2), ("close", scene.finance)):
        assert scene.step(verb, APRIL, person).status_code == 200
    assert file(scene, dates=[]).status_code == 201
    assert file(scene, dates=[]).json()["code"] == "objection-open"
    assert file(scene, month="2026-05").json()["code"] == "not-calculated"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"dates": ["2026-05-01"]}, "/dates/0"),
        ({"text": "短"}, "/text"),
        ({"text": "本件属机密★5年，不予计发"}, "/text"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_a_wrong_objection_is_named(calculated: Scene, fields: dict[str, Any], pointer: str) -> None:
    refused = file(calculated, **fields)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_who_files_and_who_answers(calculated: Scene) -> None:
    scene = calculated
    scene.county.grant(scene.cadre, Role.FINANCE, scene.county.region)
    for person in (scene.supervisor, scene.finance, scene.orgadmin, scene.sender):
        assert file(scene, person).status_code == 403
    stranger = scene.county.person("钱未然", Role.CADRE, scene.sending)
    assert file(scene, stranger).status_code == 404
    one = file(scene).json()
    assert answer(scene, one, stranger).status_code == 404
    for person in (scene.supervisor, scene.orgadmin):
        assert answer(scene, one, person).status_code == 403
    own = answer(scene, one, scene.cadre)
    assert (own.status_code, own.json()["code"]) == (403, "own-objection")
    assert scene.api.anonymous.get("/api/v1/objections").status_code == 401


def test_the_host_learns_of_its_days_and_of_no_word(calculated: Scene) -> None:
    scene = calculated
    one = file(scene).json()
    whole = file(scene, dates=[]).json()
    seen = listed(scene, scene.supervisor)
    assert [(item["id"], item["dates"], item["text"]) for item in seen] == [(one["id"], ["2026-04-18"], None)]
    assert scene.api.as_(scene.supervisor).get(f"/api/v1/objections/{whole['id']}").status_code == 404
    answer(scene, one)
    assert listed(scene, scene.supervisor)[0]["answer"] is None
    assert listed(scene, scene.orgadmin)[-1]["text"] == SAYS
    assert listed(scene, scene.sender) == []
    month = scene.api.as_(scene.supervisor).get(f"/api/v1/allowances/{APRIL}/objections")
    assert [item["id"] for item in month.json()["items"]] == [one["id"]]
