"""Pages of spot-check notes: the same note for the cadre, the supervisor and the Organization Department."""

import re
from typing import Any

import pytest
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import Role
from tests.factories import Api
from tests.spot_checks.conftest import Scene, write

DESK = 'class="desk"'
PHONE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/98 Mobile Safari/537.36"


def open_page(api: Api, person: Person, path: str, agent: str = "desk", lang: str = "zh-CN") -> Any:
    headers = {"Accept": "text/html", "User-Agent": agent, "Accept-Language": lang}
    return api.as_(person).get(path, headers=headers)


@pytest.fixture
def note(api: Api, scene: Scene) -> dict[str, Any]:
    answer: dict[str, Any] = write(api, scene.supervisor, scene).json()
    return answer


def test_the_cadre_reads_and_answers_on_the_phones_shell(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    listed = open_page(api, scene.cadre, "/spot-checks").text
    assert DESK not in listed
    assert f"/spot-checks/{note['id']}" in listed
    assert "待您回复" in listed
    assert "/spot-checks/new" not in listed
    shown = open_page(api, scene.cadre, f"/spot-checks/{note['id']}").text
    assert note["note"] in shown
    assert f'data-api="POST /api/v1/spot-checks/{note["id"]}/reply"' in shown
    assert "/close" not in shown


def test_the_supervisor_closes_on_the_desk_and_does_not_answer(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    listed = open_page(api, scene.supervisor, "/spot-checks").text
    assert DESK in listed
    assert scene.cadre.name in listed
    shown = open_page(api, scene.supervisor, f"/spot-checks/{note['id']}").text
    assert f"POST /api/v1/spot-checks/{note['id']}/close" in shown
    assert "/reply" not in shown
    phone = open_page(api, scene.supervisor, f"/spot-checks/{note['id']}", PHONE).text
    assert DESK not in phone
    assert f"POST /api/v1/spot-checks/{note['id']}/close" in phone


def test_an_answered_and_closed_note_only_reads(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    url = f"/api/v1/spot-checks/{note['id']}"
    answer = {"version": note["version"], "text": "谢谢，防水材料已进场。"}
    replied = api.as_(scene.cadre).post(f"{url}/reply", json=answer).json()
    assert "谢谢，防水材料已进场。" in open_page(api, scene.supervisor, f"/spot-checks/{note['id']}").text
    assert "/reply" not in open_page(api, scene.cadre, f"/spot-checks/{note['id']}").text
    api.as_(scene.supervisor).post(f"{url}/close", json={"version": replied["version"]})
    shown = open_page(api, scene.supervisor, f"/spot-checks/{note['id']}").text
    assert "已办结" in shown
    assert "/close" not in shown


@pytest.mark.parametrize(("status", "found"), [("visited", True), ("replied", False), ("closed", False)])
def test_the_list_is_narrowed_by_state(api: Api, scene: Scene, note: dict[str, Any], status: str, found: bool) -> None:
    listed = open_page(api, scene.supervisor, f"/spot-checks?status={status}").text
    assert (f"/spot-checks/{note['id']}" in listed) is found
    assert ("这里没有抽查记录" in listed) is not found


def test_the_list_is_narrowed_to_one_secondment(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    other = scene.county.secondment(scene.county.person("江远", Role.CADRE), scene.county.programme(), scene.township)
    listed = open_page(api, scene.supervisor, f"/spot-checks?secondment_id={other.id}").text
    assert f"/spot-checks/{note['id']}" not in listed
    assert "江远" in listed
    stranger = scene.county.person("别镇", Role.SUPERVISOR, scene.county.unit("青山镇", scene.county.region))
    assert open_page(api, stranger, f"/spot-checks?secondment_id={other.id}").status_code == 404


def test_a_stranger_finds_no_note(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    stranger = scene.county.person("别镇", Role.SUPERVISOR, scene.county.unit("青山镇", scene.county.region))
    assert open_page(api, stranger, f"/spot-checks/{note['id']}").status_code == 404
    assert "还没有抽查记录" in open_page(api, stranger, "/spot-checks").text


def test_a_reading_by_the_organization_department_is_logged(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    assert open_page(api, scene.orgadmin, f"/spot-checks/{note['id']}").status_code == 200
    with scene.county.database.session(write=False) as session:
        actions = session.exec(select(AuditEvent.action).where(AuditEvent.actor_id == scene.orgadmin.id)).all()
    assert actions == ["spot_checks.read"]


@pytest.mark.parametrize("writer", ["supervisor", "leader"])
def test_the_form_names_whom_it_is_about(api: Api, scene: Scene, writer: str) -> None:
    person = getattr(scene, writer)
    chosen = open_page(api, person, "/spot-checks/new").text
    assert f"/spot-checks/new?secondment_id={scene.secondment.id}" in chosen
    form = open_page(api, person, f"/spot-checks/new?secondment_id={scene.secondment.id}").text
    assert 'data-api="POST /api/v1/spot-checks"' in form
    assert f'name="secondment_id" value="{scene.secondment.id}"' in form
    assert 'value="2026-07-10T11:00"' in form
    assert scene.cadre.name in form


def test_only_supervisors_and_leaders_get_the_form(api: Api, scene: Scene) -> None:
    path = f"/spot-checks/new?secondment_id={scene.secondment.id}"
    for person in (scene.cadre, scene.orgadmin):
        assert open_page(api, person, path).status_code == 403
        assert open_page(api, person, "/spot-checks/new").status_code == 403
        assert "/spot-checks/new" not in open_page(api, person, "/spot-checks").text
    stranger = scene.county.person("别镇", Role.SUPERVISOR, scene.county.unit("青山镇", scene.county.region))
    assert open_page(api, stranger, path).status_code == 404


def test_english_is_complete(api: Api, scene: Scene, note: dict[str, Any]) -> None:
    names = (
        scene.cadre.name,
        scene.supervisor.name,
        "白鹭镇",
        "副镇长（挂职）",
        note["note"],
        note["place"],
        "中文",
        "简体",
    )
    new = f"/spot-checks/new?secondment_id={scene.secondment.id}"
    for person, path in (
        (scene.cadre, "/spot-checks"),
        (scene.cadre, f"/spot-checks/{note['id']}"),
        (scene.supervisor, "/spot-checks/new"),
        (scene.supervisor, new),
    ):
        main = open_page(api, person, path, lang="en").text.split("<main")[1].split("</main>")[0]
        text = re.sub(r"<[^>]+>", " ", main)
        for name in names:
            text = text.replace(name, "")
        assert [character for character in text if "一" <= character <= "鿿"] == [], (path, text)
