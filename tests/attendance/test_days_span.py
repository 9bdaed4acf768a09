"""One statement about a span of days: trips, training by notice, duty; all or nothing, once, and by those who host."""

from datetime import date
from typing import Any

import httpx
import pytest

from app.secondments.models import Secondment
from tests.attendance.conftest import Scene, confirm
from tests.factories import NOWHERE, Api

URL = "/api/v1/attendance/days"


def trip(*secondments: Secondment, **changes: Any) -> dict[str, Any]:
    return {
        "secondment_ids": [str(one.id) for one in secondments],
        "from": "2026-04-09",
        "to": "2026-04-14",
        "state": "official_trip",
        "reason": "赴省厅对接项目",
    } | changes


def states(api: Api, scene: Scene, secondment: Secondment, month: str = "2026-04") -> dict[int, str]:
    url = f"/api/v1/secondments/{secondment.id}/days"
    found = api.as_(scene.supervisor).get(url, params={"month": month}).json()["items"]
    return {int(day["on"][-2:]): day["state"] for day in found if day["source"] != "calendar"}


def send(api: Api, scene: Scene, **body: Any) -> httpx.Response:
    return api.as_(scene.supervisor).post(URL, json=body)


def test_several_cadres_on_one_trip(api: Api, scene: Scene) -> None:
    colleague = scene.colleague("同行者")
    answer = send(api, scene, **trip(scene.secondment, colleague))
    assert answer.status_code == 200, answer.text
    for one in (scene.secondment, colleague):
        assert states(api, scene, one) == dict.fromkeys(range(9, 15), "official_trip")
    assert {row["cadre_name"]: len(row["days"]) for row in answer.json()["items"]} == {"何景行": 6, "同行者": 6}
    first, _ = scene.trail("attendance.days_state")
    assert (first.facts["first_on"], first.facts["last_on"], first.facts["days"]) == ("2026-04-09", "2026-04-14", 6)
    assert "省厅" not in str(first.facts)


def test_rest_days_may_be_left_out(api: Api, scene: Scene) -> None:
    answer = send(api, scene, **trip(scene.secondment, skip_rest_days=True))
    assert answer.json()["items"][0]["days"] == ["2026-04-09", "2026-04-10", "2026-04-13", "2026-04-14"]
    assert sorted(states(api, scene, scene.secondment)) == [9, 10, 13, 14]


def test_the_same_again_changes_nothing(api: Api, scene: Scene) -> None:
    first = send(api, scene, **trip(scene.secondment))
    again = send(api, scene, **trip(scene.secondment))
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(scene.trail("attendance.days_state")) == 1


def test_a_longer_span_writes_only_what_is_new(api: Api, scene: Scene) -> None:
    send(api, scene, **trip(scene.secondment))
    send(api, scene, **trip(scene.secondment, to="2026-04-16"))
    assert [event.facts["days"] for event in scene.trail("attendance.days_state")] == [6, 2]


def test_half_days_of_training_by_notice(api: Api, scene: Scene) -> None:
    body = trip(scene.secondment, state="training", half="am", document_no="县委党校通知〔2026〕3号", to="2026-04-10")
    assert send(api, scene, **body).status_code == 200
    url = f"/api/v1/secondments/{scene.secondment.id}/days"
    day = api.as_(scene.cadre).get(url, params={"month": "2026-04"}).json()["items"][8]
    assert (day["am"], day["pm"], day["portion"]) == ("training", "on_post", 1)


def test_trips_are_announced_ahead_but_not_duty(api: Api, scene: Scene) -> None:
    coming = {"from": "2026-05-20", "to": "2026-05-22"}
    assert send(api, scene, **trip(scene.secondment, **coming)).status_code == 200
    answer = send(api, scene, **trip(scene.secondment, **coming, state="on_post"))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "future-day")
    assert states(api, scene, scene.secondment, "2026-05") == dict.fromkeys((20, 21, 22), "official_trip")


def test_withdrawn_over_a_span(api: Api, scene: Scene) -> None:
    send(api, scene, **trip(scene.secondment))
    body = {key: value for key, value in trip(scene.secondment).items() if key not in ("state", "reason")}
    for _ in range(2):
        answer = api.as_(scene.supervisor).post(f"{URL}/withdraw", json=body | {"from": "2026-04-11"})
        assert answer.status_code == 200, answer.text
    assert sorted(states(api, scene, scene.secondment)) == [9, 10]
    assert len(scene.trail("attendance.days_withdraw")) == 1


def test_all_or_nothing(api: Api, scene: Scene) -> None:
    leaving = scene.colleague("将离任", end_on=date(2026, 4, 10))
    answer = send(api, scene, **trip(scene.secondment, leaving))
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (422, "/secondment_ids/1", "outside-term")
    assert "将离任" in error["detail"]
    assert states(api, scene, scene.secondment) == {}


def test_a_confirmed_month_is_to_be_confirmed_anew(api: Api, scene: Scene) -> None:
    assert confirm(api, scene.supervisor, scene).status_code == 200
    send(api, scene, **trip(scene.secondment, state="absent", to="2026-04-09"))
    row = api.as_(scene.supervisor).get("/api/v1/attendance/2026-04").json()["items"][0]
    assert (row["confirmation"]["changed"], row["can_confirm"]) == (True, True)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"state": "leave"}, "/state", "not-overridable"),
        ({"to": "2026-04-08"}, "/to", "bad-range"),
        ({"to": "2026-12-31"}, "/to", "bad-range"),
        ({"state": "training"}, "/document_no", "missing"),
        ({"reason": ""}, "/reason", None),
        ({"secondment_ids": []}, "/secondment_ids", None),
        ({"from": "2026-04-11", "to": "2026-04-12", "skip_rest_days": True}, "/from", "only-rest-days"),
        ({"surprise": 1}, "/surprise", None),
    ],
)
def test_wrong_input_is_pointed_at(
    api: Api, scene: Scene, changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    answer = send(api, scene, **trip(scene.secondment) | changes)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (422, pointer)
    assert code in (None, error["code"])


def test_who_may(api: Api, scene: Scene) -> None:
    body = trip(scene.secondment)
    assert api.anonymous.post(URL, json=body).status_code == 401
    expected = {"cadre": 403, "sender": 403, "finance": 403, "orgadmin": 403, "stranger": 404}
    spans = {key: value for key, value in body.items() if key not in ("state", "reason")}
    for url, sent in ((URL, body), (f"{URL}/withdraw", spans)):
        found = {name: api.as_(getattr(scene, name)).post(url, json=sent).status_code for name in expected}
        assert found == expected
    assert send(api, scene, **trip(scene.secondment, secondment_ids=[NOWHERE])).status_code == 404
