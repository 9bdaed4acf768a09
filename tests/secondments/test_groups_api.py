"""Groups through the API, and what their dates mean."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.secondments.models import GroupMember
from tests.secondments.conftest import Scene, new_id


@pytest.fixture(autouse=True)
def on_a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 4, 21, 2, 0, tzinfo=UTC), tick=True):
        yield


def body(scene: Scene, **fields: object) -> dict[str, object]:
    usual = {"name": "滨湖组", "leader_id": str(scene.leader.id), "start_on": "2026-03-01", "end_on": "2026-04-21"}
    return usual | fields


def test_a_leader_sees_the_members_within_the_dates(scene: Scene) -> None:
    row = scene.active()
    made = scene.post(scene.admin, "groups", **body(scene, secondment_ids=[row["id"]]))
    assert (made.status_code, made.json()["secondment_ids"], made.json()["leader_name"]) == (201, [row["id"]], "何靖川")
    leader = scene.api.as_(scene.leader)
    path = f"/api/v1/secondments/{row['id']}"
    assert leader.get(path).status_code == 200
    assert leader.get(f"/api/v1/groups/{made.json()['id']}").json()["secondment_ids"] == [row["id"]]
    with time_machine.travel(datetime(2026, 4, 22, 2, 0, tzinfo=UTC), tick=True):
        assert scene.api.as_(scene.leader).get(path).status_code == 404
        assert scene.api.as_(scene.leader).get("/api/v1/groups").json()["items"][0]["secondment_ids"] == []
    with scene.county.database.session(write=False) as session:
        assert "secondments.group_create" in session.exec(select(AuditEvent.action)).all()


def test_a_repeated_post_changes_nothing(scene: Scene) -> None:
    sent = body(scene, id=new_id())
    first = scene.post(scene.admin, "groups", **sent)
    again = scene.post(scene.admin, "groups", **sent)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert scene.post(scene.admin, "groups", **(sent | {"name": "别组"})).status_code == 409
    assert scene.post(scene.other_admin, "groups", **sent).status_code == 404


WRONG_INPUT = [
    ({"end_on": "2026-02-28"}, "/end_on"),
    ({"leader_id": new_id()}, "/leader_id"),
    ({"name": ""}, "/name"),
    ({"secondment_ids": [new_id()]}, "/secondment_ids/0"),
    ({"secondment_ids": ["x"]}, "/secondment_ids/0"),
    ({"leader": "何靖川"}, "/leader"),
]


def test_wrong_input_is_pointed_at(scene: Scene) -> None:
    for changes, pointer in WRONG_INPUT:
        answer = scene.post(scene.admin, "groups", **body(scene, **changes))
        assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


def test_a_leader_holds_the_role_and_members_are_ones_own(scene: Scene) -> None:
    answer = scene.post(scene.admin, "groups", **body(scene, leader_id=str(scene.sender.id)))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not-a-leader")
    row = scene.active()
    own = scene.county.person("外县组长", Role.GROUP_LEADER, home_unit_id=scene.other_region.id)
    sent = body(scene, leader_id=str(own.id), secondment_ids=[row["id"]])
    foreign = scene.post(scene.other_admin, "groups", **sent)
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/secondment_ids/0")


def test_an_id_from_another_county_gives_its_owner_no_power(scene: Scene) -> None:
    stranger = scene.county.person("外县组长", Role.GROUP_LEADER, home_unit_id=scene.other_region.id)
    refused = scene.post(scene.admin, "groups", **body(scene, leader_id=str(stranger.id)))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "not-a-leader")
    group = scene.post(scene.admin, "groups", **body(scene)).json()
    admin = scene.api.as_(scene.admin)
    change = {"json": {"leader_id": str(stranger.id)}, "headers": {"If-Match": '"1"'}}
    assert admin.patch(f"/api/v1/groups/{group['id']}", **change).status_code == 422
    assert "外县组长" not in admin.get("/groups/new", headers={"Accept": "text/html"}).text


def test_a_leader_is_not_chosen_by_those_whom_they_would_review(scene: Scene) -> None:
    row = scene.active()
    scene.county.grant(scene.cadre, Role.ORGADMIN, scene.county.region)
    refused = scene.post(scene.cadre, "groups", **body(scene, secondment_ids=[row["id"]]))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/secondment_ids/0")


def test_hosting_a_cadre_does_not_let_one_hand_on_the_say(scene: Scene) -> None:
    row = scene.active()
    host = scene.county.person("两地任职", Role.SUPERVISOR, scene.host, home_unit_id=scene.other_region.id)
    scene.county.grant(host, Role.ORGADMIN, scene.other_region)
    own = scene.county.person("外县组长", Role.GROUP_LEADER, home_unit_id=scene.other_region.id)
    assert scene.api.as_(host).get(f"/api/v1/secondments/{row['id']}").status_code == 200
    refused = scene.post(host, "groups", **body(scene, leader_id=str(own.id), secondment_ids=[row["id"]]))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/secondment_ids/0")


def test_who_may_run_groups(scene: Scene) -> None:
    made = scene.post(scene.admin, "groups", **body(scene)).json()
    path = f"/api/v1/groups/{made['id']}"
    change = {"json": {"name": "改名"}, "headers": {"If-Match": '"1"'}}
    for call in (scene.api.anonymous.get(path), scene.api.anonymous.patch(path, **change)):
        assert call.status_code == 401
    for name in ("supervisor", "sender", "liaison", "finance", "inspector", "sysadmin", "cadre"):
        client = scene.api.as_(getattr(scene, name))
        assert client.post("/api/v1/groups", json=body(scene)).status_code == 403, name
        assert client.get("/api/v1/groups").status_code == 403, name
        assert client.get(path).status_code == client.patch(path, **change).status_code == 404, name
    other = scene.api.as_(scene.other_admin)
    assert (other.get(path).status_code, other.get("/api/v1/groups").json()["items"]) == (404, [])
    assert scene.api.as_(scene.leader).patch(path, **change).status_code == 403
    assert scene.program(Scope.ROSTER_READ).get(path).status_code == 200
    assert scene.program(Scope.ROSTER_READ, unit=scene.other_region).get(path).status_code == 404


def test_a_group_is_changed_with_its_version(scene: Scene) -> None:
    row = scene.active()
    made = scene.post(scene.admin, "groups", **body(scene)).json()
    path, client = f"/api/v1/groups/{made['id']}", scene.api.as_(scene.admin)
    assert client.patch(path, json={"name": "改名"}).json()["code"] == "version-conflict"
    done = client.patch(path, json={"secondment_ids": [row["id"]], "end_on": "2026-12-31"}, headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"], done.json()["secondment_ids"]) == (200, 2, [row["id"]])
    stale = client.patch(path, json={"name": "改名"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    wrong = client.patch(path, json={"start_on": "2027-01-01"}, headers={"If-Match": '"2"'})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/end_on")
    emptied = client.patch(path, json={"secondment_ids": []}, headers={"If-Match": '"2"'})
    assert (emptied.status_code, emptied.json()["version"]) == (200, 3)
    with scene.county.database.session(write=False) as session:
        assert session.exec(select(GroupMember)).all() == []
