"""The fast way stores the same rows and gives the same answers as the plain one, and knows when to step aside."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import text

from app.core import events
from app.core.actor import SYSTEM
from app.core.db import Database
from app.core.work import Work
from app.records import service
from app.records.hot import hot_path
from app.secondments.access import hold_month
from tests.records.conftest import Town, problem, write

TABLES = ("daily_records", "record_versions", "audit_events")
MINTED = {"id", "record_id", "subject_id", "seq", "request_id", "work_on", "client_id", "body_digest", "after_digest"}


def rows(database: Database, table: str) -> list[dict[str, Any]]:
    """The stored rows as the driver gives them."""
    with database.session(write=False) as session:
        return [
            dict(row)
            for row in session.connection().execute(text(f"SELECT * FROM {table} ORDER BY id")).mappings()  # noqa: S608
        ]


@contextmanager
def counted() -> Iterator[list[int]]:
    """Counts the writes of the plain way."""
    taken: list[int] = []
    plain = service.put_record

    def put_record(*args: Any) -> Any:
        taken.append(1)
        return plain(*args)

    with patch.object(service, "put_record", put_record):
        yield taken


BODIES = [
    {
        "submit": True,
        "difficulty": "缺冷链车",
        "client": {"created_at": "2026-04-15T11:00:00+08:00", "edit_seconds": 40},
    },
    {"submit": False, "day_type": "rest", "items": []},
    {
        "items": [{"text": "联系会计 13800138000", "slot": "上午", "place": "柳湾村", "outcome": "已核对"}],
        "takeaway": "心得",
    },
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("on", ["2026-04-15", "2026-04-10"])
def test_both_ways_store_and_answer_alike(town: Town, database: Database, body: dict[str, Any], on: str) -> None:
    other = town.county.secondment(town.cadre, town.programme, town.receiving)
    fast = town.put(on, **body)
    hot_path(database).enabled = False
    plain = town.put(on, secondment=other, **body)
    assert (fast.status_code, plain.status_code) == (201, 201)
    left, right = fast.json(), plain.json()
    assert list(left) == list(right)
    assert {k: v for k, v in left.items() if k not in ("id", "secondment_id")} == {
        k: v for k, v in right.items() if k not in ("id", "secondment_id")
    }
    assert fast.headers["etag"] == plain.headers["etag"]
    for table in TABLES:
        first, second = rows(database, table)
        compared = MINTED | {"secondment_id"}
        assert {k: v for k, v in first.items() if k not in compared} == {
            k: v for k, v in second.items() if k not in compared
        }, table


def test_digests_are_alike_too(town: Town, database: Database) -> None:
    """The digest that a write leaves is the digest from which the next act starts."""
    record = town.submitted()
    town.post(record["id"], "approve", version=1)
    first, second = sorted(rows(database, "audit_events"), key=lambda row: row["seq"])
    assert first["after_digest"] == second["before_digest"] != second["after_digest"]


def test_a_free_day_takes_the_fast_way(town: Town) -> None:
    with counted() as plain:
        for on in ("2026-04-10", "2026-04-11", "2026-04-13", "2026-04-14", "2026-04-15"):
            assert town.put(on).status_code == 201
    assert plain == []


def test_a_known_write_comes_back_after_the_fast_way(town: Town) -> None:
    body = write()
    with counted() as plain:
        first, again = town.put(body=body), town.put(body=body)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert len(plain) == 1


def test_the_fast_way_is_off_while_somebody_listens(town: Town) -> None:
    heard: list[dict[str, Any]] = []

    def listen(work: Work, facts: dict[str, Any]) -> None:
        heard.append(facts)

    events.subscribe("record.submitted", listen)
    try:
        with counted() as plain:
            assert town.put().status_code == 201
            assert town.put("2026-04-14", submit=False).status_code == 201
    finally:
        events._subscribers["record.submitted"].remove(listen)
    assert (len(plain), len(heard)) == (1, 1)


@pytest.mark.parametrize("limit", [1, 2, 50])
def test_ones_own_days_are_listed_alike(town: Town, database: Database, limit: int) -> None:
    town.submitted("2026-04-13", client={"created_at": "2026-04-13T18:00:00+08:00"})
    town.put("2026-04-14", submit=False, items=[{"text": "走访", "place": "柳湾村"}], takeaway="心得")
    returned = town.submitted("2026-04-15")
    town.post(returned["id"], "return", version=1, reason="请补充")
    town.put("2026-04-15", version=2, submit=False)
    me = town.api.as_(town.cadre)
    fast = me.get(f"/api/v1/records?cadre_id=me&limit={limit}")
    hot_path(database).enabled = False
    plain = me.get(f"/api/v1/records?cadre_id=me&limit={limit}")
    assert (fast.status_code, fast.json()) == (plain.status_code, plain.json())
    assert [list(item) for item in fast.json()["items"]] == [list(item) for item in plain.json()["items"]]


def test_a_writer_that_fails_leaves_the_day_to_the_plain_way(town: Town, database: Database) -> None:
    path = hot_path(database)
    if database.is_sqlite:
        broken = patch.object(path._writer, "_insert_record", "INSERT INTO nowhere VALUES (1)")
    else:
        broken = patch.object(path._writer, "_statement", "SELECT 1/0 FROM nowhere")
    with broken, counted() as plain:
        assert town.put().status_code == 201
    assert plain == [1]
    with counted() as plain:
        assert town.put("2026-04-14").status_code == 201
    assert plain == []


def test_a_policy_or_term_that_changed_counts_at_once(town: Town, database: Database) -> None:
    assert town.put("2026-04-14").status_code == 201
    with database.session(write=True) as session:
        session.connection().execute(text("UPDATE programme_policies SET backfill_free_days = 0"))
        session.commit()
    answer = town.put("2026-04-13")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/late_reason")
    with database.session(write=True) as session:
        session.connection().execute(text("UPDATE secondments SET recalled_on = '2026-04-12'"))
        session.commit()
    assert problem(town.put("2026-04-15")) == (422, "invalid")


def test_closing_waits_for_writers_and_writers_for_closing(town: Town, database: Database) -> None:
    """A month that is being closed takes no day that its closer did not see, whichever way the day comes."""
    closer = Work(database, SYSTEM, writes=True)
    answers: list[Any] = []
    writers = [
        threading.Thread(target=lambda on=on: answers.append(town.put(on))) for on in ("2026-04-15", "2026-04-14")
    ]
    town.api.as_(town.cadre).get("/api/v1/records")
    with closer:
        hold_month(closer, town.programme.id, "2026-04", exclusive=True)
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(0.3)
        assert answers == []
        statement = text(
            "INSERT INTO month_locks (programme_id, month, state) VALUES (:programme, '2026-04', 'closed')"
        )
        key = town.programme.id.hex if database.is_sqlite else town.programme.id
        closer.session.connection().execute(statement, {"programme": key})
    for writer in writers:
        writer.join(10)
    assert sorted(problem(answer) for answer in answers) == [(409, "month-closed")] * 2
    assert rows(database, "daily_records") == []
