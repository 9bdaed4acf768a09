"""Approve, return, withdraw, undo, several at once: who may, when, and that the same again changes nothing."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from app.core import events
from app.core.actor import Role
from app.core.work import Work
from tests.factories import County
from tests.records.conftest import Town, problem, write

DECISIONS: dict[str, dict[str, Any]] = {
    "approve": {"version": 1, "comment": "写得清楚"},
    "return": {"version": 1, "reason": "请写明走访了哪几户"},
}
AFTER = {"approve": "approved", "return": "returned"}


@pytest.mark.parametrize("act", DECISIONS)
def test_a_reviewer_decides(town: Town, act: str) -> None:
    record = town.submitted()
    answer = town.post(record["id"], act, **DECISIONS[act])
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    body = answer.json()
    assert (body["status"], body["decided_by_id"]) == (AFTER[act], str(town.supervisor.id))
    assert body["decision_comment"] == list(DECISIONS[act].values())[1]
    assert town.api.as_(town.cadre).get(town.path()).json() == body


@pytest.mark.parametrize("act", DECISIONS)
def test_the_same_decision_again_is_the_same_answer(town: Town, act: str) -> None:
    record = town.submitted()
    first = town.post(record["id"], act, **DECISIONS[act])
    assert town.post(record["id"], act, **DECISIONS[act]).json() == first.json()
    other = town.post(record["id"], act, town.people["second_supervisor"], **DECISIONS[act])
    assert problem(other) == (409, "version-conflict")
    assert other.json()["current"] == first.json()


@pytest.mark.parametrize("act", DECISIONS)
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("second_supervisor", 200),
        ("leader", 403),
        ("sender", 403),
        ("orgadmin", 403),
        ("finance", 403),
        ("other_supervisor", 404),
        ("sysadmin", 404),
        ("inspector", 404),
        ("stranger", 404),
    ],
)
def test_who_decides(town: Town, act: str, who: str, expected: int) -> None:
    record = town.submitted()
    assert town.post(record["id"], act, town.people[who], **DECISIONS[act]).status_code == expected
    assert town.api.as_(town.cadre).get(town.path()).json()["version"] == (2 if expected == 200 else 1)


def test_nobody_decides_on_their_own(town: Town) -> None:
    town.county.grant(town.cadre, Role.SUPERVISOR, town.county.region)
    record = town.submitted()
    assert problem(town.post(record["id"], "approve", town.cadre, version=1)) == (403, "forbidden")
    answer = town.api.as_(town.cadre).post(
        "/api/v1/records/review", json={"decision": "approve", "records": [{"id": record["id"], "version": 1}]}
    )
    assert [(item["status"], item["code"]) for item in answer.json()["items"]] == [(403, "forbidden")]


def test_drafts_are_unknown_to_reviewers(town: Town) -> None:
    record = town.put(submit=False).json()
    assert problem(town.post(record["id"], "approve", version=1)) == (404, "not-found")


@pytest.mark.parametrize(("reviewed_by", "expected"), [("receiving", 403), ("group_leader", 200)])
def test_the_group_leader_decides_where_the_programme_says_so(town: Town, reviewed_by: str, expected: int) -> None:
    programme = town.county.programme("小组", reviewed_by=reviewed_by)
    cadre = town.county.person("组员", Role.CADRE, town.sending)
    own = town.county.secondment(cadre, programme, town.receiving)
    leader = town.county.person("新组长")
    town.county.group(leader, own)
    record = town.put(who=cadre, secondment=own).json()
    assert town.post(record["id"], "approve", leader, version=1).status_code == expected


@pytest.mark.parametrize(("reviewed_by", "expected"), [("receiving", 403), ("liaison", 200)])
def test_the_liaison_decides_for_hosts_outside(town: Town, reviewed_by: str, expected: int) -> None:
    programme = town.county.programme("外派", reviewed_by=reviewed_by)
    elsewhere = town.county.unit("某市某区")
    cadre = town.county.person("在外", Role.CADRE, town.sending)
    own = town.county.secondment(cadre, programme, elsewhere)
    liaison = town.county.person("联络员", Role.LIAISON, town.county.region)
    record = town.put(who=cadre, secondment=own).json()
    read = town.api.as_(liaison).get(f"/api/v1/records/{record['id']}").json()
    assert ("items" in read) is (expected == 200)
    assert town.post(record["id"], "approve", liaison, version=1).status_code == expected


def test_under_monthly_review_nothing_is_decided(town: Town) -> None:
    programme = town.county.programme("按月", review="monthly")
    person = town.county.person("月")
    own = town.county.secondment(person, programme, town.receiving)
    record = town.put(who=person, secondment=own).json()
    for act, body in DECISIONS.items():
        assert problem(town.post(record["id"], act, **body)) == (409, "reviewed-monthly")


def test_a_decision_needs_the_present_version(town: Town) -> None:
    record = town.submitted()
    newer = town.put(version=1).json()
    answer = town.post(record["id"], "approve", version=1)
    assert problem(answer) == (409, "version-conflict")
    assert answer.json()["current"] == newer


@pytest.mark.parametrize("act", [*DECISIONS, "withdraw", "undo"])
def test_a_closed_month_is_decided(town: Town, act: str) -> None:
    record = town.submitted()
    if act == "undo":
        town.post(record["id"], "approve", version=1)
    town.close()
    who = town.cadre if act == "withdraw" else town.supervisor
    assert problem(town.post(record["id"], act, who, **DECISIONS.get(act, {}))) == (409, "month-closed")


@pytest.mark.parametrize("body", [{}, {"version": 1}])
def test_the_author_withdraws_before_a_decision(town: Town, body: dict[str, int]) -> None:
    record = town.submitted()
    answer = town.post(record["id"], "withdraw", town.cadre, **body)
    assert (answer.status_code, answer.json()["status"], answer.json()["version"]) == (200, "draft", 2)
    assert town.post(record["id"], "withdraw", town.cadre, **body).json() == answer.json()
    assert town.api.as_(town.supervisor).get(f"/api/v1/records/{record['id']}").status_code == 404
    assert town.put(version=2).json()["status"] == "submitted"


def test_withdrawal_without_a_body_at_all(town: Town) -> None:
    record = town.submitted()
    assert town.api.as_(town.cadre).post(f"/api/v1/records/{record['id']}/withdraw").json()["status"] == "draft"


@pytest.mark.parametrize(("act", "code"), [("approve", "already-approved"), ("return", "not-submitted")])
def test_what_is_decided_is_not_withdrawn(town: Town, act: str, code: str) -> None:
    record = town.submitted()
    town.post(record["id"], act, **DECISIONS[act])
    assert problem(town.post(record["id"], "withdraw", town.cadre)) == (409, code)
    assert problem(town.post(record["id"], "withdraw", town.supervisor)) == (403, "forbidden")


@pytest.mark.parametrize("act", DECISIONS)
def test_the_decider_undoes_on_the_same_day(town: Town, act: str, clock: time_machine.Traveller) -> None:
    record = town.submitted()
    town.post(record["id"], act, **DECISIONS[act])
    assert problem(town.post(record["id"], "undo", town.people["second_supervisor"])) == (403, "forbidden")
    clock.shift(60 * 60 * 11)
    answer = town.post(record["id"], "undo", version=2)
    assert (answer.status_code, answer.json()["status"]) == (200, "submitted")
    assert answer.json()["decided_by_id"] is None
    assert town.post(record["id"], "undo", version=2).json() == answer.json()
    assert town.post(record["id"], "undo").json() == answer.json()


def test_undo_ends_with_the_day(town: Town, clock: time_machine.Traveller) -> None:
    record = town.submitted()
    town.post(record["id"], "approve", version=1)
    clock.shift(60 * 60 * 12)
    assert problem(town.post(record["id"], "undo")) == (409, "undo-expired")


def test_undo_ends_when_the_author_writes_on(town: Town) -> None:
    record = town.submitted()
    town.post(record["id"], "return", **DECISIONS["return"])
    town.put(version=2, submit=False)
    assert problem(town.post(record["id"], "undo")) == (409, "changed-since")


def test_nothing_to_undo(town: Town) -> None:
    record = town.submitted()
    assert problem(town.post(record["id"], "undo")) == (409, "nothing-to-undo")


def test_several_at_once_each_with_its_own_outcome(town: Town) -> None:
    fine, stale = town.submitted("2026-04-14"), town.submitted("2026-04-13")
    town.put("2026-04-13", version=1)
    asked = [(fine["id"], 1), (stale["id"], 1), (str(uuid4()), 1)]
    body = {"decision": "approve", "comment": "好", "records": [{"id": key, "version": v} for key, v in asked]}
    answer = town.api.as_(town.supervisor).post("/api/v1/records/review", json=body)
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [(item["id"], item["status"], item["code"]) for item in items] == [
        (fine["id"], 200, None),
        (stale["id"], 409, "version-conflict"),
        (asked[2][0], 404, "not-found"),
    ]
    assert items[0]["record"]["status"] == "approved"
    again = town.api.as_(town.supervisor).post("/api/v1/records/review", json=body).json()["items"]
    assert [item["status"] for item in again] == [200, 409, 404]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"decision": "return"}, "/comment"),
        ({"decision": "burn"}, "/decision"),
        ({"records": []}, "/records"),
        ({"records": [{"id": str(uuid4()), "version": 1}] * 51}, "/records"),
        ({"records": [{"id": "x", "version": 1}]}, "/records/0/id"),
        ({"records": [{"id": str(uuid4()), "version": 0}]}, "/records/0/version"),
    ],
)
def test_wrong_bulk_requests_are_named(town: Town, changes: dict[str, Any], pointer: str) -> None:
    body = {"decision": "approve", "records": [{"id": str(uuid4()), "version": 1}]} | changes
    answer = town.api.as_(town.supervisor).post("/api/v1/records/review", json=body)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


def test_a_reason_is_asked_to_return(town: Town) -> None:
    record = town.submitted()
    answer = town.post(record["id"], "return", version=1)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/reason")


def test_a_reason_holds_no_secret(town: Town) -> None:
    record = town.submitted()
    answer = town.post(record["id"], "return", version=1, reason="身份证 11010519491231002X 不要写")
    assert problem(answer) == (422, "blocked-content")
    assert "11010519491231002X" not in answer.text


def test_news_goes_to_the_domains_above(town: Town) -> None:
    heard: list[tuple[str, dict[str, Any]]] = []
    topics = ("record.submitted", "record.returned", "record.approved")
    listeners = {topic: (lambda work, facts, topic=topic: heard.append((topic, facts))) for topic in topics}
    for topic, listener in listeners.items():
        events.subscribe(topic, listener)
    try:
        body = write()
        record = town.put(body=body).json()
        town.put(body=body)
        town.post(record["id"], "return", **DECISIONS["return"])
        town.put(version=2)
        town.post(record["id"], "approve", version=3)
    finally:
        for topic, listener in listeners.items():
            events._subscribers[topic].remove(listener)
    assert [topic for topic, _ in heard] == [
        "record.submitted",
        "record.returned",
        "record.submitted",
        "record.approved",
    ]
    assert all(facts["person_id"] == town.cadre.id and str(facts["record_id"]) == record["id"] for _, facts in heard)


def test_a_failing_subscriber_fails_the_whole(town: Town, county: County) -> None:
    def fail(work: Work, facts: dict[str, Any]) -> None:
        raise ValueError("no inbox")

    record = town.submitted()
    events.subscribe("record.approved", fail)
    try:
        with pytest.raises(ValueError, match="no inbox"):
            town.post(record["id"], "approve", version=1)
    finally:
        events._subscribers["record.approved"].remove(fail)
    assert town.api.as_(town.cadre).get(town.path()).json()["status"] == "submitted"


def test_addenda_stand_beneath_approved_text(town: Town) -> None:
    record = town.submitted()
    path = f"/api/v1/records/{record['id']}/addenda"
    body = {"id": str(uuid4()), "text": "当天另到卫生院送药。", "reason": "当时漏记"}
    me = town.api.as_(town.cadre)
    assert problem(me.post(path, json=body)) == (409, "not-final")
    town.post(record["id"], "approve", version=1)
    first = me.post(path, json=body)
    assert first.status_code == 201
    again = me.post(path, json=body)
    assert (again.status_code, again.json()) == (200, first.json())
    assert problem(me.post(path, json=body | {"text": "别的内容"})) == (409, "id-reused")
    assert problem(town.api.as_(town.supervisor).post(path, json=body)) == (403, "forbidden")
    assert problem(me.post(path, json={"text": "绝密★10年 某文", "reason": "补充"})) == (422, "blocked-content")
    seen = town.api.as_(town.supervisor).get(town.path()).json()
    assert [one["text"] for one in seen["addenda"]] == ["当天另到卫生院送药。"]
    assert (seen["items"], seen["status"], seen["version"]) == (record["items"], "approved", 3)
    listed = me.get("/api/v1/records?cadre_id=me").json()["items"][0]
    assert listed == seen


def test_addenda_stand_beneath_closed_months_too(town: Town) -> None:
    record = town.submitted()
    town.close()
    path = f"/api/v1/records/{record['id']}/addenda"
    body = {"text": "补充一句。", "reason": "结账后发现漏记"}
    assert town.api.as_(town.cadre).post(path, json=body).status_code == 201


def test_power_over_an_ended_secondment_ends(town: Town, clock: time_machine.Traveller) -> None:
    person = town.county.person("已满", Role.CADRE, town.sending)
    own = town.county.secondment(person, town.programme, town.receiving, end_on=date(2026, 4, 20))
    record = town.put(who=person, secondment=own).json()
    clock.shift(60 * 60 * 24 * 66)
    assert problem(town.post(record["id"], "approve", version=1)) == (404, "not-found")
