"""The day ledger over the API: what a day was, who says so, who may correct it and what a reader is told."""

from datetime import date
from typing import Any

import pytest

from app.accounts.models import Person
from app.attendance.ports import PORTS
from app.core.actor import Role, Scope
from app.secondments.models import MonthLock
from tests.attendance.conftest import Scene
from tests.factories import Api

REASON = "镇防汛值班"


def days_of(api: Api, person: Person, scene: Scene, month: str = "2026-04") -> dict[str, Any]:
    answer = api.as_(person).get(scene.days_url, params={"month": month})
    assert answer.status_code == 200, answer.text
    return {day["on"]: day for day in answer.json()["items"]}


def correct(api: Api, person: Person, scene: Scene, on: str, state: str, **more: Any) -> Any:
    body = {"state": state, "reason": REASON} | more
    return api.as_(person).put(f"{scene.days_url}/{on}", json=body)


def test_a_workday_is_on_post_recorded_or_not(api: Api, scene: Scene) -> None:
    april = days_of(api, scene.cadre, scene)
    assert len(april) == 30
    assert sum(day["portion"] for day in april.values()) == 21
    holiday, workday = april["2026-04-06"], april["2026-04-07"]
    assert (holiday["state"], holiday["source"], holiday["portion"]) == ("rest", "calendar", 0)
    assert (workday["state"], workday["source"], workday["recorded"], workday["confirmed"]) == (
        "on_post",
        "calendar",
        False,
        False,
    )


def test_the_term_bounds_the_ledger(api: Api, scene: Scene) -> None:
    late = scene.colleague("林若溪", start_on=date(2026, 4, 10))
    answer = api.as_(scene.supervisor).get(f"/api/v1/secondments/{late.id}/days", params={"month": "2026-04"})
    states = {day["on"]: day["state"] for day in answer.json()["items"]}
    assert (states["2026-04-09"], states["2026-04-10"]) == ("outside", "on_post")


def test_a_supervisor_corrects_half_a_day_with_a_reason(api: Api, scene: Scene) -> None:
    answer = correct(api, scene.supervisor, scene, "2026-04-18", "on_post", half="am")
    assert answer.status_code == 200
    assert (answer.json()["am"], answer.json()["pm"], answer.json()["portion"]) == ("on_post", "rest", 0.5)
    assert answer.json()["source"] == "override"
    told = days_of(api, scene.cadre, scene)["2026-04-18"]["corrections"]
    assert [(item["half"], item["reason"], item["by"]) for item in told] == [("am", REASON, "周敏")]
    (event,) = scene.trail("attendance.day_correct")
    assert event.actor_id == scene.supervisor.id
    assert REASON not in str(event.facts)


def test_the_newest_word_on_each_half_stands(api: Api, scene: Scene) -> None:
    correct(api, scene.supervisor, scene, "2026-04-14", "training")
    correct(api, scene.supervisor, scene, "2026-04-14", "absent", half="pm")
    assert correct(api, scene.supervisor, scene, "2026-04-14", "official_trip", half="am").json()["pm"] == "absent"
    whole = correct(api, scene.supervisor, scene, "2026-04-14", "trip_paid_elsewhere").json()
    assert (whole["am"], whole["pm"]) == ("trip_paid_elsewhere", "trip_paid_elsewhere")
    again = correct(api, scene.supervisor, scene, "2026-04-14", "on_post", half="am").json()
    assert (again["am"], again["pm"]) == ("on_post", "trip_paid_elsewhere")


def test_the_same_correction_again_writes_nothing(api: Api, scene: Scene) -> None:
    for _ in range(2):
        assert correct(api, scene.supervisor, scene, "2026-04-18", "on_post").status_code == 200
    assert len(scene.trail("attendance.day_correct")) == 1


def test_a_correction_is_withdrawn(api: Api, scene: Scene) -> None:
    correct(api, scene.supervisor, scene, "2026-04-18", "on_post")
    for _ in range(2):
        answer = api.as_(scene.supervisor).delete(f"{scene.days_url}/2026-04-18")
        assert (answer.status_code, answer.json()["state"], answer.json()["corrections"]) == (200, "rest", [])
    assert len(scene.trail("attendance.day_withdraw")) == 1


def test_facts_stay_possible_after_the_close_and_are_marked(api: Api, scene: Scene) -> None:
    correct(api, scene.supervisor, scene, "2026-04-18", "on_post")
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-04", state="closed"))
    late = correct(api, scene.supervisor, scene, "2026-04-21", "absent")
    assert late.status_code == 200
    assert late.json()["corrections"][0]["after_close"] is True
    refused = api.as_(scene.supervisor).delete(f"{scene.days_url}/2026-04-18")
    assert (refused.status_code, refused.json()["code"]) == (409, "month-closed")


def test_nobody_corrects_their_own_day(api: Api, scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.township)
    answer = correct(api, scene.cadre, scene, "2026-04-18", "on_post")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert len(scene.trail("access.denied")) == 1


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("sender", 403), ("finance", 403), ("orgadmin", 403)])
def test_only_who_manages_corrects(api: Api, scene: Scene, who: str, status: int) -> None:
    assert correct(api, getattr(scene, who), scene, "2026-04-18", "on_post").status_code == status
    assert api.as_(getattr(scene, who)).delete(f"{scene.days_url}/2026-04-18").status_code == status


def test_the_anonymous_are_asked_to_sign_in(api: Api, scene: Scene) -> None:
    assert api.anonymous.get(scene.days_url, params={"month": "2026-04"}).status_code == 401
    assert api.anonymous.put(f"{scene.days_url}/2026-04-18", json={}).status_code == 401
    assert api.anonymous.delete(f"{scene.days_url}/2026-04-18").status_code == 401


@pytest.mark.parametrize(
    ("on", "body", "pointer"),
    [
        ("2026-04-18", {"state": "leave", "reason": REASON}, "/state"),
        ("2026-04-18", {"state": "outside", "reason": REASON}, "/state"),
        ("2026-04-18", {"state": "on_post"}, "/reason"),
        ("2026-04-18", {"state": "on_post", "reason": "好"}, "/reason"),
        ("2026-04-18", {"state": "on_post", "reason": "长" * 201}, "/reason"),
        ("2026-04-18", {"state": "on_post", "reason": REASON, "half": "noon"}, "/half"),
        ("2026-04-18", {"state": "on_post", "reason": REASON, "days": 3}, "/days"),
        ("2025-12-31", {"state": "on_post", "reason": REASON}, "/on"),
        ("2026-05-09", {"state": "on_post", "reason": REASON}, "/on"),
        ("2026-04-31", {"state": "on_post", "reason": REASON}, "/on"),
    ],
)
def test_a_wrong_correction_is_named(api: Api, scene: Scene, on: str, body: dict[str, Any], pointer: str) -> None:
    answer = api.as_(scene.supervisor).put(f"{scene.days_url}/{on}", json=body)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("month", ["2026-13", "2026-4", "april", "1926-04"])
def test_a_wrong_month_is_named(api: Api, scene: Scene, month: str) -> None:
    answer = api.as_(scene.cadre).get(scene.days_url, params={"month": month})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/month")


def test_finance_is_told_neither_reasons_nor_records(api: Api, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PORTS, "recorded_days", lambda work, ids, first, last: {key: [date(2026, 4, 7)] for key in ids})
    correct(api, scene.supervisor, scene, "2026-04-18", "on_post")
    told = {who: days_of(api, getattr(scene, who), scene) for who in ("cadre", "supervisor", "finance", "sender")}
    assert {who: days["2026-04-07"]["recorded"] for who, days in told.items()} == {
        "cadre": True,
        "supervisor": True,
        "sender": True,
        "finance": None,
    }
    reasons = {who: days["2026-04-18"]["corrections"][0]["reason"] for who, days in told.items()}
    assert reasons == {"cadre": REASON, "supervisor": REASON, "finance": None, "sender": None}


def test_a_program_needs_the_scope(api: Api, scene: Scene) -> None:
    allowed = api.as_client(scene.county.api_client(Scope.ATTENDANCE_READ))
    other = api.as_client(scene.county.api_client(Scope.ROSTER_READ))
    assert allowed.get(scene.days_url, params={"month": "2026-04"}).status_code == 200
    assert other.get(scene.days_url, params={"month": "2026-04"}).status_code == 403
    assert allowed.put(f"{scene.days_url}/2026-04-18", json={}).status_code == 403


def test_a_group_leader_corrects_where_the_programme_says_so(api: Api, scene: Scene) -> None:
    led = scene.colleague("韩立川", scene.county.programme("驻村", reviewed_by="group_leader"))
    leader = scene.county.person("何靖川")
    scene.county.group(leader, led, scene.secondment)
    body = {"state": "on_post", "reason": REASON}
    url = f"/api/v1/secondments/{led.id}/days/2026-04-18"
    assert api.as_(leader).put(url, json=body).status_code == 200
    assert api.as_(leader).put(f"{scene.days_url}/2026-04-18", json=body).status_code == 403
