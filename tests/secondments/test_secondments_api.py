"""Entering, correcting, listing and seeing secondments through the API."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.secondments.models import Secondment, SecondmentStatus
from tests.secondments.conftest import Scene, new_id


@pytest.fixture(autouse=True)
def on_a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 21, 2, 0, tzinfo=UTC), tick=True):
        yield


def count(scene: Scene) -> int:
    with scene.county.database.session(write=False) as session:
        return len(session.exec(select(Secondment)).all())


def test_a_draft_is_entered_with_names_and_an_audit_row(scene: Scene) -> None:
    row = scene.enter()
    shown = (row["cadre_name"], row["person_no"], row["sending_unit_name"], row["receiving_unit_name"])
    assert shown == ("许文澜", "0102", "云浦县发展和改革局", "江州市商务局")
    assert (row["programme_name"], row["supervisor_ids"]) == ("外派挂职", [str(scene.supervisor.id)])
    with scene.county.database.session(write=False) as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "secondments.create")).one()
        assert (event.subject_id, event.unit_id, event.actor_id) == (row["id"], scene.host.id, scene.admin.id)
        assert event.facts == {"start_on": "2026-01-01", "end_on": "2026-12-31", "status": "draft"}
        stored = session.exec(select(Secondment)).one()
        assert stored.end_month == "2026-12"


def test_a_repeated_post_changes_nothing(scene: Scene) -> None:
    body = scene.body(id=new_id())
    first = scene.post(scene.admin, "secondments", **body)
    again = scene.post(scene.admin, "secondments", **body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = scene.post(scene.admin, "secondments", **(body | {"post_title": "镇长助理"}))
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    colleague = scene.county.person("同事", Role.ORGADMIN, scene.county.region)
    assert scene.post(colleague, "secondments", **body).status_code == 404
    assert count(scene) == 1


def test_a_replay_is_known_after_later_changes(scene: Scene) -> None:
    body = scene.body(id=new_id())
    row = scene.post(scene.admin, "secondments", **body).json()
    approved = scene.step(scene.admin, row, "approve").json()
    again = scene.post(scene.admin, "secondments", **body)
    assert (again.status_code, again.json()) == (200, approved)


def test_who_may_enter(scene: Scene) -> None:
    assert scene.api.anonymous.post("/api/v1/secondments", json=scene.body()).status_code == 401
    roles = ("supervisor", "sender", "liaison", "finance", "inspector", "sysadmin", "leader", "cadre")
    for name in roles:
        assert scene.post(getattr(scene, name), "secondments", **scene.body()).status_code == 403, name
    elsewhere = scene.post(scene.other_admin, "secondments", **scene.body())
    assert (elsewhere.status_code, elsewhere.json()["errors"][0]["pointer"]) == (422, "/programme_id")
    assert count(scene) == 0


def test_nobody_enters_their_own(scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    assert scene.post(scene.cadre, "secondments", **scene.body()).status_code == 403


def test_an_id_from_another_county_is_nobody(scene: Scene) -> None:
    stranger = scene.county.person("外县干部", Role.CADRE, scene.other_region)
    refused = scene.post(scene.admin, "secondments", **scene.body(cadre_id=str(stranger.id)))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/cadre_id")
    row = scene.enter()
    change = {"json": {"cadre_id": str(stranger.id)}, "headers": {"If-Match": '"1"'}}
    refused = scene.api.as_(scene.admin).patch(f"/api/v1/secondments/{row['id']}", **change)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/cadre_id")
    program = scene.program(Scope.ROSTER_WRITE)
    assert program.post("/api/v1/secondments", json=scene.body(cadre_id=str(stranger.id))).status_code == 422


WRONG_INPUT = [
    ({"end_on": "2025-12-31"}, "/end_on"),
    ({"start_on": "2026-02-30"}, "/start_on"),
    ({"start_on": "1800-01-01"}, "/start_on"),
    ({"start_on": "2019-12-31"}, "/start_on"),
    ({"post_title": ""}, "/post_title"),
    ({"post_title": "  "}, "/post_title"),
    ({"post_title": "长" * 81}, "/post_title"),
    ({"region_band": "长" * 33}, "/region_band"),
    ({"approval_no": "x"}, "/approval_no"),
    ({"cadre_id": new_id()}, "/cadre_id"),
    ({"cadre_id": "许文澜"}, "/cadre_id"),
    ({"programme_id": new_id()}, "/programme_id"),
    ({"receiving_unit_id": new_id()}, "/receiving_unit_id"),
    ({"sending_unit_id": new_id()}, "/sending_unit_id"),
    ({"supervisor_ids": [new_id()]}, "/supervisor_ids/0"),
    ({"supervisor_ids": "梁致和"}, "/supervisor_ids"),
    ({"status": "active"}, "/status"),
    ({"id": 7}, "/id"),
]


def test_wrong_input_is_pointed_at(scene: Scene) -> None:
    for changes, pointer in WRONG_INPUT:
        answer = scene.post(scene.admin, "secondments", **scene.body(**changes))
        assert answer.status_code == 422
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
        assert count(scene) == 0


def test_every_missing_field_is_named(scene: Scene) -> None:
    answer = scene.post(scene.admin, "secondments")
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"/cadre_id", "/programme_id", "/receiving_unit_id", "/post_title", "/start_on", "/end_on"}


def test_supervisors_hold_the_role_over_the_receiving_unit(scene: Scene) -> None:
    above = scene.county.person("厅长", Role.SUPERVISOR, scene.host)
    below = scene.county.unit("江州市商务局外贸科", scene.host)
    ids = [str(above.id), str(scene.other_supervisor.id)]
    wrong = scene.post(scene.admin, "secondments", **scene.body(receiving_unit_id=str(below.id), supervisor_ids=ids))
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/supervisor_ids/1"]
    scene.enter(receiving_unit_id=str(below.id), supervisor_ids=[str(above.id)])


def test_terms_of_one_cadre_never_overlap(scene: Scene) -> None:
    scene.enter(start_on="2026-03-01", end_on="2026-05-31")
    for start, end in (("2026-05-31", "2026-06-30"), ("2026-01-01", "2026-03-01"), ("2026-04-01", "2026-04-02")):
        refused = scene.post(scene.admin, "secondments", **scene.body(start_on=start, end_on=end))
        assert (refused.status_code, refused.json()["code"]) == (409, "term-overlap")
    scene.enter(start_on="2026-06-01", end_on="2026-12-31")
    scene.enter(start_on="2026-01-01", end_on="2026-02-28")
    other = scene.county.person("别人", Role.CADRE, scene.home)
    scene.enter(cadre_id=str(other.id))


def test_a_disabled_account_and_an_archived_programme_take_no_secondment(scene: Scene) -> None:
    gone = scene.county.person("离职", Role.CADRE, scene.home, status="disabled")
    answer = scene.post(scene.admin, "secondments", **scene.body(cadre_id=str(gone.id)))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/cadre_id")
    path = f"/api/v1/programmes/{scene.programme.id}"
    client = scene.api.as_(scene.admin)
    assert client.patch(path, json={"archived": True}, headers={"If-Match": '"1"'}).status_code == 200
    refused = scene.post(scene.admin, "secondments", **scene.body())
    assert (refused.status_code, refused.json()["code"]) == (409, "programme-archived")


def patch(scene: Scene, person: Person, row: dict[str, object], **body: object) -> tuple[int, dict[str, object]]:
    headers = {"If-Match": f'"{row["version"]}"'}
    answer = scene.api.as_(person).patch(f"/api/v1/secondments/{row['id']}", json=body, headers=headers)
    return answer.status_code, answer.json()


def test_a_draft_is_corrected(scene: Scene) -> None:
    row = scene.enter()
    status, after = patch(scene, scene.admin, row, end_on="2027-03-31", post_title="镇长助理", sending_unit_id=None)
    assert (status, after["version"], after["end_on"], after["sending_unit_id"]) == (200, 2, "2027-03-31", None)
    with scene.county.database.session(write=False) as session:
        assert session.exec(select(Secondment)).one().end_month == "2027-03"
    assert patch(scene, scene.admin, after, post_title="镇长助理") == (200, after)
    status, problem = patch(scene, scene.admin, row, post_title="副镇长")
    assert (status, problem["code"], problem["current"]["version"]) == (412, "stale-version", 2)
    without = scene.api.as_(scene.admin).patch(f"/api/v1/secondments/{row['id']}", json={"post_title": "副镇长"})
    assert (without.status_code, without.json()["code"]) == (409, "version-conflict")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"end_on": "2025-12-31"}, "/end_on"),
        ({"end_on": None}, "/end_on"),
        ({"start_on": "2019-12-31"}, "/start_on"),
        ({"cadre_id": None}, "/cadre_id"),
        ({"receiving_unit_id": new_id()}, "/receiving_unit_id"),
        ({"supervisor_ids": [new_id()]}, "/supervisor_ids/0"),
        ({"arrived_on": "2026-01-01"}, "/arrived_on"),
    ],
)
def test_a_wrong_correction_is_pointed_at(scene: Scene, changes: dict[str, object], pointer: str) -> None:
    status, problem = patch(scene, scene.admin, scene.enter(), **changes)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, [pointer])


def test_a_new_host_needs_its_own_supervisors(scene: Scene) -> None:
    other = scene.county.unit("滨湖新区投促局")
    row = scene.enter()
    status, problem = patch(scene, scene.admin, row, receiving_unit_id=str(other.id))
    assert (status, problem["errors"][0]["pointer"]) == (422, "/supervisor_ids/0")
    status, after = patch(scene, scene.admin, row, receiving_unit_id=str(other.id), supervisor_ids=[])
    assert (status, after["receiving_unit_name"], after["supervisor_ids"]) == (200, "滨湖新区投促局", [])


def test_what_moves_money_is_fixed_after_the_arrival(scene: Scene) -> None:
    row = scene.active()
    for changes in ({"end_on": "2026-11-30"}, {"region_band": "县内"}, {"receiving_unit_id": str(scene.home.id)}):
        status, problem = patch(scene, scene.admin, row, **changes)
        assert (status, problem["code"]) == (409, "field-fixed")
        assert [error["pointer"] for error in problem["errors"]] == [f"/{next(iter(changes))}"]
    deputy = scene.county.person("闻子衡", Role.SUPERVISOR, scene.host)
    status, after = patch(scene, scene.admin, row, supervisor_ids=[str(deputy.id)])
    assert (status, after["supervisor_ids"], after["version"]) == (200, [str(deputy.id)], row["version"] + 1)
    status, problem = patch(scene, scene.admin, after, approval_no=None)
    assert (status, problem["errors"][0]["pointer"]) == (422, "/approval_no")


def test_who_may_correct(scene: Scene) -> None:
    row = scene.active()
    for name in ("supervisor", "sender", "finance", "liaison", "cadre"):
        assert patch(scene, getattr(scene, name), row, post_title="x")[0] == 403, name
    for name in ("other_admin", "other_supervisor", "inspector", "sysadmin", "leader"):
        assert patch(scene, getattr(scene, name), row, post_title="x")[0] == 404, name
    anonymous = scene.api.anonymous.patch(f"/api/v1/secondments/{row['id']}", json={"post_title": "x"})
    assert anonymous.status_code == 401


def listed(scene: Scene, person: Person, **params: object) -> list[str]:
    answer = scene.api.as_(person).get("/api/v1/secondments", params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def test_everybody_sees_their_own(scene: Scene) -> None:
    row = scene.active()
    for name in ("admin", "supervisor", "sender", "liaison", "finance", "cadre"):
        assert listed(scene, getattr(scene, name)) == [row["id"]], name
        assert scene.api.as_(getattr(scene, name)).get(f"/api/v1/secondments/{row['id']}").json() == row, name
    for name in ("other_admin", "other_supervisor", "inspector", "sysadmin", "leader"):
        assert listed(scene, getattr(scene, name)) == [], name
        assert scene.api.as_(getattr(scene, name)).get(f"/api/v1/secondments/{row['id']}").status_code == 404
    assert scene.api.anonymous.get("/api/v1/secondments").status_code == 401
    assert scene.api.as_(scene.admin).get(f"/api/v1/secondments/{new_id()}").status_code == 404
    assert scene.api.as_(scene.admin).get("/api/v1/secondments/none").status_code == 422


def test_programs_read_and_write_the_roster_within_their_units(scene: Scene) -> None:
    row = scene.active()
    path = f"/api/v1/secondments/{row['id']}"
    assert scene.program(Scope.ROSTER_READ).get(path).json() == row
    assert scene.program(Scope.ATTENDANCE_READ).get(path).status_code == 403
    assert scene.program(Scope.ROSTER_READ, unit=scene.other_region).get(path).status_code == 404
    assert scene.program(Scope.ROSTER_READ).post("/api/v1/secondments", json=scene.body()).status_code == 403
    body = scene.body(start_on="2027-01-01", end_on="2027-06-30")
    writer = scene.program(Scope.ROSTER_WRITE)
    assert writer.post("/api/v1/secondments", json=body).status_code == 201
    assert writer.post(f"{path}/recall", json={"version": row["version"], "reason": "另有任用"}).status_code == 403
    elsewhere = scene.program(Scope.ROSTER_WRITE, unit=scene.other_region)
    refused = elsewhere.post("/api/v1/secondments", json=scene.body(start_on="2028-01-01", end_on="2028-06-30"))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/programme_id")


def test_a_list_is_narrowed(scene: Scene) -> None:
    mine = scene.stored(start_on=date(2026, 1, 1), end_on=date(2026, 6, 30))
    village = scene.county.programme("驻村", "village")
    township = scene.county.unit("青石镇", scene.county.region)
    other = scene.county.person("周50%", Role.CADRE, person_no="0777")
    theirs = scene.county.secondment(
        other, village, township, post_title="第一书记", status=SecondmentStatus.SUSPENDED, start_on=date(2026, 2, 1)
    )
    a, b = str(mine.id), str(theirs.id)
    assert listed(scene, scene.admin) == [b, a]
    assert listed(scene, scene.admin, cadre_id=str(other.id)) == [b]
    assert listed(scene, scene.admin, programme_id=str(village.id)) == [b]
    assert listed(scene, scene.admin, status="active") == [a]
    assert listed(scene, scene.admin, unit_id=str(scene.home.id)) == [a]
    assert set(listed(scene, scene.admin, unit_id=str(scene.county.region.id))) == {a, b}
    for words, found in (("许文", [a]), ("0777", [b]), ("第一书记", [b]), ("商务局", [a]), ("%", [b]), ("_", [])):
        assert listed(scene, scene.admin, q=words) == found, words
    wrong = scene.api.as_(scene.admin).get("/api/v1/secondments", params={"status": "gone"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/status")
    unknown = scene.api.as_(scene.admin).get("/api/v1/secondments", params={"colour": "red"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/colour")


def test_pages_are_stable_and_complete(scene: Scene) -> None:
    for number in range(7):
        cadre = scene.county.person(f"干部{number}", Role.CADRE)
        scene.county.secondment(cadre, scene.programme, scene.host, start_on=date(2026, 1, 1 + number // 2))
    client = scene.api.as_(scene.admin)
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/secondments", params=params).json()
        seen += [item["id"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len(seen) == len(set(seen)) == 7
    bad = client.get("/api/v1/secondments", params={"cursor": "nonsense"})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/cursor")


def test_a_mirror_gets_what_changed(scene: Scene) -> None:
    row = scene.enter()
    client = scene.api.as_(scene.admin)
    first = client.get("/api/v1/secondments", params={"changed_since": "2026-04-21T00:00:00+08:00"}).json()
    assert [item["id"] for item in first["items"]] == [row["id"]]
    later = client.get("/api/v1/secondments", params={"changed_since": "2026-04-22T00:00:00+08:00"}).json()
    assert later["items"] == []
    assert datetime.fromisoformat(first["next_since"]) < datetime(2026, 4, 21, 2, 0, tzinfo=UTC)
    naive = client.get("/api/v1/secondments", params={"changed_since": "2026-04-22T00:00:00"})
    assert (naive.status_code, naive.json()["errors"][0]["pointer"]) == (422, "/changed_since")
