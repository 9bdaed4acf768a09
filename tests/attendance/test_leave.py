"""Leave through the API: filed, decided by tiers, taken back, ended; the ledger and pay follow."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine

from app.accounts.models import Person
from app.attendance.ports import PORTS
from app.core.actor import Role
from app.secondments.models import MonthLock
from tests.attendance.conftest import Scene
from tests.factories import Api, County

URL = "/api/v1/leave"
REASON = "回老家照顾母亲"


def asked(scene: Scene, start: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    plain = {"secondment_id": str(scene.secondment.id), "type": "personal", "reason": REASON}
    return plain | {"start_on": start, "end_on": end or start} | more


def file(api: Api, scene: Scene, start: str, end: str | None = None, **more: Any) -> httpx.Response:
    return api.as_(scene.cadre).post(URL, json=asked(scene, start, end, **more))


def step(api: Api, person: Person, leave: Any, verb: str, **body: Any) -> httpx.Response:
    return api.as_(person).post(f"{URL}/{leave['id']}/{verb}", json={"version": leave["version"]} | body)


def approved(api: Api, scene: Scene, start: str, end: str | None = None, **more: Any) -> Any:
    answer = step(api, scene.supervisor, file(api, scene, start, end, **more).json(), "approve")
    assert answer.status_code == 200, answer.text
    return answer.json()


def day(api: Api, scene: Scene, on: str, person: Person | None = None) -> dict[str, Any]:
    answer = api.as_(person or scene.supervisor).get(scene.days_url, params={"month": on[:7]})
    return next(one for one in answer.json()["items"] if one["on"] == on)


def test_filed_approved_and_in_the_ledger(api: Api, scene: Scene) -> None:
    answer = file(api, scene, "2026-05-11", "2026-05-12")
    assert answer.status_code == 201, answer.text
    leave = answer.json()
    assert (leave["status"], leave["days"], leave["level"], leave["retroactive"]) == (
        "submitted",
        2,
        "receiving",
        False,
    )
    assert day(api, scene, "2026-05-11")["state"] == "on_post"
    decided = step(api, scene.supervisor, leave, "approve").json()
    assert (decided["status"], decided["version"]) == ("approved", leave["version"] + 1)
    for on in ("2026-05-11", "2026-05-12"):
        found = day(api, scene, on)
        assert (found["state"], found["source"], found["portion"]) == ("leave", "leave", 0)
    assert day(api, scene, "2026-05-13")["state"] == "on_post"
    assert [event.facts["status"] for event in scene.trail("leave.file") + scene.trail("leave.approve")] == [
        "submitted",
        "approved",
    ]


def test_half_days_take_their_half_alone(api: Api, scene: Scene) -> None:
    approved(api, scene, "2026-05-11", start_half="pm", end_half="pm")
    approved(api, scene, "2026-05-12", "2026-05-13", start_half="pm", end_half="am")
    assert file(api, scene, "2026-05-14", end_half="am").json()["days"] == 0.5
    halves = [(found["am"], found["pm"]) for found in (day(api, scene, f"2026-05-{on}") for on in (11, 12, 13))]
    assert halves == [("on_post", "leave"), ("on_post", "leave"), ("leave", "on_post")]


def test_annual_leave_skips_rest_days_other_leave_does_not(api: Api, scene: Scene) -> None:
    annual = approved(api, scene, "2026-05-15", "2026-05-18", type="annual")
    assert annual["days"] == 2
    assert [day(api, scene, f"2026-05-{on}")["state"] for on in (15, 16, 17, 18)] == ["leave", "rest", "rest", "leave"]
    family = file(api, scene, "2026-05-22", "2026-05-25", type="family").json()
    assert (family["days"], family["level"]) == (4, "organisation")
    weekend = file(api, scene, "2026-06-06", "2026-06-07", type="annual")
    assert (weekend.status_code, weekend.json()["errors"][0]["code"]) == (422, "no-workday")


def test_longer_leave_goes_on_to_the_organization_department(api: Api, scene: Scene) -> None:
    leave = file(api, scene, "2026-05-11", "2026-05-14").json()
    assert step(api, scene.orgadmin, leave, "approve").status_code == 403
    referred = step(api, scene.supervisor, leave, "approve").json()
    assert referred["status"] == "referred"
    assert day(api, scene, "2026-05-11")["state"] == "on_post"
    assert step(api, scene.supervisor, referred, "approve").status_code == 403
    done = step(api, scene.orgadmin, referred, "approve").json()
    assert (done["status"], day(api, scene, "2026-05-14")["state"]) == ("approved", "leave")
    assert [one["kind"] for one in done["steps"]] == ["submit", "refer", "approve"]


def test_two_steps_are_two_people_whatever_roles_one_of_them_holds(api: Api, county: County, scene: Scene) -> None:
    county.grant(scene.supervisor, Role.ORGADMIN, county.region)
    referred = step(api, scene.supervisor, file(api, scene, "2026-05-11", "2026-05-14").json(), "approve").json()
    for verb, words in (("approve", {}), ("reject", {"reason": "汛期在岗"})):
        refused = step(api, scene.supervisor, referred, verb, **words)
        assert (refused.status_code, refused.json()["code"]) == (403, "referrer-decides")
    assert step(api, scene.orgadmin, referred, "approve").json()["status"] == "approved"


def test_beyond_the_department_the_document_of_the_one_above_is_named(api: Api, scene: Scene) -> None:
    leave = file(api, scene, "2026-05-11", "2026-05-18").json()
    assert leave["level"] == "above"
    referred = step(api, scene.supervisor, leave, "approve").json()
    refused = step(api, scene.orgadmin, referred, "approve")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/approval_no")
    done = step(api, scene.orgadmin, referred, "approve", approval_no="江组复〔2026〕9号").json()
    assert (done["status"], done["approval_no"]) == ("approved", "江组复〔2026〕9号")


def test_an_absence_in_pieces_is_decided_as_one(api: Api, scene: Scene) -> None:
    """Three days and the two after the weekend are five: the second piece goes on to the Organization Department."""
    approved(api, scene, "2026-05-13", "2026-05-15")
    piece = file(api, scene, "2026-05-18", "2026-05-19").json()
    assert (piece["days"], piece["level"]) == (2, "organisation")
    assert step(api, scene.supervisor, piece, "approve").json()["status"] == "referred"
    apart = file(api, scene, "2026-05-21").json()
    assert (apart["days"], apart["level"]) == (1, "receiving")


def test_nobody_decides_their_own_whatever_roles_they_hold(api: Api, scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.township)
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    leave = file(api, scene, "2026-05-07").json()
    for verb, body in (("approve", {}), ("reject", {"reason": "不同意"})):
        assert step(api, scene.cadre, leave, verb, **body).status_code == 403
    standing = step(api, scene.supervisor, leave, "approve").json()
    ended = step(api, scene.cadre, standing, "end").json()
    assert ended["status"] == "approved", "one's own word confirms nothing"
    assert step(api, scene.cadre, ended, "cancel", reason="不休了").status_code == 409


def test_rejected_with_a_reason_and_the_days_are_free_again(api: Api, scene: Scene) -> None:
    leave = file(api, scene, "2026-05-11").json()
    assert step(api, scene.supervisor, leave, "reject").status_code == 422
    rejected = step(api, scene.supervisor, leave, "reject", reason="当天全镇防汛演练").json()
    assert rejected["status"] == "rejected"
    own = api.as_(scene.cadre).get(f"{URL}/{leave['id']}").json()
    assert own["steps"][-1]["comment"] == "当天全镇防汛演练"
    assert step(api, scene.supervisor, rejected, "approve").json()["code"] == "leave-decided"
    assert file(api, scene, "2026-05-11").status_code == 201


def test_half_a_day_is_taken_once(api: Api, scene: Scene) -> None:
    first = file(api, scene, "2026-05-11", "2026-05-12", end_half="am").json()
    refused = file(api, scene, "2026-05-12", "2026-05-13")
    assert (refused.status_code, refused.json()["code"]) == (409, "leave-overlaps")
    assert refused.json()["other"] == {"id": first["id"], "start_on": "2026-05-11", "end_on": "2026-05-12"}
    assert "2026-05-11" in refused.json()["detail"]
    assert file(api, scene, "2026-05-12", "2026-05-13", start_half="pm").status_code == 201


def test_outside_the_term_is_no_leave(api: Api, scene: Scene) -> None:
    for start, end, pointer in (
        ("2025-12-31", "2026-01-02", "/start_on"),
        ("2026-12-30", "2027-01-02", "/end_on"),
    ):
        refused = file(api, scene, start, end)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    for body in (
        asked(scene, "2026-05-12", "2026-05-11"),
        asked(scene, "2026-05-12", start_half="pm", end_half="am"),
        asked(scene, "2026-05-12", reason="病"),
        asked(scene, "2026-05-12", type="holiday"),
        asked(scene, "2026-05-12", note="x"),
    ):
        assert api.as_(scene.cadre).post(URL, json=body).status_code == 422


def test_the_same_id_is_filed_once(api: Api, scene: Scene) -> None:
    wanted = str(uuid4())
    first = file(api, scene, "2026-05-11", id=wanted)
    again = file(api, scene, "2026-05-11", id=wanted)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert file(api, scene, "2026-05-12", id=wanted).json()["code"] == "id-reused"
    other = asked(scene, "2026-05-11", id=wanted, on_behalf_reason="住院")
    assert api.as_(scene.supervisor).post(URL, json=other).status_code == 404
    assert len(scene.trail("leave.file")) == 1


def test_a_decision_again_is_the_same_answer_and_another_is_a_conflict(api: Api, scene: Scene) -> None:
    second = scene.county.person("郑重", Role.SUPERVISOR, scene.township)
    leave = file(api, scene, "2026-05-11").json()
    done = step(api, scene.supervisor, leave, "approve")
    assert step(api, scene.supervisor, leave, "approve").json() == done.json()
    late = step(api, second, leave, "reject", reason="人手不够")
    assert (late.status_code, late.json()["code"]) == (409, "version-conflict")
    assert late.json()["current"]["status"] == "approved"
    assert len(scene.trail("leave.approve")) == 1


def test_taken_back_before_it_begins_revoked_afterwards(api: Api, scene: Scene) -> None:
    waiting = file(api, scene, "2026-05-11").json()
    assert step(api, scene.supervisor, waiting, "cancel", reason="弄错了").json()["code"] == "leave-decided"
    assert step(api, scene.cadre, waiting, "cancel").json()["status"] == "cancelled"
    coming = approved(api, scene, "2026-05-11")
    plain = api.as_(scene.cadre).get(scene.days_url, params={"month": "2026-05"}).json()
    assert step(api, scene.cadre, coming, "cancel").json()["status"] == "cancelled"
    assert day(api, scene, "2026-05-11")["state"] == "on_post"
    begun = approved(api, scene, "2026-05-08")
    assert plain != api.as_(scene.cadre).get(scene.days_url, params={"month": "2026-05"}).json()
    assert step(api, scene.cadre, begun, "cancel").json()["code"] == "leave-begun"
    assert step(api, scene.supervisor, begun, "cancel").status_code == 422
    gone = step(api, scene.supervisor, begun, "cancel", reason="临时有会，没有休").json()
    assert (gone["status"], day(api, scene, "2026-05-08")["state"]) == ("cancelled", "on_post")


def test_back_early_gives_the_days_back_once_the_unit_confirms(api: Api, scene: Scene) -> None:
    leave = approved(api, scene, "2026-05-06", "2026-05-08")
    said = step(api, scene.cadre, leave, "end", ended_on="2026-05-07", ended_half="am").json()
    assert (said["status"], said["ended_on"]) == ("approved", "2026-05-07")
    assert day(api, scene, "2026-05-08")["state"] == "leave", "nobody shortens their own leave"
    closed = step(api, scene.supervisor, said, "end").json()
    assert (closed["status"], closed["ended_on"], closed["ended_half"]) == ("closed", "2026-05-07", "am")
    found = day(api, scene, "2026-05-07")
    assert (found["am"], found["pm"], day(api, scene, "2026-05-08")["state"]) == ("leave", "on_post", "on_post")
    assert file(api, scene, "2026-05-08").status_code == 201
    assert [event.action for event in scene.trail("leave.end") + scene.trail("leave.close")] == [
        "leave.end",
        "leave.close",
    ]


def test_back_late_needs_a_leave_of_its_own(api: Api, scene: Scene) -> None:
    leave = approved(api, scene, "2026-05-05", "2026-05-06", end_half="am")
    for ended, half in (("2026-05-07", None), ("2026-05-06", "pm")):
        late = step(api, scene.cadre, leave, "end", ended_on=ended, ended_half=half)
        assert (late.status_code, late.json()["errors"][0]["code"]) == (422, "late-return")
    early = step(api, scene.cadre, leave, "end", ended_on="2026-05-04")
    assert early.json()["errors"][0]["code"] == "before-start"
    done = step(api, scene.cadre, leave, "end").json()
    assert (done["ended_on"], done["ended_half"]) == ("2026-05-06", "am")
    coming = approved(api, scene, "2026-05-08", "2026-05-09", start_half="am")
    assert step(api, scene.cadre, coming, "end").json()["errors"][0]["pointer"] == "/ended_on"
    assert step(api, scene.cadre, coming, "end", ended_on="2026-05-09").json()["errors"][0]["code"] == "future-day"
    later = approved(api, scene, "2026-05-20")
    assert step(api, scene.cadre, later, "end").json()["code"] == "leave-not-begun"


def test_filed_after_the_fact_is_marked_and_after_the_close_explained(api: Api, scene: Scene) -> None:
    assert file(api, scene, "2026-05-07").json()["retroactive"] is True
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-04", state="closed"))
    refused = file(api, scene, "2026-04-16")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/late_reason")
    leave = file(api, scene, "2026-04-16", late_reason="住院期间没有填").json()
    assert (leave["after_close"], leave["late_reason"]) == (True, "住院期间没有填")
    step(api, scene.supervisor, leave, "approve")
    assert day(api, scene, "2026-04-16")["state"] == "leave"


def test_filed_for_a_cadre_who_cannot_and_approved_by_another(api: Api, scene: Scene) -> None:
    second = scene.county.person("郑重", Role.SUPERVISOR, scene.township)
    body = asked(scene, "2026-05-11")
    missing = api.as_(scene.supervisor).post(URL, json=body)
    assert (missing.status_code, missing.json()["errors"][0]["pointer"]) == (422, "/on_behalf_reason")
    leave = api.as_(scene.supervisor).post(URL, json=body | {"on_behalf_reason": "本人急诊住院"}).json()
    assert leave["filed_by"] == "周敏"
    refused = step(api, scene.supervisor, leave, "approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "maker-decides")
    assert step(api, second, leave, "approve").json()["status"] == "approved"
    for person in (scene.sender, scene.finance):
        assert api.as_(person).post(URL, json=body | {"on_behalf_reason": "本人急诊住院"}).status_code == 403


def test_a_signed_form_lets_the_maker_enter_the_decision(api: Api, scene: Scene) -> None:
    liaison = scene.county.person("陆遥", Role.LIAISON, scene.county.region)
    host = scene.county.unit("江州市商务局")
    programme = scene.county.programme("外派", reviewed_by="liaison")
    away = scene.county.secondment(scene.county.person("许文澜", Role.CADRE), programme, host, scene.sending)
    body = asked(scene, "2026-05-11", secondment_id=str(away.id), on_behalf_reason="对方单位不用本系统")
    leave = api.as_(liaison).post(URL, json=body).json()
    scan, before = uuid4(), PORTS.owns_attachment
    PORTS.owns_attachment = lambda work, wanted: wanted == scan
    try:
        paper = {"basis": "paper", "comment": "江州市商务局请假审批单"}
        assert step(api, liaison, leave, "approve", **paper).json()["errors"][0]["pointer"] == "/attachment_id"
        unknown = step(api, liaison, leave, "approve", **paper, attachment_id=str(uuid4()))
        assert unknown.json()["errors"][0]["code"] == "unknown"
        done = step(api, liaison, leave, "approve", **paper, attachment_id=str(scan)).json()
    finally:
        PORTS.owns_attachment = before
    assert (done["status"], done["steps"][-1]["basis"]) == ("approved", "paper")


def test_a_word_that_must_not_be_stored_is_refused(api: Api, scene: Scene) -> None:
    refused = file(api, scene, "2026-05-11", reason="身份证 11010519491231002X 要补办")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")


def test_a_confirmed_month_asks_anew_when_leave_comes_into_it(api: Api, scene: Scene) -> None:
    confirm = {"unit_id": str(scene.township.id), "basis": "online"}
    month = f"/api/v1/attendance/{scene.month}"
    api.as_(scene.supervisor).post(f"{month}/confirm", json=confirm)
    approved(api, scene, "2026-04-16")
    row = api.as_(scene.supervisor).get(month).json()["items"][0]
    assert (row["confirmation"]["changed"], row["attended_days"]) == (True, 20)
    assert [(one["code"], one["first_on"]) for one in row["exceptions"]] == [("leave", "2026-04-16")]


@pytest.fixture
def _march() -> Any:
    with time_machine.travel(datetime(2026, 3, 3, 4, 0, tzinfo=UTC), tick=True):
        yield


@pytest.mark.usefixtures("_march")
def test_worked_example_2_february_pays_465_yuan(api: Api, scene: Scene) -> None:
    """Domain.md section 4: sick on 14, half of 26, duty on 17: 15.5 × 30 = 465.00."""
    orgadmin, supervisor = api.as_(scene.orgadmin), api.as_(scene.supervisor)
    rate = {"programme_id": str(scene.programme.id), "amount_fen": 3000, "valid_from": "2026-01-01"}
    assert orgadmin.post("/api/v1/rates", json=rate).status_code == 201
    approved(api, scene, "2026-02-14", type="sick")
    approved(api, scene, "2026-02-26", end_half="am")
    duty = {"state": "on_post", "reason": "春节值班"}
    assert supervisor.put(f"{scene.days_url}/2026-02-17", json=duty).status_code == 200
    confirm = {"unit_id": str(scene.township.id), "basis": "online"}
    assert supervisor.post("/api/v1/attendance/2026-02/confirm", json=confirm).status_code == 200
    wanted = {"programme_id": str(scene.programme.id)}
    finance = api.as_(scene.finance)
    calculated = finance.post("/api/v1/allowances/2026-02/calculate", json=wanted)
    assert calculated.status_code == 200, calculated.text
    row = finance.get("/api/v1/allowances/2026-02", params=wanted).json()["rows"][0]
    assert (row["payable_days"], row["subsidy_fen"]) == (15.5, 46500)
    lines = finance.get("/api/v1/allowances/2026-02/lines", params={"secondment_id": str(scene.secondment.id)})
    assert lines.status_code == 200
    assert "sick" not in lines.text
    assert REASON not in lines.text


@pytest.mark.usefixtures("_march")
def test_a_run_that_leave_came_into_is_not_closed_on_old_figures(api: Api, scene: Scene) -> None:
    """February is calculated and approved; leave inside it makes the run stale instead of corrupting it."""
    wanted = {"programme_id": str(scene.programme.id)}
    rate = wanted | {"amount_fen": 3000, "valid_from": "2026-01-01"}
    api.as_(scene.orgadmin).post("/api/v1/rates", json=rate)
    confirm = {"unit_id": str(scene.township.id), "basis": "online"}
    api.as_(scene.supervisor).post("/api/v1/attendance/2026-02/confirm", json=confirm)
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-01", state="closed"))
    checker = api.as_(scene.county.person("沈知遥", Role.FINANCE, scene.county.region))
    assert api.as_(scene.finance).post("/api/v1/allowances/2026-02/calculate", json=wanted).status_code == 200
    assert checker.post("/api/v1/allowances/2026-02/approve", json=wanted).status_code == 200
    approved(api, scene, "2026-02-25")
    stale = api.as_(scene.finance).post("/api/v1/allowances/2026-02/close", json=wanted)
    assert (stale.status_code, stale.json()["code"]) == (409, "run-stale")
    assert date(2026, 2, 25).isoformat() in str(scene.trail("leave.approve")[-1].facts)
