"""Formal checks from the draw to the close: who may do what, in which order, and what each learns."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import Role
from app.records.models import DayUnlock
from app.reminders.models import InboxMessage
from app.spot_checks import service_steps
from tests.factories import Api, County
from tests.spot_checks.formal import URL, Field, build, findings, found, people


@pytest.fixture
def field(county: County) -> Field:
    return build(county)


@pytest.fixture
def check(api: Api, field: Field) -> dict[str, Any]:
    """The first check of a draw."""
    drawn: dict[str, Any] = field.draw(api)["checks"][0]
    return drawn


def test_a_check_goes_from_the_draw_to_the_close(api: Api, field: Field, check: dict[str, Any]) -> None:
    cadre, first, second = people(field, check)
    url = f"{URL}/{check['id']}"
    assert api.as_(cadre).get(url).status_code == 404
    assert [one["id"] for one in api.as_(first).get(URL).json()["items"] if one["id"] == check["id"]]
    written = api.as_(first).put(f"{url}/findings", json=findings()).json()
    assert (written["status"], [one["signed_at"] is None for one in written["inspectors"]].count(True)) == (
        "visited",
        1,
    )
    assert api.as_(cadre).get(url).status_code == 404
    signed = api.as_(second).post(f"{url}/confirm", json={"version": written["version"]}).json()
    assert (signed["status"], signed["finding"], signed["due_on"]) == ("findings", "rectify", "2026-07-24")
    seen = api.as_(cadre).get(url).json()
    assert (seen["difficulties"], seen["signal_id"]) == (findings()["difficulties"], None)
    answer = {"version": seen["version"], "text": "已与园区商定，下周起调整班车。"}
    replied = api.as_(cadre).post(f"{url}/reply", json=answer).json()
    assert replied["status"] == "replied"
    early = api.as_(field.orgadmin).post(f"{url}/close", json={"version": replied["version"]})
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (422, "/reason")
    done = {"version": replied["version"], "text": "班车已延到二十点，记录已补充。"}
    rectified = api.as_(cadre).post(f"{url}/rectify", json=done).json()
    assert rectified["status"] == "rectified"
    back = {"version": rectified["version"], "reason": "请补上调整后的班车时刻", "due_on": "2026-07-31"}
    returned = api.as_(field.orgadmin).post(f"{url}/return", json=back).json()
    assert (returned["status"], returned["due_on"]) == ("replied", "2026-07-31")
    again = api.as_(cadre).post(f"{url}/rectify", json=done | {"version": returned["version"]}).json()
    closed = api.as_(field.orgadmin).post(f"{url}/close", json={"version": again["version"]})
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    assert api.as_(field.orgadmin).post(f"{url}/close", json={"version": 1}).json() == closed.json()
    with field.county.database.session(write=False) as session:
        trail = session.exec(select(AuditEvent.action).where(AuditEvent.subject_id == check["id"])).all()
        told = session.exec(select(InboxMessage.kind, InboxMessage.person_id)).all()
    steps = ["findings", "sign", "reply", "rectify", "send_back", "rectify", "close"]
    assert [one for one in trail if one != "spot_checks.read"] == [f"spot_checks.{step}" for step in steps]
    kinds = {kind for kind, person_id in told if person_id == cadre.id}
    assert kinds == {"spot_check.found", "spot_check.sent_back"}


def test_the_same_again_changes_nothing(api: Api, field: Field, check: dict[str, Any]) -> None:
    cadre, first, second = people(field, check)
    url = f"{URL}/{check['id']}"
    written = api.as_(first).put(f"{url}/findings", json=findings())
    assert api.as_(first).put(f"{url}/findings", json=findings()).json() == written.json()
    other = api.as_(second).put(f"{url}/findings", json=findings(consistent="no"))
    assert (other.status_code, other.json()["code"]) == (409, "version-conflict")
    etag = {"If-Match": written.headers["ETag"]}
    mended = api.as_(second).put(f"{url}/findings", json=findings(consistent="no"), headers=etag)
    assert (mended.status_code, mended.json()["consistent"]) == (200, "no")
    assert api.as_(second).put(f"{url}/findings", json=findings(note="又一版"), headers=etag).status_code == 412
    assert api.as_(second).post(f"{url}/confirm", json={"version": 1}).json()["status"] == "visited"
    body = {"version": mended.json()["version"]}
    signed = api.as_(first).post(f"{url}/confirm", json=body)
    assert api.as_(first).post(f"{url}/confirm", json=body).json() == signed.json()
    late = api.as_(first).put(f"{url}/findings", json=findings(note="事后改写"))
    assert (late.status_code, late.json()["code"]) == (409, "findings-signed")
    answer = {"version": signed.json()["version"], "text": "收到。"}
    replied = api.as_(cadre).post(f"{url}/reply", json=answer)
    assert api.as_(cadre).post(f"{url}/reply", json=answer).json() == replied.json()
    assert api.as_(cadre).post(f"{url}/reply", json=answer | {"text": "改写"}).json()["code"] == "already-replied"


def test_each_does_their_own_part_and_no_other(api: Api, field: Field, check: dict[str, Any]) -> None:
    cadre, first, _ = people(field, check)
    url = f"{URL}/{check['id']}"
    stranger = field.county.person("外人", Role.SUPERVISOR, field.townships[0])
    idle = field.inspectors[2]
    for person in (stranger, idle, cadre):
        assert api.as_(person).get(url).status_code == 404
        assert api.as_(person).put(f"{url}/findings", json=findings()).status_code == 404
        assert api.as_(person).get(f"{url}/sample").status_code == 404
    assert api.anonymous.get(url).status_code == 401
    assert api.as_(field.orgadmin).put(f"{url}/findings", json=findings()).status_code == 403
    view = found(api, field, check)
    body = {"version": view["version"], "text": "代答"}
    for step in ("reply", "rectify"):
        assert api.as_(first).post(f"{url}/{step}", json=body).status_code == 403
        assert api.as_(field.orgadmin).post(f"{url}/{step}", json=body).status_code == 403
    for person in (cadre, first):
        assert api.as_(person).post(f"{url}/close", json={"version": view["version"]}).status_code == 403
        returned = {"version": view["version"], "reason": "不行"}
        assert api.as_(person).post(f"{url}/return", json=returned).status_code == 403
    assert api.as_(cadre).put(f"{url}/findings", json=findings()).status_code == 403
    assert api.as_(cadre).get(f"{url}/sample").status_code == 403
    field.county.grant(first, Role.ORGADMIN, field.county.region)
    own = api.as_(first).post(f"{url}/close", json={"version": view["version"], "reason": "自己办结"})
    assert own.status_code == 403


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"visited_at": "2026-07-11T10:00:00+08:00"}, "/visited_at"),
    ({"visited_at": "2026-07-09T10:00:00+08:00"}, "/visited_at"),
    ({"due_on": None}, "/due_on"),
    ({"finding": "none"}, "/due_on"),
    ({"due_on": "2026-07-01"}, "/due_on"),
    ({"consistent": "mostly"}, "/consistent"),
    ({"score": 5}, "/score"),
    ({"difficulties": "村民身份证号11010519491231002X"}, "/difficulties"),
    ({"attachment_ids": [str(uuid4())]}, "/attachment_ids/0"),
]


def test_wrong_findings_name_their_field(api: Api, field: Field, check: dict[str, Any]) -> None:
    _, first, _ = people(field, check)
    for changes, pointer in WRONG:
        refused = api.as_(first).put(f"{URL}/{check['id']}/findings", json=findings(**changes))
        assert refused.status_code == 422, refused.text
        assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]
    assert api.as_(first).get(f"{URL}/{check['id']}").json()["status"] == "planned"


def test_nothing_found_is_closed_without_a_reply(api: Api, field: Field, check: dict[str, Any]) -> None:
    cadre = people(field, check)[0]
    view = found(api, field, check, finding="none", due_on=None, consistent="yes")
    url = f"{URL}/{check['id']}"
    refused = api.as_(cadre).post(f"{url}/rectify", json={"version": view["version"], "text": "没什么"})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing-to-rectify")
    assert api.as_(field.orgadmin).post(f"{url}/close", json={"version": view["version"]}).json()["status"] == "closed"


def test_the_sample_is_read_by_its_inspectors_and_logged(api: Api, field: Field, check: dict[str, Any]) -> None:
    cadre, first, _ = people(field, check)
    on = check["dates"][0]
    record = {
        "client_id": str(uuid4()),
        "day_type": "on_post",
        "items": [{"text": "陪两家企业看地块"}],
        "submit": True,
        "late_reason": "山里没有信号",
    }
    day = date.fromisoformat(on)
    field.county.add(DayUnlock(secondment_id=UUID(check["secondment_id"]), work_on=day, reason="住院"))
    written = api.as_(cadre).put(f"/api/v1/secondments/{check['secondment_id']}/records/{on}", json=record)
    assert written.status_code == 201, written.text
    sample = api.as_(first).get(f"{URL}/{check['id']}/sample").json()
    assert [one["on"] for one in sample["dates"]] == check["dates"]
    assert [one["items"] and one["items"][0]["text"] for one in sample["dates"]] == ["陪两家企业看地块", [], []]
    assert [one["am"] for one in sample["dates"]] == ["on_post"] * 3
    assert [one["month"] for one in sample["pay"]] == ["2026-06"]
    with field.county.database.session(write=False) as session:
        reads = session.exec(select(AuditEvent).where(AuditEvent.action == "spot_checks.sample")).all()
    assert [(one.actor_id, one.facts["dates"]) for one in reads] == [(first.id, check["dates"])]


def test_a_question_that_led_here_learns_of_the_outcome(
    api: Api, field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, Any]] = []
    real = service_steps.publish

    def listen(work: Any, topic: str, **facts: Any) -> None:
        if topic == "spot_check.closed":
            heard.append(facts)
        real(work, topic, **facts)

    monkeypatch.setattr(service_steps, "publish", listen)
    signal_id, secondment_id = str(uuid4()), str(field.secondments[0].id)
    drawn = field.draw(api, scope={"secondment_id": secondment_id}, size=1, signal_id=signal_id)
    check = drawn["checks"][0]
    view = found(api, field, check, finding="none", due_on=None)
    url = f"{URL}/{check['id']}"
    assert view["signal_id"] is None
    assert api.as_(field.orgadmin).get(url).json()["signal_id"] == signal_id
    api.as_(field.orgadmin).post(f"{url}/close", json={"version": view["version"]})
    assert [(str(one["signal_id"]), str(one["secondment_id"]), one["finding"]) for one in heard] == [
        (signal_id, secondment_id, "none")
    ]


def test_the_sheet_prints_before_and_after_the_visit(api: Api, field: Field, check: dict[str, Any]) -> None:
    cadre, first, _ = people(field, check)
    url = f"{URL}/{check['id']}/sheet.pdf"
    empty = api.as_(first).get(url)
    assert (empty.status_code, empty.content[:5]) == (200, b"%PDF-")
    found(api, field, check, note="㼆字照样印得出来")
    assert api.as_(cadre).get(url).content[:5] == b"%PDF-"
