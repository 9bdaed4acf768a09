"""Retention: what has had its time goes, what is named stays; the dry run says exactly what the run then does."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlmodel import SQLModel, col, select

from app.attendance.models import CheckIn, CheckInKind
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM
from app.core.config import Settings
from app.core.db import Database, metadata
from app.core.files import Files, open_files
from app.core.work import Work
from app.operations.service_retention import dry_run, sweep
from app.records.models import Attachment, DailyRecord
from app.registry import MODELS
from app.reminders.models import InboxMessage
from app.spot_checks.models import SpotCheck
from tests.records.conftest import Town, problem, write
from tests.records.test_attachments import picture
from tests.records.test_attachments import put as put_photo


@pytest.fixture
def files(settings: Settings) -> Files:
    return open_files(settings.files_url)


def counts(database: Database, files: Files, *, dry: bool) -> dict[str, int]:
    with Work(database, SYSTEM, writes=not dry) as work:
        lines = dry_run(work, files) if dry else sweep(work, files)
    return {line.rule.name: line.count for line in lines if line.count}


def run(database: Database, files: Files) -> dict[str, int]:
    """The run, after its dry run said the same; and a second run finds nothing."""
    told = counts(database, files, dry=True)
    done = counts(database, files, dry=False)
    assert told == done
    assert counts(database, files, dry=True) == {}
    assert counts(database, files, dry=False) == {}
    return done


def exists(database: Database, model: type[SQLModel], key: str | UUID) -> bool:
    with database.session(write=False) as session:
        return session.get(model, UUID(str(key))) is not None


def kept(settings: Settings, sha256: str) -> list[Path]:
    folder = Path(settings.files_url.removeprefix("file:"))
    return [one for one in folder.rglob(sha256) if one.is_file()]


def test_a_fresh_county_has_nothing_to_delete(town: Town, database: Database, files: Files) -> None:
    town.submitted(attachment_ids=[put_photo(town, picture()).json()["id"]])
    town.put("2026-04-14", submit=False)
    put_photo(town, picture(size=(50, 50)))
    assert counts(database, files, dry=True) == {}


def test_drafts_go_ninety_days_after_their_last_edit(
    town: Town, database: Database, files: Files, settings: Settings, clock: time_machine.Traveller
) -> None:
    photo = put_photo(town, picture()).json()
    draft = town.put("2026-04-15", submit=False, attachment_ids=[photo["id"]]).json()
    withdrawn = town.submitted("2026-04-14")
    town.post(withdrawn["id"], "withdraw", town.cadre)
    sent = town.submitted("2026-04-13")
    clock.shift(timedelta(days=90) - timedelta(minutes=1))
    assert counts(database, files, dry=True) == {}
    clock.shift(timedelta(minutes=2))
    assert run(database, files) == {"drafts": 1}
    assert not exists(database, DailyRecord, draft["id"])
    assert not exists(database, Attachment, photo["id"])
    assert kept(settings, photo["sha256"]) == []
    assert exists(database, DailyRecord, withdrawn["id"])
    assert exists(database, DailyRecord, sent["id"])


def test_an_edit_gives_a_draft_its_time_anew(
    town: Town, database: Database, files: Files, clock: time_machine.Traveller
) -> None:
    row = town.put("2026-04-15", submit=False).json()
    clock.shift(timedelta(days=2))
    town.put("2026-04-15", write(submit=False), version=row["version"])
    clock.shift(timedelta(days=89))
    assert counts(database, files, dry=True) == {}


def test_a_hidden_draft_waits_for_its_decision(
    town: Town, database: Database, files: Files, clock: time_machine.Traveller
) -> None:
    row = town.put("2026-04-15", submit=False).json()
    town.post(row["id"], "quarantine", town.cadre, reason_code="personal")
    clock.shift(timedelta(days=200))
    assert counts(database, files, dry=True) == {}


def named_by_check_in(town: Town, attachment_id: str) -> CheckIn:
    return CheckIn(
        id=uuid4(),
        secondment_id=town.secondment.id,
        cadre_id=town.cadre.id,
        unit_id=town.receiving.id,
        kind=CheckInKind.ON_POST,
        civil_on=date(2026, 4, 15),
        happened_at=datetime(2026, 4, 15, 1, tzinfo=UTC),
        received_at=datetime(2026, 4, 15, 1, tzinfo=UTC),
        attachment_id=UUID(attachment_id),
        body_digest="-",
    )


def named_by_spot_check(town: Town, attachment_id: str) -> SpotCheck:
    return SpotCheck(
        secondment_id=town.secondment.id,
        cadre_id=town.cadre.id,
        author_id=town.supervisor.id,
        unit_id=town.receiving.id,
        visited_at=datetime(2026, 4, 15, 1, tzinfo=UTC),
        note="在岗",
        attachment_ids=[attachment_id],
    )


def test_uploads_that_nothing_names_go_after_seven_days(
    town: Town, database: Database, files: Files, settings: Settings, clock: time_machine.Traveller
) -> None:
    photos = [put_photo(town, picture(size=(60 + n, 40))).json() for n in range(4)]
    _lost, recorded, checked, visited = photos
    town.submitted(attachment_ids=[recorded["id"]])
    town.county.add(named_by_check_in(town, checked["id"]), named_by_spot_check(town, visited["id"]))
    clock.shift(timedelta(days=7, minutes=-1))
    assert counts(database, files, dry=True) == {}
    clock.shift(timedelta(minutes=2))
    assert run(database, files) == {"uploads": 1}
    assert [exists(database, Attachment, one["id"]) for one in photos] == [False, True, True, True]
    assert [len(kept(settings, one["sha256"])) for one in photos] == [0, 2, 2, 2]


def test_the_same_picture_named_elsewhere_keeps_its_bytes(
    town: Town, database: Database, files: Files, settings: Settings, clock: time_machine.Traveller
) -> None:
    lost, named = (put_photo(town, picture()).json() for _ in range(2))
    town.submitted(attachment_ids=[named["id"]])
    clock.shift(timedelta(days=8))
    assert run(database, files) == {"uploads": 1}
    assert not exists(database, Attachment, lost["id"])
    assert len(kept(settings, named["sha256"])) == 2


def test_every_column_that_names_an_upload_is_watched() -> None:
    """Whatever any domain calls it, an attachment's id stands in a column whose name says so."""
    assert MODELS
    naming = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if any(word in column.name for word in ("attachment", "photo", "scan", "image"))
    }
    others = {
        ("record_holds", "images"),  # how many
        ("text_holds", "images"),
        ("imported_entries", "photo_id"),  # a picture's name in the dataset, which brings no pictures
        ("signal_scan_shards", "scan_id"),  # another kind of scan
    }
    assert all(name.endswith(("attachment_id", "attachment_ids")) for _, name in naming - others), naming


def test_bytes_that_an_upload_left_without_a_row_go(
    town: Town, database: Database, files: Files, settings: Settings
) -> None:
    photo = put_photo(town, picture()).json()
    town.submitted(attachment_ids=[photo["id"]])
    stray, fresh = "ab" * 32, "cd" * 32
    for sha256 in (stray, fresh):
        files.put(f"images/{sha256[:2]}/{sha256}", b"left behind")
    long_ago = datetime(2026, 4, 1, tzinfo=UTC).timestamp()
    for path in (*kept(settings, stray), *kept(settings, photo["sha256"])):
        os.utime(path, (long_ago, long_ago))
    for path in kept(settings, fresh):
        os.utime(path, (datetime(2026, 4, 14, tzinfo=UTC).timestamp(),) * 2)
    assert run(database, files) == {"files": 1}
    assert (kept(settings, stray), len(kept(settings, fresh))) == ([], 1)
    assert len(kept(settings, photo["sha256"])) == 2


def test_positions_go_when_their_time_has_come(
    town: Town, database: Database, files: Files, clock: time_machine.Traveller
) -> None:
    row = named_by_check_in(town, str(uuid4()))
    row.lat, row.lon, row.position_expires_at = 30.0, 107.0, datetime(2026, 4, 20, tzinfo=UTC)
    town.county.add(row)
    assert counts(database, files, dry=True) == {}
    clock.shift(timedelta(days=6))
    assert run(database, files) == {"positions": 1}
    with database.session(write=False) as session:
        after = session.get(CheckIn, row.id)
        assert after is not None
        assert (after.lat, after.lon, after.civil_on) == (None, None, date(2026, 4, 15))


@pytest.fixture
def notices(town: Town) -> tuple[InboxMessage, InboxMessage]:
    old, unread = (
        InboxMessage(person_id=town.cadre.id, key=f"k{n}", kind="record.approved", title="记录已通过") for n in range(2)
    )
    old.read_at = datetime(2026, 4, 15, tzinfo=UTC)
    town.county.add(old, unread)
    return old, unread


def test_notices_go_half_a_year_after_they_were_read(
    notices: tuple[InboxMessage, InboxMessage], database: Database, files: Files, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(days=179))
    assert counts(database, files, dry=True) == {}
    clock.shift(timedelta(days=2))
    assert run(database, files) == {"notices": 1}
    assert [exists(database, InboxMessage, one.id) for one in notices] == [False, True]


def test_each_run_leaves_its_counts_and_no_text(
    town: Town, database: Database, files: Files, clock: time_machine.Traveller
) -> None:
    town.put("2026-04-15", submit=False, items=[{"text": "金丝雀草稿"}])
    clock.shift(timedelta(days=91))
    counts(database, files, dry=False)
    with database.session(write=False) as session:
        wanted = ("operations.retention", "records.draft_expired")
        rows = session.exec(select(AuditEvent).where(col(AuditEvent.action).in_(wanted))).all()
        facts = {row.action: row.facts for row in rows}
        texts = [repr(tuple(row)) for table in metadata.tables.values() for row in session.execute(table.select())]
    assert facts["operations.retention"]["drafts"] == 1
    assert facts["records.draft_expired"]["work_on"] == "2026-04-15"
    assert not [text for text in texts if "金丝雀草稿" in text]


def test_a_store_that_fails_leaves_files_for_the_next_run(
    town: Town,
    database: Database,
    files: Files,
    settings: Settings,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = put_photo(town, picture()).json()
    clock.shift(timedelta(days=8))

    def fail(_self: Files, _key: str) -> None:
        raise OSError("the disk is away")

    with monkeypatch.context() as broken:
        broken.setattr(Files, "delete", fail)
        assert counts(database, files, dry=False) == {"uploads": 1}
    assert len(kept(settings, photo["sha256"])) == 2
    assert run(database, files) == {"files": 1}
    assert kept(settings, photo["sha256"]) == []


def test_the_page_is_for_those_who_answer_for_it(town: Town) -> None:
    for who, status in (("sysadmin", 200), ("orgadmin", 200), ("finance", 403), ("stranger", 403)):
        answer = town.api.as_(town.people[who]).get("/retention", headers={"Accept": "application/json"})
        assert answer.status_code == status, who
    assert problem(town.api.as_(town.cadre).get("/retention", headers={"Accept": "application/json"}))[0] == 403
