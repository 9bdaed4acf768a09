"""PUT of a day: every rule of the contract in its order, on both databases."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from app.core.actor import Role, Scope
from app.records.models import DailyRecord, RecordStatus
from app.secondments.models import SecondmentStatus
from tests.records.conftest import BOTH_WAYS, Town, pointers, problem, write

pytestmark = BOTH_WAYS


def test_a_new_day_is_201_and_carries_its_etag(town: Town) -> None:
    answer = town.put(submit=False)
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    body = answer.json()
    assert (body["status"], body["version"], body["work_on"]) == ("draft", 1, "2026-04-15")
    assert body["items"][0]["text"] == "走访柳湾村三户低保户，核对春耕物资。"
    read = town.api.as_(town.cadre).get(town.path())
    assert (read.status_code, read.headers["etag"], read.json()) == (200, '"1"', body)


def test_a_known_write_answers_what_stands_and_writes_nothing(town: Town) -> None:
    body = write(submit=True)
    first = town.put(body=body)
    second = town.put(body=write(), version=1)
    again = town.put(body=body)
    assert (first.status_code, second.status_code, again.status_code) == (201, 200, 200)
    assert again.json() == second.json()
    assert (
        town.api.as_(town.cadre).get(f"/api/v1/records/{first.json()['id']}/versions").json()["items"][-1]["number"]
        == 2
    )


def test_a_known_client_id_with_another_body_is_refused(town: Town) -> None:
    body = write()
    town.put(body=body)
    assert problem(town.put(body=body | {"takeaway": "另有心得"}, version=1)) == (409, "client-id-reused")
    assert problem(town.put("2026-04-14", body=body)) == (409, "client-id-reused")


def test_a_change_needs_the_version_that_it_builds_on(town: Town) -> None:
    created = town.put(submit=False).json()
    absent = town.put(submit=False)
    assert problem(absent) == (409, "version-conflict")
    assert absent.json()["current"] == created
    newer = town.put(submit=False, version=1).json()
    stale = town.put(submit=False, version=1)
    assert problem(stale) == (412, "stale-version")
    assert stale.json()["current"] == newer


@pytest.mark.parametrize(("header", "status"), [('W/"1"', 200), ("1", 200), ("x", 422), ('"-1"', 422)])
def test_if_match_is_a_version(town: Town, header: str, status: int) -> None:
    town.put(submit=False)
    answer = town.api.as_(town.cadre).put(town.path(), json=write(submit=False), headers={"If-Match": header})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("before", "submit", "after"),
    [
        (["draft"], False, "draft"),
        (["draft"], True, "submitted"),
        (["submit"], True, "submitted"),
        (["submit", "return"], False, "returned"),
        (["submit", "return"], True, "submitted"),
    ],
)
def test_states_after_a_write(town: Town, before: list[str], submit: bool, after: str) -> None:
    record = town.put(submit=before[0] == "submit").json()
    if "return" in before:
        record = town.post(record["id"], "return", version=1, reason="请写明村名").json()
    answer = town.put(version=record["version"], submit=submit)
    assert (answer.status_code, answer.json()["status"]) == (200, after)
    assert answer.json()["version"] == record["version"] + 1
    assert answer.json()["resubmitted"] is ("return" in before and submit)


def test_the_same_text_saved_again_is_a_version_of_its_own(town: Town) -> None:
    town.put(submit=False)
    assert town.put(submit=False, version=1).json()["version"] == 2


def test_what_is_decided_or_submitted_is_not_overwritten(town: Town) -> None:
    record = town.submitted()
    assert problem(town.put(version=1, submit=False)) == (409, "already-submitted")
    assert town.post(record["id"], "approve", version=1).status_code == 200
    assert problem(town.put(version=2)) == (409, "already-approved")


def test_a_closed_month_takes_nothing(town: Town) -> None:
    town.put("2026-04-14", submit=False)
    town.close()
    assert problem(town.put()) == (409, "month-closed")
    assert problem(town.put("2026-04-14", version=1)) == (409, "month-closed")


def test_imported_days_stand(town: Town) -> None:
    row = DailyRecord(
        secondment_id=town.secondment.id,
        cadre_id=town.cadre.id,
        unit_id=town.receiving.id,
        work_on=date(2026, 4, 14),
        day_type="on_post",
        status=RecordStatus.SUBMITTED,
        imported=True,
    )
    town.county.add(row)
    assert problem(town.put("2026-04-14", version=1)) == (409, "imported")


@pytest.mark.parametrize(
    ("on", "reason", "expected"),
    [
        ("2026-04-15", None, 201),
        ("2026-04-10", None, 201),
        ("2026-04-09", None, (422, "invalid")),
        ("2026-04-09", "下乡无信号", 201),
        ("2026-04-01", "住院", 201),
        ("2026-03-31", "住院", (409, "backfill-closed")),
        ("2026-04-16", None, (422, "invalid")),
    ],
)
def test_the_window(town: Town, on: str, reason: str | None, expected: Any) -> None:
    answer = town.put(on, late_reason=reason)
    assert (answer.status_code if expected == 201 else problem(answer)) == expected
    if on == "2026-04-09" and reason is None:
        assert pointers(answer) == ["/late_reason"]
    if on == "2026-04-16":
        assert pointers(answer) == ["/work_on"]


def test_a_day_that_was_unlocked_may_be_written(town: Town) -> None:
    path = f"/api/v1/secondments/{town.secondment.id}/days/2026-03-05/unlock"
    assert problem(town.put("2026-03-05", late_reason="补写")) == (409, "backfill-closed")
    opened = town.api.as_(town.supervisor).post(path, json={"reason": "住院期间未能填写"})
    assert (opened.status_code, opened.json()["on"]) == (200, "2026-03-05")
    assert town.api.as_(town.supervisor).post(path, json={"reason": "再来一次"}).json() == opened.json()
    assert town.put("2026-03-05").status_code == 201
    assert problem(town.api.as_(town.cadre).post(path, json={"reason": "自己开"})) == (403, "forbidden")
    assert problem(town.api.as_(town.people["stranger"]).post(path, json={"reason": "外人开"})) == (404, "not-found")


def test_a_write_made_in_time_that_arrives_late_is_taken_and_marked(town: Town) -> None:
    client = {"created_at": "2026-03-06T18:00:00+08:00", "edit_seconds": 70}
    answer = town.put("2026-03-05", client=client)
    assert (answer.status_code, answer.json()["late_sync"]) == (201, True)
    assert town.put(client={"created_at": "2026-04-15T11:00:00+08:00"}).json()["late_sync"] is False


def test_a_returned_day_stays_open_after_the_window(town: Town, clock: time_machine.Traveller) -> None:
    record = town.submitted()
    town.post(record["id"], "return", version=1, reason="请写明村名")
    clock.shift(60 * 60 * 24 * 12)
    assert town.put("2026-04-15", version=2).status_code == 200


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"items": []}, "/items"),
        ({"items": [{"text": "写"}]}, "/items/0/text"),
        ({"items": [{"text": "字" * 201}]}, "/items/0/text"),
        ({"items": [{"text": "六项"}] * 6}, "/items"),
        ({"items": [{"text": "好的", "mood": "开心"}]}, "/items/0/mood"),
        ({"items": [{"text": "字" * 200}] * 4, "difficulty": "难" * 201}, "/items"),
        ({"day_type": "holiday"}, "/day_type"),
        ({"client_id": "1"}, "/client_id"),
        ({"submit": None}, "/submit"),
        ({"difficulty": "难" * 501}, "/difficulty"),
        ({"takeaway": "得" * 501}, "/takeaway"),
        ({"late_reason": "因" * 201}, "/late_reason"),
        ({"attachment_ids": [str(uuid4())] * 2}, "/attachment_ids"),
        ({"attachment_ids": [str(uuid4()) for _ in range(4)]}, "/attachment_ids"),
        ({"attachment_ids": [str(uuid4())]}, "/attachment_ids/0"),
        ({"client": {"created_at": "2026-04-15T10:00:00"}}, "/client/created_at"),
        ({"client": {"created_at": "2026-04-15T10:00:00Z", "edit_seconds": -1}}, "/client/edit_seconds"),
        ({"client": {"created_at": "9999-12-31T23:59:59Z"}}, "/client/created_at"),
        ({"client": {"created_at": "0001-01-01T00:00:00+08:00"}}, "/client/created_at"),
        ({"score": 5}, "/score"),
    ],
)
def test_wrong_input_is_named(town: Town, changes: dict[str, Any], pointer: str) -> None:
    answer = town.put(body=write(**changes))
    assert (answer.status_code, pointers(answer)) == (422, [pointer])
    assert town.api.as_(town.cadre).get(town.path()).status_code == 404


@pytest.mark.parametrize("day_type", ["leave", "rest"])
def test_leave_and_rest_need_no_item(town: Town, day_type: str) -> None:
    assert town.put(day_type=day_type, items=[]).status_code == 201


def test_the_longest_text_is_taken(town: Town) -> None:
    items = [{"text": "字" * 200}] * 5
    assert town.put(items=items).status_code == 201
    assert pointers(town.put("2026-04-14", items=items, takeaway="多")) == ["/items"]


@pytest.mark.parametrize(
    ("field", "secret"),
    [("text", "办理 11010519491231002X 的低保"), ("text", "机密★1年 文件要点"), ("outcome", "卡号6222021234567890128")],
)
def test_blocked_content_is_refused_without_repeating_it(town: Town, field: str, secret: str) -> None:
    item = {"text": "走访群众"} | {field: secret}
    answer = town.put(items=[item])
    assert problem(answer) == (422, "blocked-content")
    assert pointers(answer) == [f"/items/0/{field}"]
    assert secret not in answer.text
    assert town.api.as_(town.cadre).get(town.path()).status_code == 404


def test_warnings_come_with_the_answer(town: Town) -> None:
    answer = town.put(items=[{"text": "联系村会计 13800138000 核对"}])
    assert answer.status_code == 201
    [warning] = answer.json()["warnings"]
    assert (warning["pointer"], warning["code"]) == ("/items/0/text", "phone")
    english = town.api.as_(town.cadre).put(
        town.path("2026-04-14"),
        json=write(items=[{"text": "联系村会计 13800138000 核对"}]),
        headers={"Accept-Language": "en"},
    )
    assert english.json()["warnings"][0]["detail"].isascii()


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2025-12-31", (422, "invalid")), ("2027-01-01", (422, "invalid")), ("nonsense", (422, "invalid"))],
)
def test_days_outside_the_term(town: Town, on: str, expected: tuple[int, str]) -> None:
    answer = town.put(on, late_reason="补写")
    assert problem(answer) == expected
    assert pointers(answer) == ["/work_on"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (SecondmentStatus.APPROVED, (409, "not-on-post")),
        (SecondmentStatus.ARCHIVED, (409, "secondment-archived")),
        (SecondmentStatus.DRAFT, (404, "not-found")),
    ],
)
def test_a_secondment_that_is_not_running(town: Town, status: SecondmentStatus, expected: tuple[int, str]) -> None:
    other = town.county.secondment(town.county.person("新人"), town.programme, town.receiving, status=status)
    person = town.county.person("本人")
    own = town.county.secondment(person, town.programme, town.receiving, status=status)
    assert problem(town.put(who=person, secondment=own)) == expected
    assert problem(town.put(who=town.cadre, secondment=other)) == (404, "not-found")


def test_power_ends_sixty_days_after_the_term(town: Town, clock: time_machine.Traveller) -> None:
    person = town.county.person("已满", Role.CADRE, town.sending)
    ended = date(2026, 2, 10)
    own = town.county.secondment(
        person, town.programme, town.receiving, end_on=ended, status=SecondmentStatus.COMPLETED
    )
    assert problem(town.put("2026-02-10", who=person, secondment=own)) == (403, "forbidden")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("second_supervisor", 403),
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
def test_nobody_else_writes(town: Town, who: str, expected: int) -> None:
    assert town.put(who=town.people[who]).status_code == expected
    assert town.api.as_(town.cadre).get(town.path()).status_code == 404


def test_the_anonymous_and_clients_do_not_write(town: Town) -> None:
    assert problem(town.api.anonymous.put(town.path(), json=write())) == (401, "unauthenticated")
    _, client = town.client(*Scope)
    assert problem(client.put(town.path(), json=write())) == (403, "forbidden")
