"""A corpus from the database is the dataset's own; what is hidden, later or a draft is not in it."""

import dataclasses
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlmodel import select

from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus, RecordVersion
from app.records.models_care import Hidden
from app.records.models_imported import ImportedEntry
from app.signals.corpus import NO_SECONDS, Corpus
from app.signals.corpus_rows import Period, corpus_of
from app.signals.service_corpus import Loaded, load_corpus
from benchmarks.signals.direct import rows_in
from tests.factories import County
from tests.signals.scan_scene import MARCH, PLAN, history, imported

__all__ = ["history", "imported"]
ON = date(2026, 3, 10)


def load(database: Database, as_of: date = MARCH.as_of) -> Loaded:
    with Work(database, SYSTEM, writes=False) as work:
        return load_corpus(work, MARCH.first, MARCH.last, as_of)


def columns_of(corpus: Corpus) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name in ("entries", "cadres", "supervisors", "secondments", "leaves", "claims", "approvals"):
        part = getattr(corpus, name)
        for field in dataclasses.fields(part):
            values = getattr(part, field.name)
            if isinstance(values, np.ndarray) and values.dtype.kind == "f":
                values = np.nan_to_num(values, nan=-999.0)
            found[f"{name}.{field.name}"] = list(values)
    return found


def test_the_imported_dataset_is_the_corpus_of_its_rows(imported: Database, history: Path) -> None:
    loaded = load(imported)
    of_rows = corpus_of(rows_in(history), Period(PLAN.start, PLAN.last, PLAN.as_of))
    assert len(loaded.corpus.entries) > 500
    assert columns_of(loaded.corpus) == columns_of(of_rows)
    with Work(imported, SYSTEM, writes=False) as work:
        rows = {row.external_id: row for row in work.session.exec(select(ImportedEntry))}
        named = [(rows[name].record_id.bytes, rows[name].number) for name in loaded.corpus.entries.ids]
    known = zip(loaded.entries.records, loaded.entries.numbers, strict=True)
    assert [(record.tobytes(), number) for record, number in known] == named


def test_what_comes_after_the_day_is_not_there_yet(imported: Database) -> None:
    as_of = date(2026, 3, 16)
    corpus = load(imported, as_of).corpus
    over = int(datetime(2026, 3, 17, tzinfo=BEIJING).timestamp() * 1000)
    assert len(corpus.entries) > 100
    assert (max(corpus.entries.day), max(corpus.entries.submitted_at) < over) == (as_of.toordinal(), True)
    assert max(corpus.approvals.decided_at) < over


@pytest.fixture
def write(county: County) -> Any:
    """Write versions of one live record: (action, status, text, minutes after nine that day and the next ones)."""
    cadre = county.person("周干部", Role.CADRE)
    office = county.unit("财政局", county.region)
    term = county.secondment(cadre, county.programme(), office, start_on=date(2026, 3, 1))

    def write(*versions: tuple[str, RecordStatus, str, int], hidden: Hidden | None = None, **facts: Any) -> DailyRecord:
        status, text = versions[-1][1], versions[-1][2]
        row = DailyRecord(
            secondment_id=term.id,
            cadre_id=cadre.id,
            unit_id=office.id,
            work_on=ON,
            day_type=DayType.ON_POST,
            status=status,
            items=[{"text": text}],
            hidden=hidden,
        )
        county.add(row)
        for number, (action, state, said, days) in enumerate(versions, 1):
            at = datetime(2026, 3, 10, 18, tzinfo=BEIJING) + timedelta(days=days)
            content = {"items": [{"text": said}, {"text": "接访一件", "category": "信访"}], "attachment_ids": []}
            version = RecordVersion(
                record_id=row.id,
                secondment_id=term.id,
                number=number,
                action=action,
                status=state,
                content=content,
                at=at,
                client_created_at=at if action == "submit" else None,
                edit_seconds=90 if action == "submit" else None,
                actor_id=cadre.id,
            )
            county.add(version)
        return row

    return write


SUBMITTED, RETURNED, DRAFT = RecordStatus.SUBMITTED, RecordStatus.RETURNED, RecordStatus.DRAFT


def test_a_live_record_is_read_as_it_was_submitted(database: Database, write: Any) -> None:
    row = write(("draft", DRAFT, "草稿", 0), ("submit", SUBMITTED, "去村里核对台账", 0))
    loaded = load(database)
    entries = loaded.corpus.entries
    assert (list(entries.ids), list(entries.text)) == ([str(row.id)], ["去村里核对台账；接访一件"])
    assert (list(entries.work_type), entries.edit_seconds.tolist()) == (["信访"], [90])
    assert (loaded.entries.records[0].tobytes(), loaded.entries.numbers.tolist()) == (row.id.bytes, [2])


def test_a_mend_that_was_asked_for_counts_as_written_when_it_was_handed_in(database: Database, write: Any) -> None:
    write(
        ("submit", SUBMITTED, "开会", 0),
        ("return", RETURNED, "开会", 9),
        ("submit", SUBMITTED, "开防汛会，定了三个点位", 10),
        ("return", RETURNED, "开防汛会，定了三个点位", 11),
        ("draft", RETURNED, "只有本人看得到的修改", 12),
    )
    entries = load(database).corpus.entries
    assert list(entries.text) == ["开防汛会，定了三个点位；接访一件"]
    first = int(datetime(2026, 3, 10, 18, tzinfo=BEIJING).timestamp() * 1000)
    assert (entries.submitted_at.tolist(), entries.written_at.tolist()) == ([first], [first])
    assert entries.edit_seconds.tolist() == [NO_SECONDS]


@pytest.mark.parametrize(
    ("versions", "hidden"),
    [
        ([("draft", DRAFT, "草稿", 0)], None),
        ([("submit", SUBMITTED, "开会", 0), ("withdraw", DRAFT, "开会", 1)], None),
        ([("submit", SUBMITTED, "太晚了", 60)], None),
        ([("submit", SUBMITTED, "被隔离", 0)], Hidden.QUARANTINED),
        ([("submit", SUBMITTED, "被清除", 0)], Hidden.PURGED),
    ],
)
def test_drafts_what_is_hidden_and_what_came_later_stay_out(
    database: Database, write: Any, versions: Any, hidden: Hidden | None
) -> None:
    write(*versions, hidden=hidden)
    assert len(load(database).corpus.entries) == 0


def test_a_hidden_imported_record_stays_out(imported: Database) -> None:
    before = len(load(imported).corpus.entries)
    with Work(imported, SYSTEM, writes=True) as work:
        row = work.session.exec(select(DailyRecord).where(DailyRecord.imported)).first()
        assert row is not None
        row.hidden = Hidden.QUARANTINED
        work.session.add(row)
    assert len(load(imported).corpus.entries) < before
