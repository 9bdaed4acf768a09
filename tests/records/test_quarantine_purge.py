"""Purging: two administrators, neither the author; afterwards no table, no file and no page holds a word of it."""

import threading
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import text

from app.audit.cli import verify_database
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.db import Database
from app.core.files import Files, open_files
from app.core.work import Work
from app.records.models_paper import PaperReview
from app.records.service import delete_files, scrub_at_night
from app.records.service.purge import WHERE_TEXT_STOOD
from tests.records.care import (
    ITEM,
    WORDS,
    Case,
    bytes_in_store,
    make_case,
    trail,
    words_in_files,
    words_in_tables,
)
from tests.records.conftest import BOTH_WAYS, NOON, TODAY, Town, problem, write
from tests.records.test_attachments import picture
from tests.records.test_attachments import put as put_photo


@pytest.fixture
def case(town: Town) -> Case:
    return make_case(town)


def purge(case: Case) -> Any:
    case.hide()
    proposed = case.act("purge", case.first)
    assert (proposed.status_code, proposed.json()["state"]) == (200, "proposed"), proposed.text
    done = case.act("purge", case.second)
    assert (done.status_code, done.json()["state"]) == (200, "purged"), done.text
    return done.json()


def test_nothing_is_left_anywhere(case: Case, database: Database, settings: Settings) -> None:
    town = case.town
    town.post(case.record_id, "undo", case.supervisor)
    assert words_in_tables(database) == set(WORDS)
    assert all(len(bytes_in_store(settings, photo)) == 2 for photo in case.photos)
    done = purge(case)
    assert words_in_tables(database) == set()
    assert not [one for photo in case.photos for one in bytes_in_store(settings, photo)]
    for photo in case.photos:
        assert problem(town.api.as_(town.cadre).get(f"/api/v1/attachments/{photo['id']}")) == (404, "not-found")
    if database.is_sqlite:
        assert words_in_files(database) == set()
    assert (done["note"], len(done["digest"])) == (None, 64)


def test_the_search_for_words_finds_what_is_there(case: Case, database: Database) -> None:
    assert words_in_tables(database) == set(WORDS)
    if database.is_sqlite:
        assert words_in_files(database) == set(WORDS)


def test_digest_time_and_actors_stay_and_the_trail_is_whole(
    case: Case, database: Database, settings: Settings, clock: time_machine.Traveller
) -> None:
    before = case.seen(case.town.cadre)
    purge(case)
    after = case.seen(case.town.cadre)
    same = ("id", "work_on", "day_type", "status", "submitted_at", "decided_at", "decided_by_id")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert (after["hidden"], after["hidden_reason"], after["items"]) == ("purged", "personal", [])
    versions = case.town.api.as_(case.town.cadre).get(f"/api/v1/records/{case.record_id}/versions").json()["items"]
    acts = ["draft", "submit", "approve", "addendum", "quarantine", "purge_proposal", "purge"]
    assert [one["action"] for one in versions] == acts
    assert all(one["actor_name"] and one["at"] for one in versions)
    assert not [one for one in versions if one["content"]["items"] or one["comment"]]
    assert {change["pointer"] for one in versions for change in one["changes"]} <= {"/day_type"}
    done = trail(database, case.record_id)
    assert done[-3:] == ["records.quarantine", "records.purge_proposal", "records.purge"]
    clock.shift(600)
    verify_database(database, settings)


def test_one_administrator_twice_is_not_two(case: Case) -> None:
    case.hide()
    version = case.version()
    first = case.act("purge", case.first, version)
    again = case.act("purge", case.first, version)
    assert (first.json(), again.status_code) == (again.json(), 200)
    assert problem(case.act("purge", case.first)) == (409, "second-person-needed")
    assert case.hold()["state"] == "proposed"


def test_the_second_decides_on_what_was_proposed(case: Case) -> None:
    """Two who press at the same time are one proposal: nobody purges unknowingly."""
    case.hide()
    version = case.version()
    assert case.act("purge", case.first, version).json()["state"] == "proposed"
    assert problem(case.act("purge", case.second, version)) == (409, "version-conflict")
    purged_at = case.version()
    assert case.act("purge", case.second, purged_at).json()["state"] == "purged"
    repeated = case.act("purge", case.second, purged_at)
    assert (repeated.status_code, repeated.json()["state"]) == (200, "purged")
    assert problem(case.act("purge", case.first)) == (409, "content-purged")
    assert problem(case.act("release", case.first)) == (409, "content-purged")
    assert problem(case.hide()) == (409, "content-purged")


def test_two_at_the_same_moment_are_one_proposal(case: Case) -> None:
    case.hide()
    version, answers = case.version(), []
    together = threading.Barrier(2)

    def press(who: Any) -> None:
        together.wait()
        answers.append(case.act("purge", who, version).status_code)

    threads = [threading.Thread(target=press, args=(who,)) for who in (case.first, case.second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409]
    assert case.hold()["state"] == "proposed"


def test_a_release_ends_a_proposal(case: Case) -> None:
    case.hide()
    case.act("purge", case.first)
    assert case.act("release", case.second).json()["state"] == "released"
    assert case.seen(case.supervisor)["items"][0]["text"] == ITEM


def test_an_administrator_never_purges_their_own(town: Town) -> None:
    town.county.grant(town.cadre, Role.ORGADMIN, town.county.region)
    case = make_case(town)
    case.hide()
    assert problem(case.act("purge", town.cadre)) == (403, "forbidden")
    assert problem(case.act("release", town.cadre)) == (403, "forbidden")
    listed = town.api.as_(town.cadre).get("/api/v1/record-holds").json()["items"]
    assert listed == []
    assert problem(town.api.as_(town.cadre).get(f"/api/v1/record-holds/{case.hold()['id']}")) == (404, "not-found")


@pytest.mark.parametrize("body", [{"version": 1}, {"reason": "理由"}, {"version": 1, "reason": "一"}])
def test_a_purge_has_its_version_and_reason(case: Case, body: dict[str, Any]) -> None:
    case.hide()
    answer = case.town.api.as_(case.first).post(f"/api/v1/records/{case.record_id}/purge", json=body)
    assert answer.status_code == 422


def test_the_bytes_stay_while_another_record_holds_them(case: Case, settings: Settings) -> None:
    town, same = case.town, picture(size=(90, 70))
    other = put_photo(town, same).json()
    town.submitted("2026-04-14", attachment_ids=[other["id"]])
    assert other["sha256"] == case.photos[0]["sha256"]
    case.hide()
    assert case.hold()["shared_images"] == 1
    case.act("purge", case.first)
    case.act("purge", case.second)
    assert len(bytes_in_store(settings, case.photos[0])) == 2
    assert bytes_in_store(settings, case.photos[1]) == []
    assert town.api.as_(town.cadre).get(f"/api/v1/attachments/{other['id']}").status_code == 200


def test_the_authors_unused_upload_of_the_picture_goes_too(case: Case, settings: Settings) -> None:
    put_photo(case.town, picture(size=(90, 70)))
    purge(case)
    assert bytes_in_store(settings, case.photos[0]) == []


def test_what_a_crash_leaves_is_found(
    case: Case, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store fails right after the commit: the answer stands, the list of bytes too, and the next run does it."""

    def fail(_self: Files, _key: str) -> None:
        raise OSError("the disk is away")

    with monkeypatch.context() as broken:
        broken.setattr(Files, "delete", fail)
        purge(case)
        assert all(len(bytes_in_store(settings, photo)) == 2 for photo in case.photos)
    files = open_files(settings.files_url)
    assert delete_files(database, files) == 2
    assert not [one for photo in case.photos for one in bytes_in_store(settings, photo)]
    assert delete_files(database, files) == 0


def test_a_picture_that_comes_back_after_its_deletion_was_listed_is_whole(
    case: Case, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else uploads the same bytes between the commit and the deletion."""
    with monkeypatch.context() as broken:
        broken.setattr(Files, "delete", lambda _self, _key: 1 / 0)
        purge(case)
    row = put_photo(case.town, picture(size=(90, 70)), case.supervisor).json()
    delete_files(database, open_files(settings.files_url))
    assert case.town.api.as_(case.supervisor).get(f"/api/v1/attachments/{row['id']}").status_code == 200


@BOTH_WAYS
def test_the_author_may_write_the_day_again_while_it_is_open(case: Case, database: Database) -> None:
    purge(case)
    version = case.version()
    assert problem(case.town.put()) == (409, "version-conflict")
    answer = case.town.put(items=[{"text": "走访两户，已核对"}], version=version)
    assert answer.status_code == 200, answer.text
    row = answer.json()
    assert (row["status"], row["hidden"], row["decided_at"], row["addenda"]) == ("submitted", None, None, [])
    approved = case.town.post(case.record_id, "approve", version=row["version"])
    assert approved.json()["status"] == "approved"
    assert words_in_tables(database) == set()


def test_later_only_after_the_day_was_unlocked(case: Case, clock: time_machine.Traveller) -> None:
    purge(case)
    clock.shift(40 * 86400)
    version = case.version()
    assert problem(case.town.put(version=version)) == (409, "backfill-closed")
    path = f"/api/v1/secondments/{case.town.secondment.id}/days/{TODAY}/unlock"
    assert case.town.api.as_(case.supervisor).post(path, json={"reason": "重写"}).status_code == 200
    assert case.town.put(version=version, body=write()).status_code == 200


def test_in_a_closed_month_it_is_hidden_and_purged_all_the_same(case: Case, database: Database) -> None:
    case.town.close()
    purge(case)
    assert words_in_tables(database) == set()
    assert problem(case.town.put(version=case.version())) == (409, "month-closed")


def test_free_space_keeps_nothing_either(case: Case, database: Database, clock: time_machine.Traveller) -> None:
    """Page splits leave copies in free space; compacting takes them, at once or (PostgreSQL) in the next night."""
    with database.session(write=True) as session:
        session.execute(text("CREATE TABLE crowd (id integer primary key, words text)"))
        for number in range(400):
            session.execute(text("INSERT INTO crowd VALUES (:n, :w)"), {"n": number, "w": ITEM * (number % 40 + 1)})
        session.execute(text("UPDATE crowd SET words = :w WHERE id % 3 = 0"), {"w": ITEM * 90})
        session.execute(text("DROP TABLE crowd"))
        session.commit()
    purge(case)
    assert words_in_tables(database) == set()
    if database.is_sqlite:
        assert words_in_files(database) == set()
    with Work(database, SYSTEM, writes=True) as work:
        scrub_at_night(work)
    assert database.scrub(WHERE_TEXT_STOOD, at_night=True)
    clock.shift(10 * 86400)
    with Work(database, SYSTEM, writes=True) as work:
        scrub_at_night(work)
    assert case.seen(case.town.cadre)["hidden"] == "purged"


def reviewed_on_paper(case: Case, *others: str) -> dict[str, Any]:
    """A scan on which the record (and others) were reviewed: it shows what they say."""
    scan: dict[str, Any] = put_photo(case.town, picture(size=(120, 160)), case.supervisor).json()
    for record_id in (case.record_id, *others):
        case.town.county.add(
            PaperReview(
                attachment_id=UUID(scan["id"]), record_id=UUID(record_id), decision="approve", signed_by="韩立",
                signed_on=TODAY, entered_by_id=case.supervisor.id, at=NOON,
            )
        )  # fmt: skip
    return scan


def test_the_scan_that_shows_the_text_goes_with_it(case: Case, settings: Settings) -> None:
    scan = reviewed_on_paper(case)
    case.hide()
    path = f"/api/v1/attachments/{scan['id']}"
    assert problem(case.town.api.as_(case.supervisor).get(path)) == (410, "content-hidden")
    assert case.hold()["images"] == 3
    case.act("purge", case.first)
    case.act("purge", case.second)
    assert bytes_in_store(settings, scan) == []
    assert problem(case.town.api.as_(case.supervisor).get(path)) == (404, "not-found")


def test_a_shared_scan_is_hidden_until_the_last_record_is_released(case: Case) -> None:
    other = case.town.submitted("2026-04-14")["id"]
    scan = reviewed_on_paper(case, other)
    reader, path = case.town.api.as_(case.supervisor), f"/api/v1/attachments/{scan['id']}"
    case.hide()
    hidden = case.town.post(other, "quarantine", reason_code="other").json()
    case.act("release", case.first)
    assert problem(reader.get(path)) == (410, "content-hidden")
    case.town.post(other, "release", case.first, version=hidden["version"], reason="误报，恢复")
    assert reader.get(path).status_code == 200
