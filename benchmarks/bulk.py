"""The rows that come by the hundred thousand, made by the database itself."""

from datetime import date, datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.types import Uuid

from app.core import clock
from app.core.db import metadata
from benchmarks.texts import CONTENT, DIFFICULTY, OUTCOME, PLACE

IDS = {
    "postgresql": "(lpad(to_hex({since} + row_number() over ()), 12, '0') || '70008' "
    "|| substr(md5(random()::text), 1, 15))::uuid",
    "sqlite": "printf('%012x', {since} + row_number() over ()) || '70008' || substr(lower(hex(randomblob(8))), 1, 15)",
}
"""A new id as `app.core.ids` would mint it: ordered by time."""
DAYS = {
    "postgresql": "SELECT generate_series(CAST(:first AS date), CAST(:last AS date), interval '1 day')::date AS day_on",
    "sqlite": "WITH RECURSIVE days(day_on) AS (SELECT :first UNION ALL "
    "SELECT date(day_on, '+1 day') FROM days WHERE day_on < :last) SELECT day_on FROM days",
}
ONE_IN_TEN = {"postgresql": "random() < 0.1", "sqlite": "abs(random()) % 10 = 0"}
OBJECT = {"postgresql": "CAST({} AS jsonb)", "sqlite": "{}"}

RECORDS = """
INSERT INTO daily_records (id, version, created_at, updated_at, secondment_id, cadre_id, unit_id, work_on, day_type,
  status, items, difficulty, attachment_ids, late_sync, resubmitted, mending, imported, addenda_count, submitted_at)
SELECT {id}, 1, {at}, {at}, s.id, s.cadre_id, s.receiving_unit_id, d.day_on, 'on_post',
  CASE WHEN {tenth} THEN 'submitted' ELSE 'approved' END, {items}, :difficulty, {empty}, false, false, false, false,
  0, {at}
FROM ({days}) d CROSS JOIN secondments s
"""
VERSIONS = """
INSERT INTO record_versions (id, record_id, secondment_id, number, action, status, client_id, body_digest, content,
  actor_id, at)
SELECT {id}, r.id, r.secondment_id, 1, 'submit', 'submitted', r.id, :digest, {items}, r.cadre_id, r.created_at
FROM daily_records r
"""
EVENTS = """
INSERT INTO audit_events (id, at, actor_kind, actor_id, action, subject_type, subject_id, unit_id, after_digest,
  facts, request_id, address)
SELECT {id}, r.created_at, 'person', r.cadre_id, 'records.submit', 'record', CAST(r.id AS varchar(36)), r.unit_id,
  :digest, {facts}, '00000000000000000000000000000000', '127.0.0.1'
FROM daily_records r
"""
RUN = """
INSERT INTO allowance_runs (id, version, created_at, updated_at, programme_id, month, state)
SELECT :run, 1, {at}, {at}, p.id, :month, 'calculated' FROM programmes p
"""
ROWS = """
INSERT INTO allowance_rows (id, run_id, secondment_id, cadre_id, unit_id, status, payable_halves, subsidy_fen, trips,
  transport_fen, adjustment_fen, total_fen, exceptions, explanation)
SELECT {id}, :run, s.id, s.cadre_id, s.receiving_unit_id, 'payable', 2 * :days, 10000 * :days, 0, 0, 0,
  10000 * :days, '[]', '{{}}'
FROM secondments s
"""
LINES = """
INSERT INTO allowance_lines (run_id, secondment_id, cadre_id, day_on, state, source, am, pm, halves, rate_fen,
  amount_fen, reason)
SELECT :run, s.id, s.cadre_id, d.day_on, 'on_post', 'calendar', 'on_post', 'on_post', 2, 10000, 10000, ''
FROM ({days}) d CROSS JOIN secondments s
"""


def records(connection: Connection, first: date, last: date) -> None:
    """A record for every secondment and day, one in ten waiting; a version and an audit event for each."""
    noon = clock.beijing_midnight(last) + timedelta(hours=12)
    items = [{"text": CONTENT, "slot": None, "category": None, "place": PLACE, "outcome": OUTCOME}]
    _run(connection, RECORDS, noon, items=items, empty=[], difficulty=DIFFICULTY, first=first, last=last)
    content = {"day_type": "on_post", "items": items, "difficulty": DIFFICULTY}
    _run(connection, VERSIONS, noon, items=content, digest="0" * 64)
    _run(connection, EVENTS, noon, facts={"status": "submitted", "created": True}, digest="0" * 64)


def allowances(connection: Connection, months: list[str], ids: list[UUID]) -> None:
    """A calculated run for each month: a row for every secondment, a line for each of its first thirty days."""
    for month, run in zip(months, ids, strict=True):
        first, last = clock.month_bounds(month)
        last = min(last, first + timedelta(days=29))
        noon = clock.beijing_midnight(first)
        _run(connection, RUN, noon, run=run, month=month)
        _run(connection, ROWS, noon, run=run, days=(last - first).days + 1)
        _run(connection, LINES, noon, run=run, first=first, last=last)


def _run(connection: Connection, template: str, at: datetime, **values: object) -> None:
    kind = connection.dialect.name
    since = int(at.timestamp() * 1000)
    marks = {"items": ":items", "empty": ":empty", "facts": ":facts"}
    marks = {name: OBJECT[kind].format(mark) for name, mark in marks.items()}
    spelled = {"id": IDS[kind].format(since=since), "days": DAYS[kind], "tenth": ONE_IN_TEN[kind], "at": ":at"}
    statement = text(template.format(**spelled, **marks))
    if ":at" in str(statement):
        values["at"] = at if kind == "postgresql" else at.strftime("%Y-%m-%d %H:%M:%S.%f")
    plain = {
        name: orjson.dumps(value).decode() if isinstance(value, list | dict) else value
        for name, value in values.items()
    }
    if kind == "sqlite":
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in plain.items()}
    uuids = [bindparam(name, type_=Uuid()) for name, value in plain.items() if isinstance(value, UUID)]
    connection.execute(statement.bindparams(*uuids), plain)


def indexes_aside(connection: Connection, table: str) -> list[str]:
    """Drop a table's indexes and constraints on PostgreSQL for a bulk load; returns what makes them again."""
    name = metadata.tables[table].name
    found = connection.execute(
        text(
            "SELECT indexdef, indexrelid::regclass::text AS index_name, conname, pg_get_constraintdef(c.oid) AS rule "
            "FROM pg_indexes i JOIN pg_index x ON x.indexrelid = i.indexname::regclass "
            "LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.conrelid = x.indrelid "
            "WHERE i.tablename = :name"
        ),
        {"name": name},
    ).all()
    again = []
    for definition, index, constraint, rule in found:
        drop = f"ALTER TABLE {name} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}"
        connection.execute(text(drop))
        again.append(f"ALTER TABLE {name} ADD CONSTRAINT {constraint} {rule}" if constraint else definition)
    return again
