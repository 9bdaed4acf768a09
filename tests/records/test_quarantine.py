"""Hiding a record: at once, from everybody, by anybody who may read it; and giving it back whole."""

import json
from uuid import uuid4

import pytest

from app.core.db import Database
from tests.records.care import ADDENDUM, COMMENT, EARLIER, ITEM, WORDS, Case, make_case, trail
from tests.records.conftest import TODAY, Town, problem

READERS = ("supervisor", "second_supervisor", "leader", "sender")


@pytest.fixture
def case(town: Town) -> Case:
    return make_case(town)


def said(case: Case, who: str) -> str:
    """Everything that somebody gets to read of the record, in one string."""
    person = case.town.people.get(who) or getattr(case.town, who)
    client, root = case.town.api.as_(person), "/api/v1"
    paths = [
        f"{root}/records/{case.record_id}",
        f"{root}/secondments/{case.town.secondment.id}/records/{TODAY}",
        f"{root}/records?limit=200",
        f"{root}/records?cadre_id=me",
        f"{root}/records?changed_since=2026-01-01T00:00:00Z",
        f"{root}/records/{case.record_id}/versions",
        "/today",
        "/todo",
        f"/days/{TODAY}",
    ]
    return "\n".join(client.get(path).text for path in paths)


@pytest.mark.parametrize("who", ["cadre", *READERS])
def test_whoever_reads_it_may_hide_it_and_then_nobody_reads_it(case: Case, who: str) -> None:
    person = case.town.people.get(who) or getattr(case.town, who)
    assert ITEM in said(case, "cadre")
    assert ITEM in said(case, "supervisor")
    answer = case.hide(person, "secret")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["hidden"], answer.json()["hidden_reason"]) == ("quarantined", "secret")
    for reader in ("cadre", *READERS, "orgadmin", "finance", "sysadmin", "inspector"):
        text = said(case, reader)
        assert not [word for word in WORDS if word in text or json.dumps(word)[1:-1] in text], reader


def test_photos_and_thumbnails_go_with_the_text(case: Case) -> None:
    client = case.town.api.as_(case.supervisor)
    path = f"/api/v1/attachments/{case.photos[0]['id']}"
    fresh = client.get(path)
    assert (fresh.status_code, fresh.headers["cache-control"]) == (200, "private, no-cache")
    assert client.get(path, headers={"If-None-Match": fresh.headers["etag"]}).status_code == 304
    case.hide()
    for photo in case.photos:
        for size in ("full", "thumb"):
            url = f"/api/v1/attachments/{photo['id']}?size={size}"
            assert problem(case.town.api.as_(case.town.cadre).get(url)) == (410, "content-hidden")
    again = client.get(path, headers={"If-None-Match": fresh.headers["etag"]})
    assert problem(again) == (410, "content-hidden")


def test_the_day_its_status_and_its_dates_stay(case: Case) -> None:
    before = case.seen(case.town.cadre)
    case.hide()
    after = case.seen(case.town.cadre)
    same = ("id", "work_on", "day_type", "status", "submitted_at", "decided_at", "decided_by_id", "created_at")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert after["version"] == before["version"] + 1
    days = case.town.api.as_(case.town.cadre).get(
        f"/api/v1/secondments/{case.town.secondment.id}/days", params={"month": "2026-04"}
    )
    day = next(one for one in days.json()["items"] if one["on"] == str(TODAY))
    assert (day["recorded"], day["am"]) == (True, "on_post")


@pytest.mark.parametrize("who", ["orgadmin", "finance"])
def test_who_knows_its_state_alone_cannot_hide_it(case: Case, who: str) -> None:
    assert problem(case.hide(case.town.people[who])) == (403, "forbidden")


@pytest.mark.parametrize("who", ["other_supervisor", "stranger", "sysadmin", "inspector"])
def test_to_others_it_is_not_there(case: Case, who: str) -> None:
    assert problem(case.hide(case.town.people[who])) == (404, "not-found")


def test_the_anonymous_and_programs_hide_nothing(case: Case) -> None:
    path, body = f"/api/v1/records/{case.record_id}/quarantine", {"reason_code": "other"}
    assert problem(case.town.api.anonymous.post(path, json=body)) == (401, "unauthenticated")


WRONG = [{}, {"reason_code": "boring"}, {"reason_code": "other", "note": "长" * 201}, {"reason_code": "other", "x": 1}]


@pytest.mark.parametrize("body", WRONG)
def test_it_needs_a_category(case: Case, body: dict[str, str]) -> None:
    answer = case.town.api.as_(case.supervisor).post(f"/api/v1/records/{case.record_id}/quarantine", json=body)
    assert answer.status_code == 422


def test_a_note_must_not_repeat_what_is_blocked(case: Case) -> None:
    assert problem(case.hide(note="写了 11010519491231002X"))[1] == "blocked-content"
    assert case.seen(case.town.cadre)["hidden"] is None


def test_again_by_anybody_changes_nothing(case: Case, database: Database) -> None:
    case.hide(note="请处理")
    version, done = case.version(), trail(database, case.record_id)
    assert case.hide(note="请处理").status_code == 200
    assert case.hide(case.town.people["leader"], "other").status_code == 200
    assert (case.version(), trail(database, case.record_id)) == (version, done)
    assert done[-1] == "records.quarantine"


def test_a_hidden_record_is_neither_written_nor_decided_on(case: Case) -> None:
    case.hide()
    version = case.version()
    assert problem(case.town.put(version=version)) == (409, "content-hidden")
    undone = case.town.post(case.record_id, "undo", case.supervisor, version=version)
    assert problem(undone) == (409, "content-hidden")
    added = case.town.post(case.record_id, "addenda", case.town.cadre, text="再补", reason="漏写")
    assert problem(added) == (409, "content-hidden")


def test_a_hidden_submission_waits_in_no_queue(town: Town) -> None:
    row = town.submitted(items=[{"text": ITEM}])
    assert ITEM in town.api.as_(town.supervisor).get("/todo").text
    town.post(row["id"], "quarantine", town.people["sender"], reason_code="other")
    assert ITEM not in town.api.as_(town.supervisor).get("/todo").text
    refused = town.post(row["id"], "approve", version=row["version"] + 1)
    assert problem(refused) == (409, "content-hidden")
    assert problem(town.post(row["id"], "withdraw", town.cadre)) == (409, "content-hidden")


def test_a_repeated_write_is_still_answered(town: Town) -> None:
    body = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": ITEM}], "submit": True}
    row = town.put(body=body).json()
    town.post(row["id"], "quarantine", reason_code="other")
    again = town.put(body=body)
    assert (again.status_code, again.json()["hidden"], again.json()["items"]) == (200, "quarantined", [])


def test_the_list_of_the_two_says_nothing_and_opening_is_logged(case: Case, database: Database) -> None:
    case.hide(note="请处理")
    listed = case.town.api.as_(case.first).get("/api/v1/record-holds")
    assert not [word for word in WORDS if word in listed.text]
    hold = case.hold()
    assert (hold["cadre_name"], hold["images"], hold["note"]) == ("林晓", 2, "请处理")
    assert "records.read_held" not in trail(database, case.record_id)
    opened = case.town.api.as_(case.first).get(f"/api/v1/record-holds/{hold['id']}/content").json()
    assert (opened["content"]["items"][0]["text"], opened["decision_comment"]) == (ITEM, COMMENT)
    assert [one["text"] for one in opened["addenda"]] == [ADDENDUM]
    assert EARLIER in json.dumps(opened["versions"], ensure_ascii=False)
    photo = f"/api/v1/record-holds/{hold['id']}/attachments/{case.photos[0]['id']}"
    assert case.town.api.as_(case.first).get(photo).content[:2] == b"\xff\xd8"
    assert trail(database, case.record_id)[-2:] == ["records.read_held", "records.read_held_image"]


@pytest.mark.parametrize("who", ["supervisor", "cadre", "leader", "finance", "sysadmin", "other_supervisor"])
def test_nobody_else_opens_it(case: Case, who: str) -> None:
    case.hide()
    hold_id = case.hold()["id"]
    client = case.town.api.as_(case.town.people.get(who) or getattr(case.town, who))
    assert problem(client.get("/api/v1/record-holds")) == (403, "forbidden")
    for path in ("", "/content", f"/attachments/{case.photos[0]['id']}"):
        assert problem(client.get(f"/api/v1/record-holds/{hold_id}{path}")) == (404, "not-found")


def test_a_release_gives_back_every_word_and_photo(case: Case, database: Database) -> None:
    before, versions = case.seen(case.supervisor), f"/api/v1/records/{case.record_id}/versions"
    reader = case.town.api.as_(case.town.cadre)
    told = reader.get(versions).json()["items"]
    case.hide()
    answer = case.act("release", case.first)
    assert (answer.status_code, answer.json()["state"]) == (200, "released"), answer.text
    after = case.seen(case.supervisor)
    moved = ("version", "updated_at")
    assert {k: v for k, v in after.items() if k not in moved} == {k: v for k, v in before.items() if k not in moved}
    assert reader.get(versions).json()["items"][: len(told)] == told
    assert reader.get(f"/api/v1/attachments/{case.photos[0]['id']}").status_code == 200
    again = case.act("release", case.first, version=answer.json()["version"] - 1)
    assert (again.status_code, again.json()["version"]) == (200, answer.json()["version"])
    assert problem(case.act("release", case.second)) == (409, "not-quarantined")
    assert trail(database, case.record_id)[-1] == "records.release"


def test_after_a_release_it_may_be_hidden_again(case: Case) -> None:
    case.hide()
    case.act("release", case.first)
    assert case.hide(reason="other").json()["hidden_reason"] == "other"
    assert case.hold()["state"] == "held"


@pytest.mark.parametrize("act", ["release", "purge"])
def test_only_the_regions_office_decides(case: Case, act: str) -> None:
    case.hide()
    for who in ("supervisor", "cadre"):
        assert problem(case.act(act, getattr(case.town, who))) == (403, "forbidden")
    assert problem(case.act(act, case.town.people["other_supervisor"])) == (404, "not-found")
    assert problem(case.act(act, case.first, version=1)) == (409, "version-conflict")


@pytest.mark.parametrize("act", ["release", "purge"])
def test_what_is_not_hidden_is_not_decided_on(case: Case, act: str) -> None:
    assert problem(case.act(act, case.first)) == (409, "not-quarantined")
