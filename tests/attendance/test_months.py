"""A month confirmed by exception, online or on paper, and taken back until it is calculated."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from app.attendance.ports import PORTS
from app.core.actor import Role, Scope
from app.secondments.models import MonthLock
from tests.attendance.conftest import Scene, confirm
from tests.factories import Api

URL = "/api/v1/attendance/2026-04"


def row_of(answer: Any, secondment: Any) -> dict[str, Any]:
    return next(row for row in answer.json()["items"] if row["secondment_id"] == str(secondment.id))


def reopen(api: Api, person: Any, scene: Scene, **body: Any) -> Any:
    wanted = {"unit_id": str(scene.township.id), "reason": "漏了一天请假"} | body
    return api.as_(person).post(f"{URL}/reopen", json=wanted)


@pytest.fixture
def scan() -> Iterator[str]:
    """A scan that whoever asks has uploaded."""
    attachment_id = uuid4()
    before = PORTS.owns_attachment
    PORTS.owns_attachment = lambda work, wanted: wanted == attachment_id
    yield str(attachment_id)
    PORTS.owns_attachment = before


def test_one_tap_confirms_everybody_of_the_unit(api: Api, scene: Scene) -> None:
    second = scene.colleague("林若溪")
    answer = confirm(api, scene.supervisor, scene)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["confirmed"], answer.json()["pending"]) == (2, 0)
    for secondment in (scene.secondment, second):
        row = row_of(answer, secondment)
        assert (row["attended_days"], row["workdays"]) == (21, 21)
        assert (row["confirmation"]["state"], row["confirmation"]["basis"]) == ("confirmed", "online")
        assert row["confirmation"]["confirmed_by"] == "周敏"
    assert {event.subject_id for event in scene.trail("attendance.confirm")} == {
        str(scene.secondment.id),
        str(second.id),
    }


def test_confirming_again_writes_nothing(api: Api, scene: Scene) -> None:
    assert [confirm(api, scene.supervisor, scene).status_code for _ in range(2)] == [200, 200]
    assert len(scene.trail("attendance.confirm")) == 1


def test_only_those_named(api: Api, scene: Scene) -> None:
    second = scene.colleague("林若溪")
    answer = confirm(api, scene.supervisor, scene, secondment_ids=[str(second.id)])
    assert [row["secondment_id"] for row in answer.json()["items"]] == [str(second.id)]
    month = api.as_(scene.supervisor).get(URL).json()
    assert (month["confirmed"], month["pending"]) == (1, 1)


def test_exceptions_come_first_and_say_which_days(api: Api, scene: Scene) -> None:
    plain = scene.colleague("安一诺")
    for on in ("2026-04-21", "2026-04-22"):
        api.as_(scene.supervisor).put(f"{scene.days_url}/{on}", json={"state": "absent", "reason": "未到岗"})
    api.as_(scene.supervisor).put(f"{scene.days_url}/2026-04-18", json={"state": "on_post", "reason": "防汛值班"})
    items = api.as_(scene.supervisor).get(URL, params={"unit_id": str(scene.township.id)}).json()["items"]
    assert [row["secondment_id"] for row in items] == [str(scene.secondment.id), str(plain.id)]
    assert [(item["code"], item["first_on"], item["last_on"], item["halves"]) for item in items[0]["exceptions"]] == [
        ("duty", "2026-04-18", "2026-04-18", 2),
        ("absent", "2026-04-21", "2026-04-22", 4),
    ]
    assert items[0]["attended_days"] == 20


def test_pages_go_on_where_they_stopped(api: Api, scene: Scene) -> None:
    for number in range(4):
        scene.colleague(f"同事{number}")
    client, seen, cursor = api.as_(scene.supervisor), [], None
    while True:
        page = client.get(URL, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["secondment_id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 5
    assert client.get(URL, params={"cursor": "%%%"}).status_code == 422


def test_a_correction_after_the_word_is_shown_and_confirmed_anew(api: Api, scene: Scene) -> None:
    confirm(api, scene.supervisor, scene)
    api.as_(scene.supervisor).put(f"{scene.days_url}/2026-04-21", json={"state": "absent", "reason": "未到岗"})
    row = row_of(api.as_(scene.supervisor).get(URL), scene.secondment)
    assert (row["confirmation"]["changed"], row["can_confirm"]) == (True, True)
    assert row_of(confirm(api, scene.supervisor, scene), scene.secondment)["confirmation"]["changed"] is False
    assert len(scene.trail("attendance.confirm")) == 2


def test_what_has_not_happened_is_not_confirmed(api: Api, scene: Scene) -> None:
    with time_machine.travel(datetime(2026, 4, 30, 15, 59, tzinfo=UTC)):
        refused = confirm(api, scene.supervisor, scene)
        assert (refused.status_code, refused.json()["code"]) == (409, "month-not-ended")
        leaving = scene.colleague("许文澜", end_on=date(2026, 4, 20))
        assert confirm(api, scene.supervisor, scene).json()["confirmed"] == 1
        named = [str(leaving.id), str(scene.secondment.id)]
        assert confirm(api, scene.supervisor, scene, secondment_ids=named).status_code == 409
    with time_machine.travel(datetime(2026, 4, 30, 16, 0, tzinfo=UTC)):
        assert confirm(api, scene.supervisor, scene).status_code == 200


def test_reopened_until_calculated(api: Api, scene: Scene) -> None:
    confirm(api, scene.supervisor, scene)
    answer = reopen(api, scene.supervisor, scene)
    assert (answer.status_code, answer.json()["items"][0]["confirmation"]["state"]) == (200, "reopened")
    assert reopen(api, scene.supervisor, scene).status_code == 200
    assert len(scene.trail("attendance.reopen")) == 1
    confirm(api, scene.supervisor, scene)
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-04", state="calculated"))
    refused = reopen(api, scene.supervisor, scene)
    assert (refused.status_code, refused.json()["code"]) == (409, "month-calculated")
    assert row_of(api.as_(scene.supervisor).get(URL), scene.secondment)["can_reopen"] is False


def test_paper_is_entered_by_a_liaison_with_the_scan(api: Api, scene: Scene, scan: str) -> None:
    county = scene.county
    host = county.unit("江州市商务局")
    abroad = county.secondment(county.person("沈书宁", Role.CADRE, scene.sending), scene.programme, host, scene.sending)
    liaison = county.person("陈知远", Role.LIAISON, county.region)
    body = {"unit_id": str(host.id), "basis": "paper", "signed_by": "江州市商务局 韩立", "signed_on": "2026-05-06"}
    assert confirm(api, liaison, scene, **body).json()["errors"][0]["pointer"] == "/attachment_id"
    unknown = confirm(api, liaison, scene, **body, attachment_id=str(uuid4()))
    assert unknown.json()["errors"][0]["pointer"] == "/attachment_id"
    answer = confirm(api, liaison, scene, **body, attachment_id=scan)
    assert row_of(answer, abroad)["confirmation"]["basis"] == "paper"
    bare = {"unit_id": str(host.id), "basis": "paper", "attachment_id": scan}
    assert confirm(api, liaison, scene, **bare, month="2026-03").status_code == 200
    own = body | {"unit_id": str(scene.township.id), "attachment_id": scan}
    assert confirm(api, scene.supervisor, scene, **own).status_code == 403
    payer = county.person("程以宁", Role.LIAISON, county.region)
    county.grant(payer, Role.FINANCE, county.region)
    assert confirm(api, payer, scene, **body, attachment_id=scan, month="2026-03").status_code == 403


def test_nobody_confirms_their_own_month(api: Api, scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.township)
    assert confirm(api, scene.cadre, scene).status_code == 403
    second = scene.colleague("林若溪")
    answer = confirm(api, scene.cadre, scene)
    assert [row["secondment_id"] for row in answer.json()["items"]] == [str(second.id)]
    assert confirm(api, scene.cadre, scene, secondment_ids=[str(scene.secondment.id)]).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("sender", 403), ("finance", 403), ("orgadmin", 403)])
def test_only_who_manages_confirms(api: Api, scene: Scene, who: str, status: int) -> None:
    person = getattr(scene, who)
    assert confirm(api, person, scene).status_code == status
    assert reopen(api, person, scene).status_code == status


def test_the_anonymous_are_asked_to_sign_in(api: Api, scene: Scene) -> None:
    assert api.anonymous.get(URL).status_code == 401
    assert api.anonymous.post(f"{URL}/confirm", json={}).status_code == 401
    assert api.anonymous.post(f"{URL}/reopen", json={}).status_code == 401


def test_unknown_units_and_secondments_are_not_found(api: Api, scene: Scene) -> None:
    assert confirm(api, scene.supervisor, scene, unit_id=str(uuid4())).status_code == 404
    assert confirm(api, scene.supervisor, scene, secondment_ids=[str(uuid4())]).status_code == 404
    assert api.as_(scene.supervisor).get(URL, params={"unit_id": str(uuid4())}).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"basis": "phone"}, "/basis"),
        ({"unit_id": "x"}, "/unit_id"),
        ({"secondment_ids": []}, "/secondment_ids"),
        ({"basis": "paper"}, "/attachment_id"),
        ({"basis": "paper", "attachment_id": str(uuid4()), "signed_by": ""}, "/signed_by"),
        ({"signed_by": "韩立"}, "/basis"),
        ({"everybody": True}, "/everybody"),
    ],
)
def test_a_wrong_confirmation_is_named(api: Api, scene: Scene, body: dict[str, Any], pointer: str) -> None:
    answer = confirm(api, scene.supervisor, scene, **body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_programs_read_and_never_confirm(api: Api, scene: Scene) -> None:
    client = api.as_client(scene.county.api_client(Scope.ATTENDANCE_READ))
    assert client.get(URL).json()["items"][0]["can_confirm"] is False
    body = {"unit_id": str(scene.township.id), "basis": "online"}
    assert client.post(f"{URL}/confirm", json=body).status_code == 403
