"""One-person spot-check notes: who writes, who reads, who answers."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import Api
from tests.spot_checks.conftest import NOW, Scene, body_of, write


@pytest.mark.parametrize("writer", ["supervisor", "leader"])
def test_supervisor_and_leader_write_and_the_cadre_answers(api: Api, scene: Scene, writer: str) -> None:
    author = getattr(scene, writer)
    written = write(api, author, scene)
    assert written.status_code == 201
    note = written.json()
    assert (note["status"], note["author_name"], note["cadre_name"]) == ("visited", author.name, scene.cadre.name)
    url = f"/api/v1/spot-checks/{note['id']}"
    assert api.as_(scene.cadre).get(url).json()["note"] == note["note"]
    answer = {"version": note["version"], "text": "谢谢，防水材料已进场。"}
    replied = api.as_(scene.cadre).post(f"{url}/reply", json=answer)
    assert (replied.status_code, replied.json()["status"]) == (200, "replied")
    assert api.as_(scene.cadre).post(f"{url}/reply", json=answer).json() == replied.json()
    again = api.as_(scene.cadre).post(f"{url}/reply", json=answer | {"text": "改写回复"})
    assert (again.status_code, again.json()["code"]) == (409, "already-replied")
    closed = api.as_(author).post(f"{url}/close", json={"version": replied.json()["version"]})
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    assert api.as_(author).post(f"{url}/close", json={"version": 1}).json() == closed.json()


def test_the_same_id_is_written_once(api: Api, scene: Scene) -> None:
    minted = str(uuid4())
    first = write(api, scene.supervisor, scene, id=minted)
    second = write(api, scene.supervisor, scene, id=minted)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = write(api, scene.supervisor, scene, id=minted, note="另一段话")
    assert (other.status_code, other.json()["code"]) == (409, "id-reused")
    stranger = write(api, scene.leader, scene, id=minted)
    assert stranger.status_code == 404


def test_nobody_writes_about_themselves_whatever_roles_they_hold(api: Api, scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.township)
    assert write(api, scene.cadre, scene).status_code == 403


def test_invisible_to_other_units_and_denied_to_the_sender(api: Api, scene: Scene) -> None:
    other = scene.county.person("外人", Role.SUPERVISOR, scene.county.unit("石桥镇", scene.county.region))
    assert write(api, other, scene).status_code == 404
    assert write(api, scene.orgadmin, scene).status_code == 403
    assert api.anonymous.post("/api/v1/spot-checks", json=body_of(scene)).status_code == 401
    note = write(api, scene.supervisor, scene).json()
    url = f"/api/v1/spot-checks/{note['id']}"
    assert api.as_(other).get(url).status_code == 404
    assert api.as_(other).get("/api/v1/spot-checks").json()["items"] == []
    finance = scene.county.person("财务", Role.FINANCE, scene.county.region)
    assert api.as_(finance).get(url).status_code == 404
    assert api.as_(finance).get("/api/v1/spot-checks").json()["items"] == []
    assert [item["id"] for item in api.as_(scene.orgadmin).get("/api/v1/spot-checks").json()["items"]] == [note["id"]]
    assert api.as_(scene.supervisor).post(f"{url}/reply", json={"version": 1, "text": "代答"}).status_code == 403
    assert api.as_(scene.cadre).post(f"{url}/close", json={"version": 1}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"visited_at": "2026-07-11T10:00:00+08:00"}, "/visited_at"),
        ({"visited_at": "2025-07-11T10:00:00+08:00"}, "/visited_at"),
        ({"visited_at": "2026-07-10T10:00:00"}, "/visited_at"),
        ({"note": ""}, "/note"),
        ({"note": "长" * 1001}, "/note"),
        ({"place": "长" * 81}, "/place"),
        ({"score": 5}, "/score"),
        ({"note": "村民身份证号11010519491231002X"}, "/note"),
    ],
)
def test_wrong_input_names_its_field(api: Api, scene: Scene, changes: dict[str, Any], pointer: str) -> None:
    refused = write(api, scene.supervisor, scene, **changes)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert api.as_(scene.cadre).get("/api/v1/spot-checks").json()["items"] == []


def test_a_stale_version_is_refused_with_what_stands(api: Api, scene: Scene) -> None:
    note = write(api, scene.supervisor, scene).json()
    url = f"/api/v1/spot-checks/{note['id']}"
    api.as_(scene.cadre).post(f"{url}/reply", json={"version": 1, "text": "收到。"})
    stale = api.as_(scene.supervisor).post(f"{url}/close", json={"version": 1})
    assert (stale.status_code, stale.json()["current"]["reply"]) == (412, "收到。")


def test_a_list_read_by_the_organization_department_is_logged_note_by_note(api: Api, scene: Scene) -> None:
    noted = write(api, scene.supervisor, scene).json()["id"]
    own = scene.county.secondment(scene.orgadmin, scene.county.programme(), scene.township)
    write(api, scene.supervisor, scene, secondment_id=str(own.id))
    for reader in (scene.supervisor, scene.cadre, scene.orgadmin):
        assert api.as_(reader).get("/api/v1/spot-checks").status_code == 200
    with scene.county.database.session(write=False) as session:
        found = session.exec(select(AuditEvent).where(AuditEvent.action == "spot_checks.read")).all()
    assert [(event.actor_id, event.subject_id) for event in found] == [(scene.orgadmin.id, noted)]


def test_the_list_keeps_ones_own_notes_no_longer_than_one_may_open_them(api: Api, scene: Scene) -> None:
    noted = write(api, scene.leader, scene).json()["id"]
    leader = api.as_(scene.leader)
    assert [note["id"] for note in leader.get("/api/v1/spot-checks").json()["items"]] == [noted]
    with time_machine.travel(NOW.replace(year=2027, month=4), tick=True):
        later = api.as_(scene.leader)
        assert later.get(f"/api/v1/spot-checks/{noted}").status_code == 404
        assert later.get("/api/v1/spot-checks").json()["items"] == []
