"""Feedback: to the region's office and past whoever supervises the author; answered; anonymous without a trace."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core import clock as core_clock
from app.core.actor import Role
from app.core.db import Database, metadata
from app.feedback.errors import TooMuchFeedback
from app.feedback.limits import Limit
from app.secondments.models import Secondment
from tests.factories import Api, County

NOON = datetime.fromisoformat("2026-04-15T12:34:56+08:00")
TEXT = "接收单位安排我长期做原单位的工作，与挂职岗位不符。"


@dataclass
class Office:
    """A cadre hosted by 白鹭镇, its supervisor, two administrators of the county."""

    api: Api
    county: County
    receiving: Unit
    cadre: Person
    supervisor: Person
    orgadmin: Person
    second: Person
    stranger: Person
    secondment: Secondment

    def send(self, who: Person | None = None, **changes: Any) -> httpx.Response:
        body = {"id": str(uuid4()), "kind": "complaint", "text": TEXT, "anonymous": False} | changes
        return self.api.as_(who or self.cadre).post("/api/v1/feedback", json=body)

    def handled(self, who: Person | None = None) -> list[dict[str, Any]]:
        answer = self.api.as_(who or self.orgadmin).get("/api/v1/feedback?box=handled")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def act(self, feedback_id: str, what: str, who: Person | None = None, **body: Any) -> httpx.Response:
        return self.api.as_(who or self.orgadmin).post(f"/api/v1/feedback/{feedback_id}/{what}", json=body)

    def by_code(self, code: str, who: Person | None = None) -> httpx.Response:
        return self.api.as_(who or self.cadre).post("/api/v1/feedback/by-code", json={"code": code})


@pytest.fixture
def office(county: County, api: Api) -> Any:
    with time_machine.travel(NOON, tick=False):
        receiving, sending = county.unit("白鹭镇", county.region), county.unit("县发改局", county.region)
        cadre = county.person("林晓", Role.CADRE, sending, home_unit_id=sending.id)
        supervisor = county.person("赵镇长", Role.SUPERVISOR, receiving)
        yield Office(
            api,
            county,
            receiving,
            cadre,
            supervisor,
            county.person("组织部一", Role.ORGADMIN, county.region),
            county.person("组织部二", Role.ORGADMIN, county.region),
            county.person("外人", Role.CADRE, sending, home_unit_id=sending.id),
            county.secondment(cadre, county.programme(), receiving, sending, supervisors=(supervisor,)),
        )


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def trail(database: Database, action: str) -> list[AuditEvent]:
    with database.session(write=False) as session:
        statement = select(AuditEvent).where(col(AuditEvent.action) == action)
        return list(session.exec(statement).all())


def test_from_sending_to_closing(office: Office, database: Database) -> None:
    sent = office.send(secondment_id=str(office.secondment.id))
    assert sent.status_code == 201, sent.text
    row = sent.json()
    assert (row["state"], row["author_name"], row["code"], row["unit_name"]) == ("received", "林晓", None, "云浦县")
    assert [one["id"] for one in office.handled()] == [row["id"]]
    taken = office.act(row["id"], "take", version=1).json()
    assert (taken["state"], taken["taken_by_name"]) == ("processing", "组织部一")
    answered = office.act(row["id"], "answer", version=2, text="已与白鹭镇沟通，请按挂职岗位安排工作。").json()
    assert (answered["state"], answered["version"]) == ("answered", 3)
    own = office.api.as_(office.cadre).get("/api/v1/feedback").json()["items"]
    assert [(one["state"], one["answer"]) for one in own] == [("answered", answered["answer"])]
    assert office.act(row["id"], "close", version=3).json()["state"] == "closed"
    inbox = office.api.as_(office.cadre).get("/api/v1/inbox").json()["items"]
    assert [one["kind"] for one in inbox] == ["feedback.answered"]
    assert answered["answer"] not in str(inbox)
    for action in ("feedback.send", "feedback.take", "feedback.answer", "feedback.close"):
        assert len(trail(database, action)) == 1, action


def test_the_receiving_unit_never_learns_of_it(office: Office) -> None:
    row = office.send().json()
    assert problem(office.api.as_(office.supervisor).get("/api/v1/feedback?box=handled")) == (403, "forbidden")
    assert problem(office.api.as_(office.supervisor).get(f"/api/v1/feedback/{row['id']}")) == (404, "not-found")
    assert office.api.as_(office.supervisor).get("/api/v1/feedback").json()["items"] == []
    assert problem(office.act(row["id"], "answer", office.supervisor, version=1, text="无此事")) == (404, "not-found")


@pytest.mark.parametrize("anonymous", [True, False])
def test_an_administrator_who_supervises_the_host_is_passed_by(office: Office, anonymous: bool) -> None:
    """Whoever sits on both chairs does not read what the host's cadres write, named or not."""
    office.county.grant(office.second, Role.SUPERVISOR, office.receiving)
    office.send(anonymous=anonymous)
    (row,) = office.handled(office.orgadmin)
    assert office.handled(office.second) == []
    assert problem(office.api.as_(office.second).get(f"/api/v1/feedback/{row['id']}")) == (404, "not-found")
    assert problem(office.act(row["id"], "take", office.second, version=1)) == (404, "not-found")
    office.send(office.stranger, text="食堂能否延长开放时间？", kind="suggestion")
    assert [one["author_name"] for one in office.handled(office.second)] == ["外人"]


@pytest.mark.parametrize("anonymous", [True, False])
def test_when_nobody_is_free_of_the_matter_nothing_is_stored(
    office: Office, database: Database, anonymous: bool
) -> None:
    for one in (office.orgadmin, office.second):
        office.county.grant(one, Role.SUPERVISOR, office.receiving)
    assert problem(office.send(anonymous=anonymous)) == (409, "nobody-to-read")
    assert TEXT not in everything(database)


def test_an_administrator_does_not_answer_their_own(office: Office) -> None:
    row = office.send(office.orgadmin).json()
    assert office.handled(office.orgadmin) == []
    assert problem(office.act(row["id"], "take", office.orgadmin, version=1)) == (403, "forbidden")
    assert [one["id"] for one in office.handled(office.second)] == [row["id"]]


def test_an_administrator_of_another_region_sees_nothing(office: Office) -> None:
    elsewhere = office.county.unit("邻县")
    foreign = office.county.person("邻县组织部", Role.ORGADMIN, elsewhere)
    row = office.send().json()
    assert office.handled(foreign) == []
    assert problem(office.act(row["id"], "take", foreign, version=1)) == (404, "not-found")


def everything(database: Database) -> str:
    with database.session(write=False) as session:
        return "\n".join(
            repr(tuple(row)) for table in metadata.tables.values() for row in session.execute(table.select())
        )


def anonymous_rows(database: Database) -> list[tuple[str, dict[str, Any]]]:
    """Every row that came with anonymous feedback, of any table."""
    names = ("feedback", "audit_events", "inbox_messages")
    with database.session(write=False) as session:
        tables = [metadata.tables[name] for name in names]
        return [(table.name, dict(row._mapping)) for table in tables for row in session.execute(table.select())]


def test_an_anonymous_one_leads_to_nobody(office: Office, database: Database) -> None:
    office.county.grant(office.second, Role.SUPERVISOR, office.receiving)
    sent = office.send(anonymous=True, secondment_id=str(office.secondment.id))
    assert sent.status_code == 201, sent.text
    rows = anonymous_rows(database)
    assert [name for name, _ in rows] == ["feedback", "audit_events"]
    forbidden = [office.cadre.id, office.secondment.id, office.receiving.id, office.cadre.login, "127.0.0.1"]
    for name, row in rows:
        plain = repr(row)
        for secret in forbidden:
            shapes = {str(secret), secret.hex if isinstance(secret, UUID) else str(secret)}
            assert not [shape for shape in shapes if shape in plain], (name, secret)
        instants = [value for value in row.values() if isinstance(value, datetime)]
        assert instants
        assert all(core_clock.beijing(one).time().isoformat() == "00:00:00" for one in instants), name
        ids = [value for value in row.values() if isinstance(value, UUID) and value != office.county.region.id]
        assert all(value.version == 4 for value in ids), "an id tells its time"


def test_the_log_says_nothing_of_who_it_was(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.send(anonymous=True)
    logged = capsys.readouterr().out
    assert "/api/v1/feedback" in logged
    assert str(office.cadre.id) not in logged
    assert "127.0.0.1" not in logged


def test_the_code_is_shown_to_the_sender_alone_and_finds_the_answer(office: Office) -> None:
    sent = office.send(anonymous=True).json()
    code = sent["code"]
    assert len(code.replace("-", "")) == 16
    (row,) = office.handled()
    assert (row["author_name"], row["secondment_id"], row["received_at"]) == (None, None, None)
    assert row["received_on"] == "2026-04-15"
    assert office.by_code(code).json()["state"] == "received"
    office.act(row["id"], "answer", version=1, text="已核实并纠正。")
    found = office.by_code(code.lower().replace("-", " "), office.stranger).json()
    assert (found["state"], found["answer"]) == ("answered", "已核实并纠正。")
    assert "answered_by_name" not in found
    assert problem(office.by_code("AAAA-BBBB-CCCC-DDDD")) == (404, "not-found")
    assert office.api.as_(office.cadre).get("/api/v1/inbox").json()["items"] == []
    assert office.api.as_(office.cadre).get("/api/v1/feedback").json()["items"] == []
    assert problem(office.api.as_(office.cadre).get(f"/api/v1/feedback/{row['id']}")) == (404, "not-found")


@pytest.mark.parametrize("anonymous", [True, False])
def test_sending_again_is_sending_once(office: Office, anonymous: bool) -> None:
    key = str(uuid4())
    first = office.send(id=key, anonymous=anonymous)
    again = office.send(id=key, anonymous=anonymous)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert problem(office.send(id=key, anonymous=anonymous, text="另外一段话，内容不同")) == (409, "id-reused")
    assert len(office.handled()) == 1


def test_someone_elses_id_is_not_there(office: Office) -> None:
    key = str(uuid4())
    office.send(id=key)
    assert problem(office.send(office.stranger, id=key)) == (404, "not-found")


def test_decisions_repeat_and_conflict_as_everywhere(office: Office) -> None:
    row = office.send().json()
    assert problem(office.act(row["id"], "close", version=1)) == (409, "not-answered")
    taken = office.act(row["id"], "take", version=1)
    assert office.act(row["id"], "take", version=1).json() == taken.json()
    assert problem(office.act(row["id"], "take", office.second, version=1)) == (409, "version-conflict")
    assert problem(office.act(row["id"], "answer", version=1, text="已办")) == (409, "version-conflict")
    done = office.act(row["id"], "answer", office.second, version=2, text="已办")
    assert office.act(row["id"], "answer", office.second, version=2, text="已办").json() == done.json()
    assert problem(office.act(row["id"], "answer", version=3, text="改口")) == (409, "already-answered")
    closed = office.act(row["id"], "close", version=3)
    assert office.act(row["id"], "close", version=3).json() == closed.json()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "praise"}, {"text": "短"}, {"text": "长" * 2001}, {"extra": 1}, {"secondment_id": str(uuid4())}],
)
def test_wrong_input_is_refused(office: Office, wrong: dict[str, Any]) -> None:
    assert office.send(**wrong).status_code == 422


def test_what_may_not_be_stored_is_refused_with_the_place(office: Office, database: Database) -> None:
    answer = office.send(text="他的身份证号是 11010519491231002X，请核查。")
    assert problem(answer) == (422, "blocked-content")
    assert answer.json()["errors"][0]["pointer"] == "/text"
    assert "11010519491231002X" not in everything(database)
    warned = office.send(text="请打我电话 13800138000 了解情况。").json()
    assert [one["code"] for one in warned["warnings"]] == ["phone"]


def test_nobody_anonymous_on_the_wire_sends_or_looks_up(office: Office) -> None:
    body = {"kind": "question", "text": TEXT}
    assert problem(office.api.anonymous.post("/api/v1/feedback", json=body)) == (401, "unauthenticated")
    lookup = office.api.anonymous.post("/api/v1/feedback/by-code", json={"code": "AAAA-BBBB-CCCC-DDDD"})
    assert problem(lookup) == (401, "unauthenticated")


def test_guessing_codes_ends_soon(office: Office) -> None:
    for _ in range(20):
        assert office.by_code("AAAA-BBBB-CCCC-DDDD", office.stranger).status_code == 404
    refused = office.by_code("AAAA-BBBB-CCCC-DDDD", office.stranger)
    assert problem(refused) == (429, "too-many-requests")
    assert int(refused.headers["retry-after"]) > 0


def test_a_limit_forgets_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, person, now = Limit(2), uuid4(), [1000.0]
    monkeypatch.setattr(core_clock, "monotonic", lambda: now[0])
    limit.count(person)
    limit.count(person)
    with pytest.raises(TooMuchFeedback):
        limit.count(person)
    limit.count(uuid4())
    now[0] += 3600
    limit.count(person)


def test_others_than_cadres_reach_the_office_of_their_home(office: Office) -> None:
    assert office.send(office.stranger, kind="suggestion").json()["unit_name"] == "云浦县"
    lost = office.county.person("无家", Role.SUPERVISOR, office.county.unit("外地单位"))
    assert problem(office.send(lost)) == (409, "nobody-to-read")


def test_the_list_pages_through_everything(office: Office) -> None:
    for number in range(5):
        office.send(text=f"第{number}条建议，请研究。", anonymous=number % 2 == 0)
    client, seen, cursor = office.api.as_(office.orgadmin), [], ""
    while True:
        page = client.get(f"/api/v1/feedback?box=handled&limit=2{cursor}").json()
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 5
    assert date.fromisoformat(office.handled()[0]["received_on"]) == date(2026, 4, 15)
