"""The person asked answers once; a reviewer decides; nobody on their own; nothing is lost and nothing asked twice."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role, Scope
from app.core.db import Database
from app.core.work import Work
from app.secondments.models import Programme, Secondment
from app.signals.models import Signal
from tests.factories import Api, County
from tests.signals.conftest import DUE, MORNING, Run, Signals, Write

REPLY = {"reason_code": "offline", "text": "下村信号不好，已补写在本子上"}
RESOLVE = {"outcome": "explained", "note": "情况属实，已在会上说明"}
Trail = Callable[[], dict[str, dict[str, Any]]]


@pytest.fixture
def signal(run: Run, secondment: Secondment, signals: Signals) -> Signal:
    run()
    (row,) = signals()
    return row


@pytest.fixture
def supervisor(county: County, office: Unit) -> Person:
    return county.person("李主管", Role.SUPERVISOR, office)


@pytest.fixture
def trail(database: Database) -> Trail:
    """What the audit rows about signals say, by their act."""

    def read() -> dict[str, dict[str, Any]]:
        with Work(database, SYSTEM, writes=False) as work:
            rows = work.session.exec(select(AuditEvent).where(AuditEvent.subject_type == "signal"))
            return {row.action: row.facts for row in rows}

    return read


def url(signal: Signal, step: str = "") -> str:
    return f"/api/v1/signals/{signal.id}" + (f"/{step}" if step else "")


def test_the_cadre_answers_once(api: Api, cadre: Person, signal: Signal, trail: Trail) -> None:
    answer = api.as_(cadre).post(url(signal, "reply"), json=REPLY)
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "answered"
    assert (answer.json()["reason_code"], answer.json()["reply_text"]) == ("offline", REPLY["text"])
    assert answer.json()["can_reply"] is False
    again = api.as_(cadre).post(url(signal, "reply"), json=REPLY)
    assert (again.status_code, again.json()["version"]) == (200, answer.json()["version"])
    other = api.as_(cadre).post(url(signal, "reply"), json={"reason_code": "other"})
    assert (other.status_code, other.json()["code"]) == (409, "already-answered")
    assert trail() == {
        "signals.open": {"kind": "missing", "window": "2026-04", "state": "open"},
        "signals.reply": {"kind": "missing", "reason": "offline"},
    }, "what was said stays out of the trail"


def test_a_reason_alone_is_enough(api: Api, cadre: Person, signal: Signal) -> None:
    assert api.as_(cadre).post(url(signal, "reply"), json={"reason_code": "other"}).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/reason_code"),
        ({"reason_code": "lazy"}, "/reason_code"),
        ({"reason_code": "other", "text": "长" * 301}, "/text"),
        ({"reason_code": "other", "more": 1}, "/more"),
        ({"reason_code": "other", "text": "身份证 110101199003078515"}, "/text"),
    ],
)
def test_what_is_no_answer(api: Api, cadre: Person, signal: Signal, body: dict[str, Any], pointer: str) -> None:
    answer = api.as_(cadre).post(url(signal, "reply"), json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_only_the_person_asked_answers(county: County, api: Api, signal: Signal, supervisor: Person) -> None:
    assert api.as_(supervisor).post(url(signal, "reply"), json=REPLY).status_code == 403
    assert api.as_(county.person("吴干部", Role.CADRE)).post(url(signal, "reply"), json=REPLY).status_code == 404
    assert api.anonymous.post(url(signal, "reply"), json=REPLY).status_code == 401
    assert api.as_(supervisor).post(f"/api/v1/signals/{uuid4()}/reply", json=REPLY).status_code == 404


def test_a_reviewer_decides(api: Api, cadre: Person, supervisor: Person, signal: Signal, trail: Trail) -> None:
    api.as_(cadre).post(url(signal, "reply"), json=REPLY)
    decided = api.as_(supervisor).post(url(signal, "resolve"), json=RESOLVE)
    assert decided.status_code == 200, decided.text
    body = decided.json()
    assert (body["status"], body["outcome"], body["closed_reason"]) == ("closed", "explained", "resolved")
    again = api.as_(supervisor).post(url(signal, "resolve"), json=RESOLVE)
    assert (again.status_code, again.json()["version"]) == (200, body["version"])
    other = api.as_(supervisor).post(url(signal, "resolve"), json={**RESOLVE, "outcome": "talk"})
    assert (other.status_code, other.json()["code"]) == (409, "signal-over")
    late = api.as_(cadre).post(url(signal, "reply"), json={"reason_code": "other"})
    assert (late.status_code, late.json()["code"]) == (409, "signal-over")
    assert trail()["signals.resolve"] == {"kind": "missing", "outcome": "explained"}
    seen = api.as_(cadre).get(url(signal)).json()
    assert seen["outcome_note"] == RESOLVE["note"], "the cadre reads what was decided"


@pytest.mark.parametrize(
    ("outcome", "status"), [("talk", 409), ("spot_check", 409), ("explained", 200), ("data_error", 200)]
)
def test_unheard_only_in_the_cadres_favour(
    api: Api, supervisor: Person, signal: Signal, outcome: str, status: int
) -> None:
    answer = api.as_(supervisor).post(url(signal, "resolve"), json={**RESOLVE, "outcome": outcome})
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "not-answered"


def test_nobody_decides_on_their_own(
    county: County, api: Api, office: Unit, programme: Programme, run: Run, signals: Signals
) -> None:
    head = county.person("赵副局", Role.SUPERVISOR, office)
    county.grant(head, Role.ORGADMIN, county.region)
    county.secondment(head, programme, office, start_on=date(2026, 4, 8))
    run()
    (own,) = signals()
    assert api.as_(head).post(url(own, "resolve"), json=RESOLVE).status_code == 403
    assert api.as_(head).get(url(own)).json()["can_resolve"] is False


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.SUPERVISOR, 200),
        (Role.ORGADMIN, 200),
        (Role.GROUP_LEADER, 404),
        (Role.LIAISON, 404),
        (Role.SENDER, 404),
        (Role.FINANCE, 404),
        (Role.INSPECTOR, 404),
        (Role.SYSADMIN, 404),
    ],
)
def test_whose_eyes(county: County, api: Api, signal: Signal, role: Role, status: int) -> None:
    person = county.person("某某", role, county.region)
    assert api.as_(person).get(url(signal)).status_code == status
    assert bool(api.as_(person).get("/api/v1/signals").json()["items"]) is (status == 200)
    assert api.as_(person).post(url(signal, "resolve"), json=RESOLVE).status_code == status


def test_a_group_leader_sees_it_only_as_the_one_who_reviews(
    county: County, api: Api, office: Unit, run: Run, signals: Signals
) -> None:
    leader = county.person("孙组长", Role.GROUP_LEADER)
    for name, reviewed_by in (("甲干部", "receiving"), ("乙干部", "group_leader")):
        programme = county.programme(reviewed_by=reviewed_by)
        member = county.secondment(county.person(name, Role.CADRE), programme, office, start_on=date(2026, 4, 8))
        county.group(leader, member)
    run()
    assert [item["person_name"] for item in api.as_(leader).get("/api/v1/signals").json()["items"]] == ["乙干部"]
    ids = {row.person_id: row for row in signals()}
    assert len(ids) == 2
    assert sorted(api.as_(leader).get(url(row)).status_code for row in ids.values()) == [200, 404]


def test_lists_are_filtered_and_paged(
    county: County, api: Api, office: Unit, programme: Programme, signal: Signal, supervisor: Person, run: Run
) -> None:
    county.secondment(county.person("吴干部", Role.CADRE), programme, office, start_on=date(2026, 4, 9))
    run(MORNING.replace(day=21))
    read = api.as_(supervisor).get
    first = read("/api/v1/signals?limit=1").json()
    rest = read(f"/api/v1/signals?limit=1&cursor={first['next_cursor']}").json()
    assert [item["person_name"] for item in (*first["items"], *rest["items"])] == ["吴干部", "周干部"]
    assert rest["next_cursor"] is None
    one = read(f"/api/v1/signals?kind=missing&status=open&month=2026-04&secondment_id={signal.secondment_id}").json()
    assert [item["id"] for item in one["items"]] == [str(signal.id)]
    assert read("/api/v1/signals?status=closed").json()["items"] == []
    assert read("/api/v1/signals?kind=filler").json()["items"] == []
    assert len(read(f"/api/v1/signals?unit_id={county.region.id}").json()["items"]) == 2
    assert read(f"/api/v1/signals?unit_id={uuid4()}").json()["items"] == []
    for wrong in ("status=raised", "kind=lazy", "month=2026-13", "limit=0", "cursor=x"):
        assert read(f"/api/v1/signals?{wrong}").status_code == 422, wrong
    assert api.anonymous.get("/api/v1/signals").status_code == 401


def test_the_question_is_true_in_both_languages(api: Api, cadre: Person, signal: Signal) -> None:
    said = "2026年4月有 5 个应在岗日没有纪实：8日、9日、10日、13日、14日。是否有原因？不影响补助。"
    assert api.as_(cadre).get(url(signal)).json()["question"] == said
    english = api.as_(cadre).get(url(signal), headers={"Accept-Language": "en"}).json()["question"]
    assert "5 duty days" in english
    assert "8, 9, 10, 13, 14" in english


def test_what_was_accepted_is_not_raised_again_but_what_is_new_is(
    api: Api, supervisor: Person, cadre: Person, signal: Signal, signals: Signals, run: Run
) -> None:
    api.as_(cadre).post(url(signal, "reply"), json=REPLY)
    api.as_(supervisor).post(url(signal, "resolve"), json=RESOLVE)
    assert run(MORNING.replace(day=22)).summary.startswith("opened=0 reopened=0"), "15 and 16 April are two"
    assert run(MORNING.replace(day=23)).summary.startswith("opened=0 reopened=1")
    (row,) = signals()
    assert row.evidence["days"] == ["2026-04-15", "2026-04-16", "2026-04-17"]
    assert (row.reason_code, row.outcome, row.told_at) == (None, None, None)
    assert row.history[0]["days"] == DUE
    assert (row.history[0]["reply_text"], row.history[0]["outcome"]) == (REPLY["text"], "explained")
    assert api.as_(cadre).post(url(signal, "reply"), json={"reason_code": "other"}).status_code == 200


def test_nothing_is_added_to_a_question_that_was_answered(
    api: Api, cadre: Person, signal: Signal, signals: Signals, run: Run, write_record: Write, secondment: Secondment
) -> None:
    api.as_(cadre).post(url(signal, "reply"), json=REPLY)
    run(MORNING.replace(day=24))
    assert signals()[0].evidence["days"] == DUE
    write_record(secondment, DUE[0])
    run(MORNING.replace(day=25))
    assert signals()[0].evidence["days"] == DUE[1:]


def test_unanswered_it_ends_after_thirty_days_without_consequence(
    api: Api, cadre: Person, signal: Signal, signals: Signals, run: Run, trail: Trail
) -> None:
    run(MORNING.replace(month=5, day=19))
    assert signals()[0].state == "open"
    run(MORNING.replace(month=5, day=20))
    april = signals()[0]
    assert (april.state, april.closed_reason) == ("expired", None)
    assert "signals.expire" in trail()
    run(MORNING.replace(month=5, day=21))
    assert signals()[0].state == "expired", "it is not asked again"
    assert api.as_(cadre).post(url(signal, "reply"), json=REPLY).json()["code"] == "signal-over"


def test_programs_get_counts_and_no_persons(
    county: County, api: Api, office: Unit, programme: Programme, signal: Signal, cadre: Person
) -> None:
    client = api.as_client(county.api_client(Scope.SIGNALS_COUNT))
    counts = "/api/v1/signals/counts?from=2026-03&to=2026-04"
    (row,) = client.get(counts).json()["items"]
    assert row == {
        "unit_id": str(office.id), "unit_name": "财政局", "month": "2026-04", "open": None, "closed": None
    }, "one cadre is hosted: a number would be theirs"  # fmt: skip
    for name in ("吴干部", "郑干部"):
        county.secondment(county.person(name, Role.CADRE), programme, office, start_on=date(2026, 4, 20))
    (row,) = client.get(counts).json()["items"]
    assert (row["open"], row["closed"]) == (1, 0)
    assert client.get("/api/v1/signals/counts?from=2026-04&to=2026-03").status_code == 422
    assert client.get("/api/v1/signals/counts?from=2024-04&to=2026-03").status_code == 422
    assert client.get("/api/v1/signals").status_code == 403
    assert client.get(url(signal)).status_code == 403
    others = api.as_client(county.api_client(*(set(Scope) - {Scope.SIGNALS_COUNT})))
    assert others.get(counts).status_code == 403
    assert api.as_(cadre).get(counts).status_code == 403
    assert api.anonymous.get(counts).status_code == 401


def test_at_the_desk_a_question_is_read_beside_its_list(
    api: Api, supervisor: Person, cadre: Person, signal: Signal
) -> None:
    page = api.as_(supervisor).get(f"/signals/{signal.id}").text
    assert f'href="/signals/{signal.id}?step=live" aria-current="true"' in page
    api.as_(cadre).post(url(signal, "reply"), json=REPLY)
    assert (
        f'href="/signals/{signal.id}?step=answered" aria-current="true"'
        in api.as_(supervisor).get(f"/signals/{signal.id}").text
    ), "the list follows the question"
    over = api.as_(supervisor).get(f"/signals/{signal.id}?step=over").text
    assert 'aria-current="true"' not in over
    assert "这里没有别的了" in over
    assert "pane-list" not in api.as_(cadre).get(f"/signals/{signal.id}").text
