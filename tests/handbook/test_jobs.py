"""Handbooks of a group in one file: made apart, by one maker at a time, gone on with after a kill, taken for a week."""

import csv
import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core import clock as the_clock
from app.core.actor import SYSTEM, Role
from app.core.config import Settings
from app.core.files import Files, open_files
from app.core.making import Holding
from app.core.printing import drop_left_over, new_folder
from app.core.work import Work
from app.handbook import service_make
from app.handbook.jobs import resume_handbooks
from app.handbook.models import HandbookJob, HandbookJobBook
from app.handbook.service_jobs import drop_withdrawn
from app.handbook.service_make import make_job
from app.operations.service_retention import sweep
from app.secondments.models import Secondment
from tests.permissions.rows_handbooks import set_nothing
from tests.records.conftest import Town, problem, write

URL = "/api/v1/handbooks"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def files(settings: Settings) -> Files:
    return open_files(settings.files_url)


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Books are empty files: what is asked about is what becomes of them."""
    set_nothing(monkeypatch)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have been begun apart; nothing is."""
    found: list[list[str]] = []
    for module in ("api", "jobs"):
        monkeypatch.setattr(f"app.handbook.{module}.begin_apart", lambda _settings, _database, said: found.append(said))
    return found


@pytest.fixture
def second(town: Town) -> Secondment:
    """Another cadre of the same programme and unit, with a day."""
    cadre = town.county.person("邹怀瑾", Role.CADRE, town.sending)
    row = town.county.secondment(cadre, town.programme, town.receiving, town.sending)
    answer = town.put("2026-04-13", write(items=[{"text": "督查堤防"}]), who=cadre, secondment=row)
    assert answer.status_code == 201, answer.text
    return row


@pytest.fixture
def ask(town: Town, second: Secondment, begun: list[list[str]]) -> Ask:
    """Ask for April's handbooks of the programme."""
    town.submitted("2026-04-13", items=[{"text": "走访茶农"}])

    def send(who: Person, **changes: Any) -> httpx.Response:
        body = {"programme_id": str(town.programme.id), "month": "2026-04"} | changes
        return town.api.as_(who).post(URL, json={key: value for key, value in body.items() if value is not None})

    return send


def made(town: Town, files: Files, answer: httpx.Response) -> str:
    assert answer.status_code == 201, answer.text
    job_id: str = answer.json()["id"]
    assert make_job(town.county.database, files, UUID(job_id))
    return job_id


def unpacked(answer: httpx.Response) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_programme_in_one_file(town: Town, files: Files, ask: Ask, begun: list[list[str]]) -> None:
    boss = town.people["orgadmin"]
    job_id = made(town, files, ask(boss))
    assert begun == [["handbooks", "make", job_id]]
    client = town.api.as_(boss)
    view = client.get(f"{URL}/{job_id}").json()
    assert (view["state"], view["progress"], view["title"]) == ("done", 100, town.programme.name)
    assert [(one["cadre_name"], one["edition"], one["failure"]) for one in view["books"]] == [
        ("林晓", 1, None),
        ("邹怀瑾", 1, None),
    ]
    answer = client.get(view["url"])
    inside = unpacked(answer)
    assert hashlib.sha256(answer.content).hexdigest() == view["sha256"] == answer.headers["X-Content-SHA256"]
    listed = list(csv.DictReader(io.StringIO(inside.pop("目录.csv").decode("utf-8-sig"))))
    assert {line["文件"]: line["文件 SHA-256"] for line in listed} == {
        name: hashlib.sha256(data).hexdigest() for name, data in inside.items()
    }
    assert all(data.startswith(b"%PDF") for data in inside.values())
    with town.county.database.session(write=False) as session:
        told = session.exec(select(AuditEvent).where(AuditEvent.actor_id == boss.id).order_by(AuditEvent.id)).all()
    actions = sorted(event.action for event in told)
    assert actions == ["handbook.ask", "handbook.done", "handbook.make", "handbook.make", "handbook.take"]
    assert client.get(URL).json()["items"][0]["id"] == job_id
    assert list(files.keys("handbooks")) == [f"handbooks/{job_id}/{_token(town, job_id)}.zip"]


def _token(town: Town, job_id: str) -> str:
    with town.county.database.session(write=False) as session:
        return str(session.get_one(HandbookJob, UUID(job_id)).token)


@pytest.mark.usefixtures("unset")
def test_whoever_is_killed_is_followed_by_one_who_goes_on(
    town: Town, files: Files, ask: Ask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = UUID(ask(town.people["orgadmin"]).json()["id"])
    set_book = service_make.set_book
    asked: list[str] = []

    class Killed(BaseException):
        """As if the machine were switched off."""

    def dying(book: Any, *rest: Any) -> Any:
        asked.append(book.card.cadre_name)
        if len(asked) == 2:
            raise Killed
        return set_book(book, *rest)

    monkeypatch.setattr(service_make, "set_book", dying)
    with pytest.raises(Killed):
        make_job(town.county.database, files, job_id)
    assert problem(town.api.as_(town.people["orgadmin"]).get(f"{URL}/{job_id}/file")) == (409, "handbook-not-ready")
    assert not make_job(town.county.database, files, job_id)
    clock.shift(timedelta(minutes=1))
    with Work(town.county.database, SYSTEM, True) as work:
        assert resume_handbooks(work, work.now).startswith("resumed=1 dropped=0")
    assert make_job(town.county.database, files, job_id)
    assert asked == ["林晓", "邹怀瑾", "邹怀瑾"]
    inside = unpacked(town.api.as_(town.people["orgadmin"]).get(f"{URL}/{job_id}/file"))
    assert len(inside) == 3


@pytest.mark.usefixtures("unset")
def test_who_lost_the_hold_finishes_nothing(
    town: Town, files: Files, ask: Ask, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = UUID(ask(town.people["orgadmin"]).json()["id"])
    set_book = service_make.set_book

    def slow(*given: Any) -> Any:
        clock.shift(timedelta(minutes=2))
        assert Holding(town.county.database, HandbookJob, job_id).take()
        return set_book(*given)

    monkeypatch.setattr(service_make, "set_book", slow)
    assert not make_job(town.county.database, files, job_id)
    with town.county.database.session(write=False) as session:
        assert session.get_one(HandbookJob, job_id).state == "running"
        rows = session.exec(select(HandbookJobBook).where(HandbookJobBook.job_id == job_id)).all()
        assert [row.file_key for row in rows] == [None, None]


def test_the_same_request_is_the_same_job(town: Town, ask: Ask, begun: list[list[str]]) -> None:
    boss, key = town.people["orgadmin"], str(uuid4())
    first, again = ask(boss, id=key), ask(boss, id=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"] == key
    assert begun == [["handbooks", "make", key]]
    assert problem(ask(boss, id=key, kind="docx")) == (409, "id-reused")
    assert problem(ask(town.supervisor, id=key)) == (404, "not-found")
    assert town.api.as_(town.supervisor).get(f"{URL}/{key}").status_code == 404


@pytest.mark.usefixtures("unset")
def test_a_text_that_is_hidden_takes_the_file_back(town: Town, files: Files, ask: Ask) -> None:
    job_id = made(town, files, ask(town.supervisor, kind="docx"))
    client = town.api.as_(town.supervisor)
    record = client.get(f"/api/v1/secondments/{town.secondment.id}/records/2026-04-13").json()
    hidden = town.post(record["id"], "quarantine", reason_code="personal")
    assert hidden.status_code == 200, hidden.text
    assert client.get(f"{URL}/{job_id}").json()["url"] is None
    assert problem(client.get(f"{URL}/{job_id}/file")) == (410, "handbook-withdrawn")
    with Work(town.county.database, SYSTEM, True) as work:
        assert drop_withdrawn(work, files) == 1
    assert list(files.keys("handbooks")) == []


@pytest.mark.usefixtures("unset")
def test_the_file_goes_after_a_week(town: Town, files: Files, ask: Ask, clock: time_machine.Traveller) -> None:
    job_id = made(town, files, ask(town.people["orgadmin"], kind="docx"))
    clock.shift(timedelta(days=8))
    with Work(town.county.database, SYSTEM, True) as work:
        assert {line.rule.name: line.count for line in sweep(work, files)}["handbooks"] == 1
    answer = town.api.as_(town.people["orgadmin"]).get(f"{URL}/{job_id}/file")
    assert problem(answer) == (410, "handbook-gone")
    assert list(files.keys("handbooks")) == []


def test_folders_of_whoever_was_killed_go_within_the_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with new_folder() as kept:
        (kept / "data.json").write_text("{}")
    with pytest.raises(RuntimeError), new_folder() as failed:
        raise RuntimeError
    assert not failed.exists()
    assert (drop_left_over(), kept.exists()) == (0, True)
    begun = kept.stat().st_mtime - 2 * 3600
    os.utime(kept, (begun, begun))
    assert (drop_left_over(), kept.exists()) == (1, False)


def test_rights_are_asked_about_again(town: Town, files: Files, ask: Ask, second: Secondment) -> None:
    leader = town.people["leader"]
    mine = ask(leader)
    assert [one["cadre_name"] for one in mine.json()["books"]] == ["林晓"]
    assert problem(ask(town.people["finance"])) == (403, "forbidden")
    assert problem(ask(town.people["sysadmin"])) == (404, "not-found")
    assert problem(ask(town.people["stranger"])) == (404, "not-found")
    job_id = mine.json()["id"]
    with town.county.database.session(write=True) as session:
        person = session.merge(leader)
        person.left_on = the_clock.today() - timedelta(days=1)
        session.add(person)
        session.commit()
    assert not make_job(town.county.database, files, UUID(job_id))
    with town.county.database.session(write=False) as session:
        assert session.get_one(HandbookJob, UUID(job_id)).failure == "forbidden"


def test_a_group_and_what_is_wrong(town: Town, ask: Ask) -> None:
    boss = town.people["orgadmin"]
    group = town.api.as_(boss).get("/api/v1/groups").json()["items"][0]
    answer = ask(boss, programme_id=None, group_id=group["id"])
    assert (answer.status_code, answer.json()["title"]) == (201, group["name"])
    assert len(answer.json()["books"]) == 1
    assert ask(boss, programme_id=None).status_code == 422
    assert ask(boss, group_id=group["id"]).status_code == 422
    assert problem(ask(boss, month="2031-01")) == (404, "not-found")
    assert town.api.anonymous.post(URL, json={}).status_code == 401
