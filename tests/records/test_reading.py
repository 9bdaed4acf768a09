"""Who sees which record and how much of it; lists, mirrors, versions; the queue and the signs for the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.accounts.authority import person_actor
from app.accounts.models import Person
from app.core.actor import Role, Scope
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.work import Work
from app.records import service
from app.records.models import DailyRecord, DayType, RecordStatus, RecordVersion
from app.records.window import Verdict
from tests.records.conftest import Town, problem

TEXT = {"items", "difficulty", "takeaway", "late_reason", "decision_comment", "addenda", "attachment_ids"}
FULL, STATES, NOTHING = "full", "states", "nothing"
SEES = {
    "cadre": FULL,
    "supervisor": FULL,
    "second_supervisor": FULL,
    "leader": FULL,
    "sender": FULL,
    "orgadmin": STATES,
    "finance": STATES,
    "other_supervisor": NOTHING,
    "sysadmin": NOTHING,
    "inspector": NOTHING,
    "stranger": NOTHING,
}


def person(town: Town, name: str) -> Person:
    return {"cadre": town.cadre, "supervisor": town.supervisor}.get(name) or town.people[name]


@contextmanager
def acting(town: Town, who: Person) -> Iterator[Work]:
    """A reading unit of work of a person."""
    with town.county.database.session(write=False) as session:
        actor = person_actor(session, who)
    with Work(town.county.database, actor, writes=False) as work:
        yield work


@pytest.mark.parametrize("name", SEES)
def test_one_record_and_lists_agree(town: Town, name: str) -> None:
    record = town.submitted(difficulty="缺少冷链车")
    draft = town.put("2026-04-14", submit=False).json()
    reader = town.api.as_(person(town, name))
    paths = [f"/api/v1/records/{record['id']}", town.path()]
    listed = reader.get("/api/v1/records").json()["items"]
    if SEES[name] == NOTHING:
        assert [problem(reader.get(path)) for path in paths] == [(404, "not-found")] * 2
        assert listed == []
        return
    for seen in [*(reader.get(path).json() for path in paths), listed[0]]:
        assert TEXT & seen.keys() == (TEXT if SEES[name] == FULL else set())
        assert (seen["id"], seen["status"], seen["day_type"]) == (record["id"], "submitted", "on_post")
    ids = [item["id"] for item in listed]
    assert ids == ([record["id"], draft["id"]] if name == "cadre" else [record["id"]])
    assert reader.get(f"/api/v1/records/{draft['id']}").status_code == (200 if name == "cadre" else 404)
    assert reader.get(f"/api/v1/records/{record['id']}/versions").status_code == (200 if SEES[name] == FULL else 403)


def test_a_client_with_the_scope_sees_states(town: Town) -> None:
    record = town.submitted()
    town.put("2026-04-14", submit=False)
    _, client = town.client(Scope.RECORDS_STATUS)
    [item] = client.get("/api/v1/records").json()["items"]
    assert item["id"] == record["id"]
    assert not TEXT & item.keys()
    assert client.get(town.path()).json() == item
    assert problem(client.get(f"/api/v1/records/{record['id']}/versions")) == (403, "forbidden")
    _, other = town.client(Scope.ATTENDANCE_READ)
    assert problem(other.get("/api/v1/records")) == (403, "forbidden")
    elsewhere = town.county.api_client(Scope.RECORDS_STATUS, unit=town.county.unit("外县"))
    assert town.api.as_client(elsewhere).get("/api/v1/records").json()["items"] == []


def test_an_unsubmitted_mend_is_its_authors_alone(town: Town) -> None:
    record = town.submitted(takeaway="原来的心得", day_type="training")
    town.post(record["id"], "return", version=1, reason="请补充")
    town.put(version=2, submit=False, takeaway="还没写完的心得", items=[{"text": "没写完"}])
    path = f"/api/v1/records/{record['id']}"
    assert town.api.as_(town.cadre).get(path).json()["takeaway"] == "还没写完的心得"
    for seen in (
        town.api.as_(town.supervisor).get(path).json(),
        town.api.as_(town.supervisor).get("/api/v1/records").json()["items"][0],
    ):
        assert (seen["takeaway"], seen["items"], seen["day_type"]) == ("原来的心得", record["items"], "training")
    versions = town.api.as_(town.supervisor).get(f"{path}/versions")
    assert "没写完" not in versions.text
    town.put(version=3, takeaway="写完的心得")
    assert town.api.as_(town.supervisor).get(path).json()["takeaway"] == "写完的心得"


def test_versions_may_leave_out_what_was_not_said(town: Town) -> None:
    """History written by other hands than the service's own is read as well."""
    ids = {"secondment_id": town.secondment.id, "cadre_id": town.cadre.id, "unit_id": town.receiving.id}
    items = [{"text": "走访柳湾村"}]
    row = DailyRecord(
        **ids, work_on=date(2026, 4, 14), day_type=DayType.ON_POST, status=RecordStatus.RETURNED, items=items
    )
    content = {"day_type": "on_post", "items": items, "attachment_ids": []}
    version = RecordVersion(
        record_id=row.id, secondment_id=row.secondment_id, number=1, action="submit", status=row.status, content=content
    )
    town.county.add(row, version)
    assert town.put("2026-04-14", version=1, submit=False).status_code == 200
    seen = town.api.as_(town.supervisor).get(f"/api/v1/records/{row.id}")
    assert (seen.status_code, [item["text"] for item in seen.json()["items"]]) == (200, ["走访柳湾村"])
    assert town.api.as_(town.cadre).get(f"/api/v1/records/{row.id}/versions").status_code == 200


def test_versions_tell_what_changed(town: Town) -> None:
    record = town.submitted(items=[{"text": "走访柳湾村三户低保户"}])
    town.post(record["id"], "return", version=1, reason="请写明时间")
    town.put(version=2, items=[{"text": "上午走访柳湾村三户低保户"}])
    town.post(record["id"], "approve", version=3, comment="好")
    answer = town.api.as_(town.supervisor).get(f"/api/v1/records/{record['id']}/versions").json()
    acts = [(one["number"], one["action"], one["status"], one["actor_name"]) for one in answer["items"]]
    assert acts == [
        (1, "submit", "submitted", "林晓"),
        (2, "return", "returned", "赵镇长"),
        (3, "submit", "submitted", "林晓"),
        (4, "approve", "approved", "赵镇长"),
    ]
    assert [one["comment"] for one in answer["items"]] == [None, "请写明时间", None, "好"]
    [change] = answer["items"][2]["changes"]
    assert (change["pointer"], change["change"]) == ("/items/0/text", "changed")
    assert "".join(part["text"] for part in change["segments"] if part["op"] == "added") == "上午"
    assert answer["items"][3]["changes"] == []


def test_filters(town: Town) -> None:
    first, second = town.submitted("2026-04-13"), town.submitted("2026-04-14")
    third = town.put("2026-04-15", submit=False).json()
    me = town.api.as_(town.cadre)

    def ids(**query: Any) -> list[str]:
        answer = me.get("/api/v1/records", params=query)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    everything = [third["id"], second["id"], first["id"]]
    assert ids() == ids(cadre_id="me") == ids(cadre_id=str(town.cadre.id)) == everything
    assert ids(secondment_id=str(town.secondment.id)) == ids(unit_id=str(town.receiving.id)) == everything
    assert ids(unit_id=str(town.county.region.id)) == everything
    assert ids(unit_id=str(town.sending.id)) == ids(cadre_id=str(town.supervisor.id)) == []
    assert ids(status="draft") == [third["id"]]
    assert ids(**{"from": "2026-04-14", "to": "2026-04-14"}) == [second["id"]]


def test_pages_are_stable_under_inserts(town: Town) -> None:
    days = ["2026-04-10", "2026-04-13", "2026-04-14"]
    records = [town.submitted(day) for day in days]
    me = town.api.as_(town.cadre)
    page = me.get("/api/v1/records?limit=2").json()
    assert [item["work_on"] for item in page["items"]] == ["2026-04-14", "2026-04-13"]
    town.submitted("2026-04-15")
    rest = me.get("/api/v1/records", params={"limit": 2, "cursor": page["next_cursor"]}).json()
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([records[0]["id"]], None)


def test_a_mirror_misses_nothing(town: Town, clock: time_machine.Traveller) -> None:
    record = town.submitted("2026-04-14")
    me = town.api.as_(town.supervisor)
    page = me.get("/api/v1/records?changed_since=2026-04-15T00:00:00Z").json()
    assert [item["id"] for item in page["items"]] == [record["id"]]
    assert page["next_since"] == "2026-04-15T03:59:30Z"
    clock.shift(60)
    assert me.get("/api/v1/records", params={"changed_since": "2026-04-15T04:00:30Z"}).json()["items"] == []
    town.post(record["id"], "approve", version=1)
    later = me.get("/api/v1/records", params={"changed_since": "2026-04-15T04:00:30Z"}).json()["items"]
    assert [item["status"] for item in later] == ["approved"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "cursor=zzz",
        "status=lost",
        "from=x",
        "changed_since=2026-04-15T00:00:00",
        "cadre_id=you",
    ],
)
def test_wrong_queries_are_422(town: Town, query: str) -> None:
    answer = town.api.as_(town.cadre).get(f"/api/v1/records?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/" + query.split("=", maxsplit=1)[0])


@pytest.mark.parametrize("path", ["records", "records/019d8f4b-c200-7c7b-aed0-914689b46796"])
def test_the_anonymous_read_nothing(town: Town, path: str) -> None:
    assert problem(town.api.anonymous.get(f"/api/v1/{path}")) == (401, "unauthenticated")


def test_the_queue_is_a_card_for_each_cadre_and_week(town: Town) -> None:
    colleague = town.county.person("孙干", Role.CADRE, town.sending)
    other = town.county.secondment(colleague, town.programme, town.receiving)
    for day in ("2026-04-10", "2026-04-13", "2026-04-15"):
        town.submitted(day, takeaway="心得")
    town.put("2026-04-14", submit=False)
    town.put("2026-04-10", who=colleague, secondment=other)
    with acting(town, town.supervisor) as work:
        queue = service.review_queue(work)
        cards = [(card.week_start_on, card.secondment.cadre_name, len(card.records)) for card in queue.cards]
        assert sorted(cards) == [
            (date(2026, 4, 6), "孙干", 1),
            (date(2026, 4, 6), "林晓", 1),
            (date(2026, 4, 13), "林晓", 2),
        ]
        assert [card.week_start_on for card in queue.cards] == sorted(card.week_start_on for card in queue.cards)
        assert (queue.count, service.count_waiting(work), queue.next_cursor) == (4, 4, None)
        assert {one.takeaway for card in queue.cards for one in card.records} == {"心得", None}
        first = service.review_queue(work, limit=2)
        rest = service.review_queue(work, first.next_cursor, limit=2)
        assert (*first.cards, *rest.cards) == queue.cards
        with pytest.raises(Invalid):
            service.review_queue(work, "yesterday")


@pytest.mark.parametrize("name", [name for name in SEES if name not in ("supervisor", "second_supervisor")])
def test_the_queue_is_empty_for_everybody_else(town: Town, name: str) -> None:
    town.submitted()
    with acting(town, person(town, name)) as work:
        assert service.review_queue(work).count == 0


def test_the_queue_holds_what_can_be_decided(town: Town, clock: time_machine.Traveller) -> None:
    monthly = town.county.programme("按月", review="monthly")
    person_ = town.county.person("月")
    own = town.county.secondment(person_, monthly, town.receiving)
    assert town.put(who=person_, secondment=own).status_code == 201
    town.submitted("2026-04-14")
    record = town.submitted("2026-04-15")
    town.post(record["id"], "approve", version=1)
    with acting(town, town.supervisor) as work:
        assert service.review_queue(work).count == 1
    town.close()
    with acting(town, town.supervisor) as work:
        assert service.review_queue(work).count == 0


def test_the_months_signs(town: Town) -> None:
    town.put("2026-04-15", submit=False)
    first = town.submitted("2026-04-14")
    town.post(first["id"], "return", version=1, reason="请补充")
    second = town.submitted("2026-04-13")
    town.post(second["id"], "approve", version=1)
    third = town.submitted("2026-04-10")
    town.post(third["id"], "return", version=1, reason="请补充")
    town.put("2026-04-10", version=2)
    expected = {10: "resubmitted", 13: "approved", 14: "returned", 15: "draft"}
    with acting(town, town.cadre) as work:
        marks = service.month_marks(work, town.secondment.id, "2026-04")
        assert {on.day: mark.sign for on, mark in marks.items()} == expected
        assert service.month_marks(work, town.secondment.id, "2026-03") == {}
        statuses = service.statuses_between(work, [town.secondment.id], date(2026, 4, 14), date(2026, 4, 30))
        assert statuses[town.secondment.id] == {
            date(2026, 4, 14): RecordStatus.RETURNED,
            date(2026, 4, 15): RecordStatus.DRAFT,
        }
    with acting(town, town.supervisor) as work:
        marks = service.month_marks(work, town.secondment.id, "2026-04")
        assert sorted(on.day for on in marks) == [10, 13, 14]
    with acting(town, town.people["stranger"]) as work, pytest.raises(NotFound):
        service.month_marks(work, town.secondment.id, "2026-04")


def test_todays_state(town: Town) -> None:
    with acting(town, town.cadre) as work:
        empty = service.today_state(work, town.secondment.id, date(2026, 4, 15))
        assert (empty.record, empty.verdict, empty.month_closed, empty.in_term) == (None, Verdict.FREE, False, True)
        assert service.today_state(work, town.secondment.id, date(2026, 4, 9)).verdict is Verdict.REASON_NEEDED
    record = town.put(submit=False).json()
    with acting(town, town.cadre) as work:
        state = service.today_state(work, town.secondment.id, date(2026, 4, 15))
        assert state.record is not None
        assert state.record.id == UUID(record["id"])
    with acting(town, town.supervisor) as work, pytest.raises(Forbidden):
        service.today_state(work, town.secondment.id, date(2026, 4, 15))
