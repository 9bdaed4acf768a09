"""Importing: all of it or nothing, the same again changes nothing, halves are a whole, what is wrong is named."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import func, select, text

from app.core.db import Database
from app.dataset.formats import FORMATS, Kind
from app.dataset.service import NoDatasetError
from app.records.models import DailyRecord, DayType, RecordStatus
from app.registry import metadata
from tests.dataset.making import Dataset, approval, bring, datasets, entry, leave, plain, take_out, term, write
from tests.factories import County
from tests.support.databases import Copies

SOAK = os.environ.get("JISHI_TEST_SOAK") == "1"
TABLES = (
    *("units", "people", "programmes", "programme_policies", "month_locks", "secondments", "postings", "leaves"),
    *("daily_records", "record_versions", "imported_entries", "imported_approvals", "imported_rows", "audit_events"),
)


@pytest.fixture
def fresh(copies: Copies, database_kind: str) -> Callable[[], Any]:
    """Makes one more database of the same kind."""

    @contextmanager
    def made() -> Iterator[Database]:
        with copies.url(database_kind) as url:
            database = Database(url)
            yield database
            database.dispose()

    return made


def everything(database: Database) -> dict[str, int]:
    """How many rows each table has that an import writes into."""
    with database.engine.connect() as connection:
        counts = (select(func.count()).select_from(metadata.tables[name]) for name in TABLES)
        return {name: connection.execute(count).scalar_one() for name, count in zip(TABLES, counts, strict=True)}


def one(database: Database, statement: str, **values: Any) -> Any:
    """The one row of a statement."""
    with database.engine.connect() as connection:
        return connection.execute(text(statement), values).one()


def test_what_goes_in_comes_out_again_and_again_is_nothing_new(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", plain())
    report = bring(database, folder)
    assert (report.written, report.rejected, report.new) == (True, 0, 2 + 1 + 2 + 4 + 2 + 3 + 2)
    assert take_out(database, tmp_path / "out") == plain()
    before = everything(database)
    again = bring(database, folder)
    assert (again.written, again.new, again.rejected) == (True, 0, 0)
    assert everything(database) == before | {"audit_events": before["audit_events"] + 7}
    third = bring(database, tmp_path / "out")
    assert third.new == third.rejected == 0


def test_rows_become_what_the_domain_knows(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path / "in", plain()))
    record = one(
        database,
        "SELECT r.status, r.imported, r.submitted_at, r.decision_comment, r.items, u.name FROM daily_records r"
        " JOIN units u ON u.id = r.unit_id WHERE r.work_on = '2026-03-04'",
    )
    assert (record.status, bool(record.imported), record.decision_comment) == ("returned", True, "请写明地点")
    assert record.name == "东坡区农业农村局"
    items = record.items if isinstance(record.items, list) else json.loads(record.items)
    assert items == [{"text": entry("E2", "C1", "2026-03-04")["content"], "category": "调研"}]
    with database.engine.connect() as connection:
        leaves = connection.execute(text("SELECT type, status, reason FROM leaves ORDER BY type")).all()
        states = set(connection.execute(text("SELECT state, month FROM month_locks")).all())
        people = connection.execute(text("SELECT status, password_hash FROM people")).all()
    assert [tuple(row) for row in leaves] == [("other", "closed", "护理假"), ("sick", "closed", "病假")]
    assert states == {("closed", f"2026-{month:02d}") for month in range(3, 9)}
    assert {tuple(row) for row in people} == {("disabled", None)}


def test_a_second_entry_of_a_day_is_a_version_and_a_row_of_its_own(database: Database, tmp_path: Path) -> None:
    later = entry("E0", "C1", "2026-03-03", submitted_at="2026-03-03T21:00:00+08:00", content="补充：晚上开了院坝会")
    rows = plain(entry=[later, *plain()[Kind.ENTRY]])
    bring(database, write(tmp_path / "in", rows))
    assert take_out(database, tmp_path / "out") == rows
    with database.engine.connect() as connection:
        numbers = connection.execute(
            text("SELECT external_id, number, latest FROM imported_entries WHERE work_on = '2026-03-03' ORDER BY 1")
        ).all()
        versions = connection.execute(text("SELECT number FROM record_versions ORDER BY number")).all()
    assert [(name, number, bool(latest)) for name, number, latest in numbers] == [
        ("E0", 2, True),
        ("E1", 1, False),
        ("E3", 1, True),
    ]
    assert [number for (number,) in versions] == [1, 2]
    record = one(
        database,
        "SELECT r.status FROM daily_records r JOIN imported_entries e ON e.record_id = r.id WHERE e.external_id = 'E0'",
    )
    assert record.status == "submitted", "the approval was of the earlier entry"


@settings(max_examples=200 if SOAK else 6)
@given(rows=datasets())
def test_odd_but_valid_rows_survive(fresh: Callable[[], Any], tmp_path_factory: Any, rows: Dataset) -> None:
    with fresh() as database:
        place = tmp_path_factory.mktemp("odd")
        report = bring(database, write(place / "in", rows))
        assert (report.rejects, report.written) == ([], True)
        assert take_out(database, place / "out") == {kind: [] for kind in Kind} | rows


def halves(rows: Dataset, number: int) -> Dataset:
    """Every second entry and approval; people and terms are needed on both sides."""
    cut = {kind: rows[kind][number::2] for kind in (Kind.ENTRY, Kind.LEAVE, Kind.CLAIM)}
    if number == 0:
        return rows | cut | {Kind.APPROVAL: [], Kind.SECONDMENT: rows[Kind.SECONDMENT][:2]}
    return rows | cut


def test_two_halves_are_one_import(database: Database, fresh: Callable[[], Any], tmp_path: Path) -> None:
    days = [entry(f"E{n}", "C1", f"2026-03-{3 + n // 2:02d}", content=f"第{n}件") for n in range(8)]
    later = term(1, secondment_id="S9", start="2026-03-05", host_unit="另一局")
    rows = plain(entry=days, approval=[approval(f"A{n}", f"E{n}") for n in range(8)])
    rows[Kind.SECONDMENT].append(later)
    bring(database, write(tmp_path / "whole", rows))
    with fresh() as other:
        for number in (0, 1):
            assert bring(other, write(tmp_path / f"half{number}", halves(rows, number))).written
        assert said(other) == said(database)
    assert {(name, unit) for name, *_, unit, _ in said(database) if name in ("E3", "E4")} == {
        ("E3", "东坡区农业农村局"),
        ("E4", "另一局"),
    }, "a day belongs to the secondment that began last"


def said(database: Database) -> set[tuple[Any, ...]]:
    """What records say and what stands behind them, without ids of our own."""
    statement = (
        "SELECT e.external_id, e.number, e.latest, r.status, r.submitted_at, r.decided_at, CAST(r.items AS TEXT),"
        " s.external_id, u.name, a.external_id FROM imported_entries e JOIN daily_records r ON r.id = e.record_id"
        " JOIN secondments s ON s.id = r.secondment_id AND s.id = e.secondment_id JOIN units u ON u.id = r.unit_id"
        " LEFT JOIN imported_approvals a ON a.entry_seq = e.seq"
    )
    with database.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text(statement))}


WRONG: list[tuple[Kind, dict[str, Any], str, str]] = [
    (Kind.CADRE, {"cadre_id": "X", "name": " "}, "name", "missing"),
    (Kind.CADRE, {"cadre_id": 7, "name": "王"}, "cadre_id", "not-id"),
    (Kind.CADRE, plain()[Kind.CADRE][0], "cadre_id", "duplicate"),
    (Kind.SUPERVISOR, {"supervisor_id": "", "name": "李"}, "supervisor_id", "not-id"),
    (Kind.SECONDMENT, term(9), "cadre_id", "unknown-cadre"),
    (Kind.SECONDMENT, term(1, secondment_id="X", end="2026-03-01"), "end", "end-before-start"),
    (Kind.SECONDMENT, term(1, secondment_id="X", supervisor_id="V9"), "supervisor_id", "unknown-supervisor"),
    (Kind.SECONDMENT, term(1, secondment_id="X", post_lat=91), "post_lat", "not-position"),
    (Kind.LEAVE, leave("X", "C1", "病假", "2026-02-30", "2026-03-01"), "start", "not-date"),
    (Kind.LEAVE, leave("X", "C1", "病假", "2026-03-02", "2026-03-03", "lost"), "status", "not-one-of"),
    (Kind.CLAIM, {"claim_id": "X", "cadre_id": "C1", "kind": "allowance", "month": "2026-13"}, "month", "not-month"),
    (Kind.CLAIM, plain()[Kind.CLAIM][1] | {"claim_id": "X", "amount": 1.5}, "amount", "not-money"),
    (
        Kind.CLAIM,
        plain()[Kind.CLAIM][1] | {"claim_id": "X", "arrive_at": "2026-03-06T07:00:00+08:00"},
        "arrive_at",
        "end-before-start",
    ),
    (Kind.ENTRY, entry("X", "C9", "2026-03-03"), "cadre_id", "unknown-cadre"),
    (Kind.ENTRY, entry("X", "C1", "2025-03-03"), "work_date", "no-secondment"),
    (Kind.ENTRY, entry("X", "C1", "2026-3-3"), "work_date", "not-date"),
    (Kind.ENTRY, entry("X", "C1", "2026-03-05", submitted_at="2026-03-05T10:00:00"), "submitted_at", "not-instant"),
    (
        Kind.ENTRY,
        entry("X", "C1", "2026-03-05", submitted_at="2026-03-05T10:61:00+08:00"),
        "submitted_at",
        "not-instant",
    ),
    (Kind.ENTRY, entry("X", "C1", "2026-03-05", submitted_at=None), "submitted_at", "missing"),
    (Kind.ENTRY, entry("X", "C1", "2026-03-05", content=None), "content", "missing"),
    (Kind.ENTRY, entry("X", "C1", "2026-03-05", edit_seconds=-1), "edit_seconds", "not-number"),
    (Kind.ENTRY, entry("X", "C1", "2026-03-05", photo={"photo_id": "P", "phash": "xyz"}), "photo.phash", "not-phash"),
    (Kind.APPROVAL, approval("X", "E9"), "entry_id", "unknown-entry"),
    (Kind.APPROVAL, approval("X", "E1", supervisor_id="C1"), "supervisor_id", "unknown-supervisor"),
]


def test_a_wrong_row_anywhere_keeps_everything_out_and_is_named(database: Database, tmp_path: Path) -> None:
    before = everything(database)
    for kind, row, field, code in WRONG:
        folder = write(tmp_path / f"{kind}", plain() | {kind: [*plain()[kind], row]})
        report = bring(database, folder)
        assert [(one.file, one.line, one.field, one.code) for one in report.rejects] == [
            (FORMATS[kind].name, len(plain()[kind]) + 1, field, code)
        ]
        assert not report.written
    assert everything(database) == before


LINES = [
    (b'{"entry_id": NaN}\n', "not-json"),
    (b'["E1"]\n', "not-object"),
    (b'{"entry_id": "\xff"}\n', "not-utf8"),
    (b'{"entry_id": "X", "content": "a\\u0000b"}\n', "nul"),
    (b'{"entry_id": "' + b"x" * 1_100_000 + b'"}\n', "line-too-long"),
]


def test_unreadable_lines_are_rejected_and_partial_takes_the_rest(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", plain())
    entries = folder / "entries.jsonl"
    good = entries.read_bytes().splitlines()
    bad = b"".join(line for line, _ in LINES)
    entries.write_bytes(b"\xef\xbb\xbf" + good[0] + b"\r\n\n  \n" + bad + good[1] + b"\n" + good[2])
    assert not bring(database, folder).written
    report = bring(database, folder, partial=True)
    assert [(one.line, one.code) for one in report.rejects] == [(4 + at, code) for at, (_, code) in enumerate(LINES)]
    assert report.written
    assert take_out(database, tmp_path / "out") == plain()


def test_partial_rejects_what_hangs_on_a_rejected_row(database: Database, tmp_path: Path) -> None:
    rows = plain()
    rows[Kind.CADRE][0]["name"] = ""
    report = bring(database, write(tmp_path / "in", rows), partial=True)
    assert {(one.file, one.code) for one in report.rejects} == {
        ("cadres.jsonl", "missing"),
        ("secondments.jsonl", "unknown-cadre"),
        ("leave.jsonl", "unknown-cadre"),
        ("claims.jsonl", "unknown-cadre"),
        ("entries.jsonl", "unknown-cadre"),
        ("approvals.jsonl", "unknown-entry"),
    }
    assert [row["entry_id"] for row in take_out(database, tmp_path / "out")[Kind.ENTRY]] == ["E3"]


def test_the_same_id_with_other_content_is_rejected(database: Database, tmp_path: Path) -> None:
    bring(database, write(tmp_path / "in", plain()))
    before = everything(database)
    changed = {
        kind: [row | {field: value} for row in plain()[kind][:1]]
        for kind, field, value in (
            (Kind.CADRE, "name", "另一人"),
            (Kind.SUPERVISOR, "name", "另一人"),
            (Kind.SECONDMENT, "end", "2026-09-30"),
            (Kind.LEAVE, "type", "事假"),
            (Kind.CLAIM, "amount", 31),
            (Kind.ENTRY, "content", "别的内容"),
            (Kind.APPROVAL, "view_seconds", 5),
        )
    }
    report = bring(database, write(tmp_path / "changed", changed))
    assert [(one.file, one.code) for one in report.rejects] == [
        (FORMATS[kind].name, "other-content") for kind in FORMATS
    ]
    assert everything(database) == before


def test_unknown_fields_are_kept_out_with_one_warning(database: Database, tmp_path: Path) -> None:
    rows = plain()
    rows[Kind.ENTRY] = [row | {"mood": "good"} for row in rows[Kind.ENTRY]]
    rows[Kind.ENTRY][0]["photo"] = {"photo_id": "P1", "camera": "K"}
    report = bring(database, write(tmp_path / "in", rows))
    assert report.warnings == [
        ("unknown-field", {"file": "entries.jsonl", "field": "mood"}),
        ("unknown-field", {"file": "entries.jsonl", "field": "photo.camera"}),
    ]
    entries = take_out(database, tmp_path / "out")[Kind.ENTRY]
    assert entries == [plain()[Kind.ENTRY][0] | {"photo": {"photo_id": "P1"}}, *plain()[Kind.ENTRY][1:]]


def test_a_folder_without_its_files_is_no_dataset(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NoDatasetError, match="no folder"):
        bring(database, tmp_path / "nowhere")
    rows = plain()
    del rows[Kind.SECONDMENT]
    with pytest.raises(NoDatasetError, match=r"secondments\.jsonl"):
        bring(database, write(tmp_path / "in", rows))
    least = {kind: plain()[kind] for kind in (Kind.CADRE, Kind.SECONDMENT)}
    report = bring(database, write(tmp_path / "least", least))
    assert (report.new, report.warnings) == (4, [("no-supervisors", {})])


def test_a_day_with_a_live_record_is_rejected(database: Database, county: County, tmp_path: Path) -> None:
    cadre = county.person("王小1", external_id="C1")
    live = county.secondment(cadre, county.programme(), county.region, external_id="S9")
    county.add(record_of(live))
    rows = plain(entry=[entry("E1", "C1", "2026-03-03"), entry("E2", "C1", "2026-03-04")])
    report = bring(database, write(tmp_path / "in", rows), partial=True)
    assert [(one.line, one.code) for one in report.rejects] == [(1, "live-record"), (1, "unknown-entry")]
    other = bring(database, write(tmp_path / "other", plain(secondment=[term(1, secondment_id="S9")])), partial=True)
    assert ("secondments.jsonl", "live-secondment") in [(one.file, one.code) for one in other.rejects]


def record_of(secondment: Any) -> Any:
    """A draft of 3 March, written here."""
    return DailyRecord(
        secondment_id=secondment.id,
        cadre_id=secondment.cadre_id,
        unit_id=secondment.receiving_unit_id,
        work_on=date(2026, 3, 3),
        day_type=DayType.ON_POST,
        status=RecordStatus.DRAFT,
    )
