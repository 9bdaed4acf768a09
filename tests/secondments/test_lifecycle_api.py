"""The steps of a secondment through the API: whose they are, from which state, and what each leaves behind."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlmodel import col, select

from app.audit.models import AuditEvent
from app.core.actor import Role
from app.secondments.models import SecondmentEvent, SecondmentStatus
from tests.secondments.conftest import Scene


@pytest.fixture(autouse=True)
def on_a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 21, 2, 0, tzinfo=UTC), tick=True):
        yield


def events(scene: Scene) -> list[SecondmentEvent]:
    with scene.county.database.session(write=False) as session:
        return list(session.exec(select(SecondmentEvent).order_by(col(SecondmentEvent.from_version))).all())


def actions(scene: Scene) -> list[str]:
    with scene.county.database.session(write=False) as session:
        return list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.seq))).all())


def test_the_whole_way(scene: Scene) -> None:
    row = scene.enter(end_on="2026-04-20")
    assert (row["status"], row["version"], row["region_band"]) == ("draft", 1, "县外")
    row = scene.step(scene.admin, row, "approve").json()
    assert (row["status"], row["version"]) == ("approved", 2)
    row = scene.step(scene.supervisor, row, "activate", effective_on="2026-01-05").json()
    assert (row["status"], row["arrived_on"]) == ("active", "2026-01-05")
    row = scene.step(scene.admin, row, "suspend", effective_on="2026-02-02", reason="参加抢险").json()
    assert row["status"] == "suspended"
    row = scene.step(scene.admin, row, "resume", effective_on="2026-02-09").json()
    assert row["status"] == "active"
    row = scene.step(scene.supervisor, row, "appraise").json()
    row = scene.step(scene.admin, row, "complete", reason="鉴定表在纸上").json()
    row = scene.step(scene.admin, row, "archive").json()
    assert (row["status"], row["version"]) == ("archived", 8)
    kinds = [event.kind for event in events(scene)]
    assert kinds == ["create", "approve", "activate", "suspend", "resume", "appraise", "complete", "archive"]
    assert [event.from_version for event in events(scene)] == list(range(8))
    assert actions(scene) == [f"secondments.{kind}" for kind in kinds]


def test_an_extension_moves_the_end_and_its_month(scene: Scene) -> None:
    row = scene.active(end_on="2026-06-30")
    answer = scene.step(scene.admin, row, "extend", end_on="2026-09-30", reason="工作需要")
    assert (answer.status_code, answer.json()["end_on"], answer.json()["status"]) == (200, "2026-09-30", "active")
    earlier = scene.step(scene.admin, answer.json(), "extend", end_on="2026-09-30", reason="工作需要")
    assert (earlier.status_code, earlier.json()["errors"][0]["pointer"]) == (422, "/end_on")
    with scene.county.database.session(write=False) as session:
        stored = session.exec(select(SecondmentEvent).where(SecondmentEvent.kind == "extend")).one()
        assert str(stored.previous_end_on) == "2026-06-30"


def test_a_recall_ends_the_term_on_its_day(scene: Scene) -> None:
    row = scene.active()
    answer = scene.step(scene.admin, row, "recall", effective_on="2026-04-10", reason="另有任用").json()
    assert (answer["status"], answer["recalled_on"], answer["end_on"]) == ("recalled", "2026-04-10", "2026-04-10")
    outside = scene.active(start_on="2026-04-11", end_on="2026-04-30")
    wrong = scene.step(scene.admin, outside, "recall", effective_on="2026-04-10", reason="另有任用")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/effective_on")


def test_who_was_recalled_before_the_arrival_leaves_the_days_free(scene: Scene) -> None:
    row = scene.step(scene.admin, scene.enter(), "approve").json()
    gone = scene.step(scene.admin, row, "recall", reason="本人原因").json()
    assert (gone["status"], gone["end_on"], gone["arrived_on"]) == ("recalled", "2026-12-31", None)
    scene.enter()


def test_approval_needs_a_document_number(scene: Scene) -> None:
    row = scene.enter(approval_no=None)
    refused = scene.step(scene.admin, row, "approve")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/approval_no")
    assert scene.step(scene.admin, row, "approve", approval_no="云组干〔2026〕9号").status_code == 200


def test_activation_demands_a_day_basis(scene: Scene) -> None:
    bare = scene.county.programme("新项目", day_basis=None, day_basis_document_no=None)
    row = scene.step(scene.admin, scene.enter(programme_id=str(bare.id)), "approve").json()
    refused = scene.step(scene.supervisor, row, "activate", effective_on="2026-01-01")
    assert (refused.status_code, refused.json()["code"]) == (409, "day-basis-missing")


def test_an_appointment_pays_nothing_and_needs_no_day_basis(scene: Scene) -> None:
    bare = scene.county.programme("互派任职", "appointment", day_basis=None, day_basis_document_no=None)
    row = scene.step(scene.admin, scene.enter(programme_id=str(bare.id)), "approve").json()
    assert scene.step(scene.supervisor, row, "activate", effective_on="2026-01-01").status_code == 200


@pytest.mark.parametrize(("day", "code"), [("2025-12-31", "outside-term"), ("2026-04-22", "in-future")])
def test_the_arrival_lies_in_the_term_and_not_ahead(scene: Scene, day: str, code: str) -> None:
    row = scene.step(scene.admin, scene.enter(), "approve").json()
    refused = scene.step(scene.supervisor, row, "activate", effective_on=day)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)


def test_pauses_follow_one_another(scene: Scene) -> None:
    row = scene.active()
    row = scene.step(scene.admin, row, "suspend", effective_on="2026-03-02", reason="参加抢险").json()
    early = scene.step(scene.admin, row, "resume", effective_on="2026-03-01")
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "before-last-step")
    row = scene.step(scene.admin, row, "resume", effective_on="2026-03-09").json()
    again = scene.step(scene.admin, row, "suspend", effective_on="2026-03-08", reason="参加抢险")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "before-last-step")


def test_an_archive_waits_for_the_last_day(scene: Scene) -> None:
    row = scene.active()
    row = scene.step(scene.supervisor, row, "appraise").json()
    row = scene.step(scene.admin, row, "complete", reason="鉴定表在纸上").json()
    refused = scene.step(scene.admin, row, "archive")
    assert (refused.status_code, refused.json()["code"]) == (409, "term-not-over")


STEPS = {
    "approve": {},
    "activate": {"effective_on": "2026-01-01"},
    "suspend": {"effective_on": "2026-02-02", "reason": "参加抢险"},
    "resume": {"effective_on": "2026-02-09"},
    "extend": {"end_on": "2027-01-31", "reason": "工作需要"},
    "recall": {"effective_on": "2026-04-10", "reason": "另有任用"},
    "appraise": {},
    "complete": {},
    "archive": {},
}
FIT = {
    "approve": {"draft"},
    "activate": {"approved"},
    "suspend": {"active"},
    "resume": {"suspended"},
    "extend": {"active", "suspended"},
    "recall": {"draft", "approved", "active", "suspended"},
    "appraise": {"active"},
    "complete": {"appraising"},
    "archive": {"completed", "recalled"},
}


@pytest.mark.parametrize("status", list(SecondmentStatus))
def test_every_step_from_every_other_state_is_refused(scene: Scene, status: SecondmentStatus) -> None:
    row = scene.stored(status=status)
    for name, body in STEPS.items():
        if status in FIT[name]:
            continue
        answer = scene.step(scene.admin, {"id": row.id, "version": 1}, name, **body)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "illegal-transition"), name
        assert problem["current_status"] == status == problem["current"]["status"]


@pytest.mark.parametrize("name", list(STEPS))
def test_whose_step_it_is(scene: Scene, name: str) -> None:
    status = min(FIT[name])
    receiving = name in {"activate", "appraise"}
    row = scene.stored(status=SecondmentStatus(status))
    shown = {"id": row.id, "version": 1}
    body = STEPS[name]
    assert scene.api.anonymous.post(f"/api/v1/secondments/{row.id}/{name}", json=body).status_code == 401
    hidden = 404
    seen = hidden if status == "draft" else 403
    expected = {
        scene.other_admin.id: hidden,
        scene.other_supervisor.id: hidden,
        scene.inspector.id: hidden,
        scene.sysadmin.id: hidden,
        scene.leader.id: hidden,
        scene.cadre.id: seen,
        scene.sender.id: seen,
        scene.liaison.id: seen,
        scene.finance.id: seen,
    }
    people = {person.id: person for person in vars(scene).values() if hasattr(person, "person_no")}
    got = {key: scene.step(people[key], shown, name, **body).status_code for key in expected}
    assert got == expected
    if not receiving:
        assert scene.step(scene.supervisor, shown, name, **body).status_code == seen
    assert events(scene) == []


def test_nobody_takes_a_step_on_their_own(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.host)
    row = scene.stored(status=SecondmentStatus.APPROVED)
    for name, body in STEPS.items():
        assert scene.step(scene.cadre, {"id": row.id, "version": 1}, name, **body).status_code == 403, name


def test_a_version_is_needed_and_must_be_the_present_one(scene: Scene) -> None:
    row = scene.enter()
    path = f"/api/v1/secondments/{row['id']}/approve"
    client = scene.api.as_(scene.admin)
    without = client.post(path, json={})
    assert (without.status_code, without.json()["code"]) == (409, "version-conflict")
    assert without.json()["current"]["version"] == 1
    stale = client.post(path, json={"version": 7})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    both = client.post(path, json={"version": 2}, headers={"If-Match": '"1"'})
    assert (both.status_code, both.json()["errors"][0]["pointer"]) == (422, "/version")
    done = client.post(path, json={}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.headers["ETag"]) == (200, '"2"')


def test_the_same_decision_again_changes_nothing(scene: Scene) -> None:
    row = scene.enter()
    first = scene.step(scene.admin, row, "approve")
    again = scene.step(scene.admin, row, "approve")
    assert (again.status_code, again.json()) == (200, first.json())
    colleague = scene.county.person("同事", Role.ORGADMIN, scene.county.region)
    assert scene.step(colleague, row, "approve").status_code == 412
    active = scene.step(scene.supervisor, first.json(), "activate", effective_on="2026-01-01").json()
    assert scene.step(scene.admin, row, "approve").json() == active
    extended = scene.step(scene.admin, active, "extend", end_on="2027-01-31", reason="工作需要").json()
    assert scene.step(scene.admin, active, "extend", end_on="2027-01-31", reason="工作需要").json() == extended
    assert scene.step(scene.admin, active, "extend", end_on="2027-02-28", reason="工作需要").status_code == 412
    assert [event.kind for event in events(scene)] == ["create", "approve", "activate", "extend"]


WRONG_INPUT = [
    ("suspend", {}, "/reason"),
    ("suspend", {"reason": "x"}, "/reason"),
    ("recall", {"reason": "字" * 201}, "/reason"),
    ("extend", {"reason": "工作需要"}, "/end_on"),
    ("extend", {"reason": "工作需要", "end_on": "2026-13-01"}, "/end_on"),
    ("approve", {"approval_no": ""}, "/approval_no"),
    ("activate", {"effective_on": "soon"}, "/effective_on"),
    ("resume", {"version": 0}, "/version"),
    ("archive", {"colour": "red"}, "/colour"),
]


def test_wrong_input_is_pointed_at(scene: Scene) -> None:
    row = scene.enter()
    for name, body, pointer in WRONG_INPUT:
        answer = scene.step(scene.admin, row, name, **body)
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_an_extension_meets_no_other_term(scene: Scene) -> None:
    row = scene.active(end_on="2026-06-30")
    scene.enter(start_on="2026-07-01", end_on="2026-12-31")
    refused = scene.step(scene.admin, row, "extend", end_on="2026-07-01", reason="工作需要")
    assert (refused.status_code, refused.json()["code"]) == (409, "term-overlap")
