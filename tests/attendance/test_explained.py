"""Every day explained: who said so and why, as far as the reader may know, and whether it counts for pay."""

from typing import Any

import httpx
import pytest

from app.accounts.models import Person
from app.core.actor import Scope
from tests.attendance.conftest import Scene
from tests.factories import NOWHERE, Api

PHONE = {"Sec-CH-UA-Mobile": "?1"}


def explained(api: Api, person: Person, scene: Scene, month: str = "2026-04") -> httpx.Response:
    return api.as_(person).get(f"{scene.days_url}/explained", params={"month": month})


def day(api: Api, person: Person, scene: Scene, on: str) -> dict[str, Any]:
    found = explained(api, person, scene, on[:7]).json()["items"]
    return dict(next(one for one in found if one["on"] == on))


def state(api: Api, scene: Scene, **body: Any) -> None:
    span = {"secondment_ids": [str(scene.secondment.id)], "reason": "县委党校主体班"}
    answer = api.as_(scene.supervisor).post("/api/v1/attendance/days", json=span | body)
    assert answer.status_code == 200, answer.text


def test_ordinary_days_go_by_the_calendar(api: Api, scene: Scene) -> None:
    workday, holiday = (day(api, scene.cadre, scene, on) for on in ("2026-04-07", "2026-04-06"))
    assert (workday["calendar"]["kind"], workday["calendar"]["name"]) == ("workday", None)
    assert workday["pay"] == {"halves": 2, "reason": "paid", "settled": False}
    assert (holiday["calendar"]["kind"], holiday["calendar"]["name"]) == ("holiday", "清明")
    (statement,) = holiday["statements"]
    assert (statement["half"], statement["state"], statement["source"]) == (None, "rest", "calendar")
    assert day(api, scene.cadre, scene, "2026-05-09")["calendar"]["kind"] == "makeup"


def test_a_correction_says_who_why_and_by_which_notice(api: Api, scene: Scene) -> None:
    notice = {"state": "training", "document_no": "县委党校通知〔2026〕3号", "half": "am"}
    state(api, scene, **{"from": "2026-04-09", "to": "2026-04-09"}, **notice)
    found = day(api, scene.cadre, scene, "2026-04-09")
    morning, afternoon = found["statements"]
    assert (morning["half"], morning["reason"], morning["by"]) == ("am", "县委党校主体班", "周敏")
    assert morning["document_no"] == "县委党校通知〔2026〕3号"
    assert (afternoon["half"], afternoon["source"]) == ("pm", "calendar")


@pytest.mark.parametrize("reader", ["sender", "finance"])
def test_reasons_are_not_for_everybody(api: Api, scene: Scene, reader: str) -> None:
    span = {"from": "2026-04-09", "to": "2026-04-09", "state": "absent", "document_no": "考勤通报〔2026〕1号"}
    state(api, scene, **span)
    (statement,) = day(api, getattr(scene, reader), scene, "2026-04-09")["statements"]
    assert (statement["state"], statement["source"]) == ("absent", "override")
    assert {statement[name] for name in ("reason", "by", "at", "document_no")} == {None}


def test_duty_counts_by_the_basis_of_the_programme(api: Api, scene: Scene) -> None:
    state(api, scene, **{"from": "2026-04-11", "to": "2026-04-11", "state": "on_post"})
    found = day(api, scene.cadre, scene, "2026-04-11")
    assert found["pay"] == {"halves": 2, "reason": "duty", "settled": False}
    assert found["calendar"]["kind"] == "rest"


def test_approved_leave_sets_a_correction_aside_and_both_are_told(api: Api, scene: Scene) -> None:
    leave = {"secondment_id": str(scene.secondment.id), "type": "sick", "reason": "发烧就医"}
    dates = {"start_on": "2026-05-11", "end_on": "2026-05-11"}
    filed = api.as_(scene.cadre).post("/api/v1/leave", json=leave | dates)
    assert filed.status_code == 201, filed.text
    made = filed.json()
    body = {"version": made["version"]}
    assert api.as_(scene.supervisor).post(f"/api/v1/leave/{made['id']}/approve", json=body).status_code == 200
    state(api, scene, **{"from": "2026-05-11", "to": "2026-05-11", "state": "official_trip"})
    for person, knows in ((scene.cadre, True), (scene.finance, False)):
        stands, beaten = day(api, person, scene, "2026-05-11")["statements"]
        assert (stands["source"], stands["stands"], stands["leave_id"]) == (
            "leave",
            True,
            made["id"] if knows else None,
        )
        assert (beaten["source"], beaten["stands"], beaten["state"]) == ("override", False, "official_trip")
        assert "发烧" not in explained(api, person, scene, "2026-05").text


def test_who_may_read(api: Api, scene: Scene) -> None:
    assert api.anonymous.get(f"{scene.days_url}/explained", params={"month": "2026-04"}).status_code == 401
    for name in ("cadre", "supervisor", "sender", "finance", "orgadmin"):
        assert explained(api, getattr(scene, name), scene).status_code == 200
    assert explained(api, scene.stranger, scene).status_code == 404
    url = f"/api/v1/secondments/{NOWHERE}/days/explained"
    assert api.as_(scene.supervisor).get(url, params={"month": "2026-04"}).status_code == 404
    assert explained(api, scene.cadre, scene, "2026-13").status_code == 422
    reader = api.as_client(scene.county.api_client(Scope.ATTENDANCE_READ))
    found = reader.get(f"{scene.days_url}/explained", params={"month": "2026-04"}).json()["items"]
    assert {one["recorded"] for one in found} == {None}


@pytest.mark.parametrize("headers", [{}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_page_for_the_cadre_and_for_others(api: Api, scene: Scene, headers: dict[str, str], lang: str) -> None:
    state(api, scene, **{"from": "2026-04-09", "to": "2026-04-10", "state": "absent"})
    accept = {"Accept": "text/html", "Accept-Language": lang} | headers
    path = f"/secondments/{scene.secondment.id}/days?month=2026-04"
    for name, told in (("cadre", True), ("supervisor", True), ("finance", False)):
        page = api.as_(getattr(scene, name)).get(path, headers=accept)
        assert page.status_code == 200, page.text
        assert ("县委党校主体班" in page.text) is told
        assert (f"/attendance/2026-04/{scene.secondment.id}" in page.text) is (name == "supervisor")
    assert api.as_(scene.stranger).get(path, headers=accept).status_code == 404


@pytest.mark.parametrize("headers", [{}, PHONE], ids=["desk", "phone"])
def test_the_form_for_a_span_is_for_those_who_may_speak(api: Api, scene: Scene, headers: dict[str, str]) -> None:
    accept = {"Accept": "text/html"} | headers
    page = api.as_(scene.supervisor).get("/attendance/days", headers=accept)
    assert page.status_code == 200
    assert "POST /api/v1/attendance/days" in page.text
    assert str(scene.secondment.id) in page.text
    assert "/attendance/days" in api.as_(scene.supervisor).get("/attendance", headers=accept).text
    assert api.as_(scene.sender).get("/attendance/days", headers=accept).status_code == 403
