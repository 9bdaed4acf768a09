"""A cadre is moved inside a term: postings with dates, whose days are whose, and what each side may still do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import httpx
import pytest
import time_machine
from sqlmodel import col, select

from app.accounts.models import Person, Unit
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.reminders.models import InboxMessage
from app.secondments.models import MonthLock, Posting, SecondmentSupervisor
from app.secondments.service_postings import begin_postings
from tests.factories import NOWHERE
from tests.secondments.conftest import Scene

NOW = datetime(2026, 4, 21, 2, 0, tzinfo=UTC)
REASON = {"reason": "组织安排"}


@pytest.fixture(autouse=True)
def on_a_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def town(scene: Scene) -> Unit:
    """Where the cadre is moved to, in the county."""
    return scene.county.unit("白鹭镇", scene.county.region, region_band="县内")


@pytest.fixture
def host(scene: Scene, town: Unit) -> Person:
    return scene.county.person("温致和", Role.SUPERVISOR, town)


def move(scene: Scene, row: dict[str, object], on: str, unit: Unit | None = None, **body: object) -> httpx.Response:
    fields: dict[str, object] = REASON | {"from_on": on} | body
    if unit is not None:
        fields["receiving_unit_id"] = str(unit.id)
    return scene.step(scene.admin, row, "transfer", **fields)


def withdraw(scene: Scene, row: dict[str, object], **body: object) -> httpx.Response:
    return scene.step(scene.admin, row, "transfer/withdraw", **body)


def error(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    return answer.status_code, body["errors"][0]["code"] if body.get("errors") else body["code"]


def postings(answer: httpx.Response) -> list[tuple[str, str, str]]:
    return [(each["start_on"], each["end_on"], each["receiving_unit_name"]) for each in answer.json()["postings"]]


def actions(scene: Scene) -> list[str]:
    with scene.county.database.session(write=False) as session:
        return list(session.exec(select(AuditEvent.action).order_by(col(AuditEvent.seq))).all())


def test_every_secondment_begins_with_one_posting(scene: Scene) -> None:
    row = scene.enter()
    assert [(each["start_on"], each["end_on"], each["post_title"]) for each in row["postings"]] == [
        ("2026-01-01", "2026-12-31", "副局长（挂职）")
    ]
    moved = scene.api.as_(scene.admin).patch(
        f"/api/v1/secondments/{row['id']}",
        json={"start_on": "2026-02-01", "post_title": "局长助理（挂职）"},
        headers={"If-Match": '"1"'},
    )
    assert [(each["start_on"], each["post_title"]) for each in moved.json()["postings"]] == [
        ("2026-02-01", "局长助理（挂职）")
    ]


def test_a_transfer_of_today_stands_at_once(scene: Scene, town: Unit, host: Person) -> None:
    row = scene.active()
    answer = move(scene, row, "2026-04-16", town, post_title="副镇长（挂职）")
    assert answer.status_code == 200, answer.text
    assert postings(answer) == [
        ("2026-01-01", "2026-04-15", scene.host.name),
        ("2026-04-16", "2026-12-31", "白鹭镇"),
    ]
    body = answer.json()
    assert (body["receiving_unit_name"], body["post_title"], body["region_band"]) == (
        "白鹭镇",
        "副镇长（挂职）",
        "县内",
    )
    assert body["supervisor_ids"] == [str(host.id)]
    assert (body["version"], actions(scene)[-1]) == (row["version"] + 1, "secondments.transfer")


def test_a_coming_transfer_waits_for_its_day(scene: Scene, town: Unit, host: Person) -> None:
    row = scene.active()
    answer = move(scene, row, "2026-05-16", town)
    assert (answer.json()["receiving_unit_name"], len(answer.json()["postings"])) == (scene.host.name, 2)
    database = scene.county.database
    with Work(database, SYSTEM, writes=True) as work:
        assert begin_postings(work) == 0
    with time_machine.travel(datetime(2026, 5, 15, 16, 5, tzinfo=UTC), tick=True):
        for changed in (1, 0):
            with Work(database, SYSTEM, writes=True) as work:
                assert begin_postings(work) == changed
        seen = scene.api.as_(host).get(f"/api/v1/secondments/{row['id']}").json()
    assert (seen["receiving_unit_name"], seen["supervisor_ids"]) == ("白鹭镇", [str(host.id)])
    with database.session(write=False) as session:
        first = session.exec(select(Posting).order_by(col(Posting.start_on))).first()
        assert first is not None
        assert first.supervisor_ids == [str(scene.supervisor.id)]
        assert [each.person_id for each in session.exec(select(SecondmentSupervisor)).all()] == [host.id]


def test_a_coming_transfer_is_changed_on_its_day_and_taken_back(scene: Scene, town: Unit) -> None:
    row = scene.active()
    row = move(scene, row, "2026-05-16", town).json()
    other = scene.county.unit("石桥镇", scene.county.region)
    changed = move(scene, row, "2026-05-16", other)
    assert [name for _, _, name in postings(changed)] == [scene.host.name, "石桥镇"]
    back = withdraw(scene, changed.json())
    assert postings(back) == [("2026-01-01", "2026-12-31", scene.host.name)]
    assert withdraw(scene, changed.json()).json() == back.json()
    assert error(withdraw(scene, back.json())) == (409, "no-coming-transfer")
    assert actions(scene)[-2:] == ["secondments.transfer", "secondments.transfer_undo"]


def test_the_same_again_changes_nothing(scene: Scene, town: Unit) -> None:
    row = scene.active()
    first = move(scene, row, "2026-04-16", town)
    assert move(scene, row, "2026-04-16", town).json() == first.json()
    assert error(move(scene, row, "2026-04-17", town)) == (412, "stale-version")
    assert actions(scene).count("secondments.transfer") == 1


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2026-01-01", "outside-term"),
        ("2027-01-01", "outside-term"),
        ("2026-03-10", "before-last-transfer"),
        ("2026-03-16", "before-last-transfer"),
    ],
)
def test_a_transfer_lies_in_the_term_after_the_one_before(scene: Scene, town: Unit, on: str, code: str) -> None:
    row = move(scene, scene.active(), "2026-03-16", post_title="党组成员（挂职）").json()
    assert error(move(scene, row, on, town)) == (422, code)


def test_what_a_transfer_may_not_say(scene: Scene, town: Unit) -> None:
    row = scene.active()
    assert error(move(scene, row, "2026-04-16")) == (422, "nothing-changes")
    assert error(move(scene, row, "2026-04-16", scene.host)) == (422, "nothing-changes")
    assert error(move(scene, row, "2026-04-16", receiving_unit_id=NOWHERE)) == (422, "unknown")
    wrong = move(scene, row, "2026-04-16", town, supervisor_ids=[str(scene.supervisor.id)])
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/supervisor_ids/0")
    assert error(scene.step(scene.admin, row, "transfer", from_on="2026-04-16", post_title="副镇长")) == (
        422,
        "missing",
    )
    draft = scene.enter(cadre_id=str(scene.county.person("吴一凡", Role.CADRE, scene.home).id))
    assert error(move(scene, draft, "2026-04-16", town)) == (409, "illegal-transition")


def test_no_transfer_into_a_closed_month(scene: Scene, town: Unit) -> None:
    row = scene.active()
    scene.county.add(MonthLock(programme_id=scene.programme.id, month="2026-03", state="closed"))
    assert error(move(scene, row, "2026-03-31", town)) == (409, "month-closed")
    assert move(scene, row, "2026-04-01", town).status_code == 200


def test_whose_a_transfer_is(scene: Scene, town: Unit, host: Person) -> None:
    row = scene.active()
    body = REASON | {"from_on": "2026-04-16", "receiving_unit_id": str(town.id), "version": row["version"]}
    path = f"/api/v1/secondments/{row['id']}/transfer"
    assert scene.api.anonymous.post(path, json=body).status_code == 401
    people = (scene.supervisor, scene.sender, scene.cadre, scene.finance)
    assert [scene.api.as_(person).post(path, json=body).status_code for person in people] == [403] * 4
    hidden = (scene.other_admin, scene.other_supervisor, host)
    assert [scene.api.as_(person).post(path, json=body).status_code for person in hidden] == [404] * 3
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    assert scene.api.as_(scene.cadre).post(path, json=body).status_code == 403


def test_each_unit_knows_of_it_and_is_told(scene: Scene, town: Unit, host: Person) -> None:
    row = scene.active()
    assert scene.api.as_(host).get(f"/api/v1/secondments/{row['id']}").status_code == 404
    move(scene, row, "2026-05-16", town)
    for person in (host, scene.supervisor):
        assert scene.api.as_(person).get(f"/api/v1/secondments/{row['id']}").status_code == 200
        listed = scene.api.as_(person).get("/api/v1/secondments").json()["items"]
        assert [each["id"] for each in listed] == [row["id"]]
    with scene.county.database.session(write=False) as session:
        told = session.exec(select(InboxMessage.person_id).where(InboxMessage.kind == "secondment.transferred")).all()
    assert set(told) == {scene.cadre.id, scene.supervisor.id, host.id}


def test_a_shorter_term_drops_what_would_begin_after_it(scene: Scene, town: Unit) -> None:
    row = move(scene, scene.active(), "2026-05-16", town).json()
    answer = scene.step(scene.admin, row, "recall", effective_on="2026-04-30", reason="工作调整")
    assert postings(answer) == [("2026-01-01", "2026-04-30", scene.host.name)]
    assert answer.json()["version"] == row["version"] + 1


def test_a_longer_term_is_the_last_postings(scene: Scene, town: Unit) -> None:
    row = move(scene, scene.active(end_on="2026-06-30"), "2026-05-16", town).json()
    answer = scene.step(scene.admin, row, "extend", end_on="2026-09-30", reason="工作需要")
    assert [end for _, end, _ in postings(answer)] == ["2026-05-15", "2026-09-30"]


def test_the_former_unit_goes_after_sixty_days(scene: Scene, town: Unit, host: Person) -> None:
    row = scene.active()
    move(scene, row, "2026-04-01", town)
    path = f"/api/v1/secondments/{row['id']}"
    with time_machine.travel(datetime(2026, 5, 30, 2, 0, tzinfo=UTC), tick=True):
        assert scene.api.as_(scene.supervisor).get(path).status_code == 200
    with time_machine.travel(datetime(2026, 5, 31, 2, 0, tzinfo=UTC), tick=True):
        assert scene.api.as_(scene.supervisor).get(path).status_code == 404
        assert scene.api.as_(host).get(path).status_code == 200


def test_the_posting_of_a_day(scene: Scene, town: Unit) -> None:
    row = move(scene, scene.active(), "2026-04-16", town).json()
    with scene.county.database.session(write=False) as session:
        stored = session.exec(select(Posting).order_by(col(Posting.start_on))).all()
    assert [(each.start_on, each.end_on, each.end_month) for each in stored] == [
        (date(2026, 1, 1), date(2026, 4, 15), "2026-04"),
        (date(2026, 4, 16), None, None),
    ]
    assert row["postings"][1]["region_band"] == "县内"
