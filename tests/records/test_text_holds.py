"""Hiding a summary or a note: at once, from everybody, with the record whose words it repeats; release and purge."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from app.accounts.models import Person
from app.core.actor import Scope
from app.core.db import Database
from tests.records.care import ITEM, REASON, Case, make_case, trail, words_in_tables
from tests.records.conftest import Town, problem

SAID, EARLIER, HOST = "本月金丝雀事项办结。", "金丝雀旧稿先写在这里。", "金丝雀收获属实，作风扎实。"
WEEK, MONTH = "2026-W15", "2026-04"
READERS = ("supervisor", "second_supervisor", "leader", "sender")


class Kept:
    """A summary in two versions, a note, and short ways to act on them."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.base = f"/api/v1/secondments/{town.secondment.id}"
        self.first = town.people["orgadmin"]
        self.keep(EARLIER)
        self.kept = self.keep(SAID, version=1).json()
        self.note = self.keep(HOST, kind="notes").json()

    def person(self, who: str) -> Person:
        found: Person = self.town.people.get(who) or getattr(self.town, who)
        return found

    def keep(
        self, text: str, *, period: str = MONTH, kind: str = "summaries", version: int | None = None
    ) -> httpx.Response:
        who = self.town.cadre if kind == "summaries" else self.town.supervisor
        headers = {"If-Match": f'"{version}"'} if version else {}
        body = {"client_id": str(uuid4()), "text": text}
        return self.town.api.as_(who).put(f"{self.base}/{kind}/{period}", json=body, headers=headers)

    def get(self, who: str, kind: str = "summaries", period: str = MONTH) -> httpx.Response:
        return self.town.api.as_(self.person(who)).get(f"{self.base}/{kind}/{period}")

    def hide(self, who: str = "supervisor", kind: str = "summaries", period: str = MONTH) -> httpx.Response:
        body = {"reason_code": "secret", "note": "含涉密内容"}
        return self.town.api.as_(self.person(who)).post(f"{self.base}/{kind}/{period}/quarantine", json=body)

    def holds(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.town.api.as_(self.first).get("/api/v1/text-holds").json()["items"]
        return found

    def act(self, what: str, who: Person, hold: dict[str, Any], version: int | None = None) -> httpx.Response:
        body = REASON | {"version": version or hold["version"]}
        return self.town.api.as_(who).post(f"/api/v1/text-holds/{hold['id']}/{what}", json=body)


@pytest.fixture
def kept(town: Town) -> Kept:
    return Kept(town)


def everything(kept: Kept, who: str) -> str:
    """All that somebody gets to read of it, in one string."""
    client = kept.town.api.as_(kept.person(who))
    pages = f"/secondments/{kept.town.secondment.id}/summaries"
    paths = [
        f"{kept.base}/{path}"
        for path in ("summaries", f"summaries/{MONTH}", f"notes/{MONTH}", "summaries/2026-Q2/draft")
    ]
    paths += [pages, f"{pages}/{MONTH}", f"{pages}/{MONTH}?use=draft", "/api/v1/text-holds", "/holds"]
    return "\n".join(client.get(path).text for path in paths)


@pytest.mark.parametrize("who", ["cadre", *READERS])
def test_whoever_reads_it_may_hide_it_and_then_nobody_reads_it(kept: Kept, who: str) -> None:
    assert SAID in everything(kept, "supervisor")
    answer = kept.hide(who)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["hidden"], answer.json()["hidden_reason"], answer.json()["text"]) == (
        *("quarantined", "secret"), "",
    )  # fmt: skip
    for reader in ("cadre", *READERS, "orgadmin", "finance", "sysadmin"):
        assert SAID not in everything(kept, reader), reader
    assert HOST in everything(kept, "sender"), "the note beside it says something else"


@pytest.mark.parametrize(("who", "status"), [("finance", 403), ("orgadmin", 403), ("stranger", 404), ("sysadmin", 404)])
def test_whoever_reads_it_not_hides_it_not(kept: Kept, who: str, status: int) -> None:
    assert kept.hide(who).status_code == status
    assert kept.get("cadre").json()["text"] == SAID


def test_a_program_gets_no_word_of_it_and_learns_that_it_is_hidden(kept: Kept) -> None:
    kept.hide()
    _, client = kept.town.client(Scope.SUMMARY_READ)
    row = client.get(f"/api/v1/summaries?period={MONTH}").json()["items"][0]
    assert (row["text"], row["hidden"], row["version"]) == ("", "quarantined", 3)


def test_what_is_hidden_is_not_written_over(kept: Kept) -> None:
    kept.hide()
    assert problem(kept.keep("另写一段话。", version=3)) == (409, "content-hidden")
    assert kept.hide().status_code == 200, "again is the same"
    assert len(kept.holds()) == 1


def test_released_it_stands_as_before_with_all_its_versions(kept: Kept, database: Database) -> None:
    kept.hide()
    hold = kept.holds()[0]
    assert (hold["kind"], hold["period"], hold["record_id"]) == ("summary", MONTH, None)
    assert problem(kept.act("release", kept.town.supervisor, hold)) == (404, "not-found")
    assert problem(kept.act("release", kept.first, hold, version=9)) == (409, "version-conflict")
    for _ in range(2):  # the answer may be lost on the way
        released = kept.act("release", kept.first, hold)
        assert (released.status_code, released.json()["state"]) == (200, "released")
    again = kept.get("cadre").json()
    assert (again["text"], again["hidden"]) == (SAID, None)
    assert "金丝雀旧稿" in words_in_tables(database), "its first version is back"
    assert kept.keep("又添一句。", version=again["version"]).status_code == 200
    assert trail(database, again["id"]) == [
        *("summaries.keep", "summaries.keep", "texts.quarantine", "texts.release", "summaries.keep"),
    ]


def test_the_two_who_decide_read_it_and_leave_a_trace(kept: Kept, database: Database) -> None:
    kept.hide()
    hold = kept.holds()[0]
    path = f"/api/v1/text-holds/{hold['id']}/content"
    for who in ("cadre", "supervisor", "finance"):
        assert kept.town.api.as_(kept.person(who)).get(path).status_code == 404
    read = kept.town.api.as_(kept.first).get(path).json()
    assert (read["said"], [one["said"] for one in read["versions"]]) == ({"text": SAID}, [{"text": EARLIER}])
    assert trail(database, kept.kept["id"])[-1] == "texts.read_held"
    assert SAID in kept.town.api.as_(kept.first).get(f"/holds/texts/{hold['id']}/content").text


def test_purged_by_two_nothing_is_left_and_it_may_be_written_anew(town: Town, database: Database) -> None:
    case = make_case(town)
    kept = Kept(town)
    case.hide()
    by_kind = {hold["kind"]: hold for hold in kept.holds()}
    assert set(by_kind) == {"summary", "note"}, "the summary repeats the item, the note what came of it"
    assert {hold["record_id"] for hold in by_kind.values()} == {case.record_id}
    purge_record(case)
    for hold in by_kind.values():
        proposed = kept.act("purge", case.first, hold)
        assert (proposed.status_code, proposed.json()["state"]) == (200, "proposed")
        assert kept.act("purge", case.first, hold).json()["state"] == "proposed", "the same again changes nothing"
        current = proposed.json()
        assert problem(kept.act("purge", case.first, current)) == (409, "second-person-needed")
        assert kept.act("purge", case.second, current).json()["state"] == "purged"
        assert problem(kept.act("release", case.first, kept_hold(kept, hold["id"]))) == (409, "content-purged")
    assert words_in_tables(database) == set()
    view = kept.get("cadre").json()
    assert (view["hidden"], view["text"]) == ("purged", "")
    anew = kept.keep("重写的小结。", version=view["version"])
    assert (anew.status_code, anew.json()["text"], anew.json()["hidden"]) == (200, "重写的小结。", None)


def purge_record(case: Case) -> None:
    case.act("purge", case.first)
    assert case.act("purge", case.second).json()["state"] == "purged"


def kept_hold(kept: Kept, hold_id: str) -> dict[str, Any]:
    found: dict[str, Any] = kept.town.api.as_(kept.first).get(f"/api/v1/text-holds/{hold_id}").json()
    return found


def test_only_what_repeats_a_hidden_record_is_hidden_along(town: Town) -> None:
    case = make_case(town)
    kept = Kept(town)
    kept.keep("防汛值班两次。", period=WEEK)
    case.hide()
    assert kept.get("supervisor", period=WEEK).json()["text"] == "防汛值班两次。"
    assert kept.get("supervisor").json()["hidden"] == "quarantined"
    assert ITEM not in everything(kept, "cadre")


def test_the_cadre_is_told_and_the_office_has_it_to_do(kept: Kept) -> None:
    kept.hide()
    told = kept.town.api.as_(kept.town.cadre).get("/api/v1/inbox").json()["items"]
    assert any(one["kind"] == "text.quarantine" for one in told)
    assert "/holds/texts/" in kept.town.api.as_(kept.first).get("/holds").text
