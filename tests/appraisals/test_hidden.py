"""A form that says what must not be said: hidden at once with its scans, released whole, or purged and begun anew."""

from typing import Any

import pytest
import time_machine

from app.accounts.models import Person
from app.core.actor import Role
from app.core.config import Settings
from app.core.db import Database
from app.records.models import Attachment, DailyRecord, DayType, RecordStatus
from tests.appraisals.scene import AGREED, NOW, PRAISE, REPORT, Scene, make_scene
from tests.factories import Api, County

WORDS = (REPORT, PRAISE, AGREED)
REASON = {"reason": "含不应记录的内容"}


@pytest.fixture
def scene(county: County, api: Api) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield make_scene(county, api)


def hide(scene: Scene, who: str = "supervisor") -> Any:
    return scene.api.as_(scene.people[who]).post(scene.url("/quarantine"), json={"reason_code": "personal"})


def hold_of(scene: Scene) -> dict[str, Any]:
    found: dict[str, Any] = scene.api.as_(scene.people["orgadmin"]).get("/api/v1/text-holds").json()["items"][0]
    return found


def decide(scene: Scene, what: str, who: Person, version: int) -> Any:
    path = f"/api/v1/text-holds/{hold_of(scene)['id']}/{what}"
    return scene.api.as_(who).post(path, json=REASON | {"version": version})


def read(scene: Scene, who: str) -> str:
    client = scene.api.as_(scene.people[who])
    return client.get(scene.url()).text + client.get(f"/secondments/{scene.row.id}/appraisal").text


def test_hidden_nobody_reads_it_and_nobody_signs_until_it_is_released(scene: Scene) -> None:
    version = scene.until("office")
    before = scene.get("orgadmin").json()
    assert hide(scene, "finance").status_code == 403
    hidden = hide(scene)
    assert (hidden.status_code, hidden.json()["hidden"]) == (200, "quarantined")
    for who in ("cadre", "supervisor", "sender", "orgadmin"):
        assert not [word for word in WORDS if word in read(scene, who)], who
    version += 1
    refused = scene.take("office", version)
    assert (refused.status_code, refused.json()["code"]) == (409, "content-hidden")
    paper = scene.api.as_(scene.people["orgadmin"]).get(scene.url("/form.pdf"))
    assert paper.status_code == 200
    hold = hold_of(scene)
    content = scene.api.as_(scene.people["orgadmin"]).get(f"/api/v1/text-holds/{hold['id']}/content").json()
    assert (content["said"]["self_report"], content["said"]["receiving_opinion"]) == (REPORT, PRAISE)
    assert decide(scene, "release", scene.people["orgadmin"], hold["version"]).json()["state"] == "released"
    after = scene.get("orgadmin").json()
    assert {name for name in before if before[name] != after[name]} == {"version"}
    assert scene.take("office", after["version"]).status_code == 200


def test_hidden_it_waits_for_nobody(scene: Scene) -> None:
    scene.until("sending")
    sender = scene.api.as_(scene.people["sender"])
    assert "等您填写" in sender.get("/appraisals").text
    hide(scene)
    assert "等您填写" not in sender.get("/appraisals").text
    decide(scene, "release", scene.people["orgadmin"], hold_of(scene)["version"])
    assert "等您填写" in sender.get("/appraisals").text


def test_hidden_it_does_not_ask_its_cadre_either(scene: Scene) -> None:
    scene.until("reading")
    cadre = scene.api.as_(scene.people["cadre"])
    asked = f'href="/secondments/{scene.row.id}/appraisal"'
    assert asked in cadre.get("/today").text
    hide(scene)
    assert asked not in cadre.get("/today").text


def test_purged_while_it_runs_every_side_begins_anew(scene: Scene, database: Database, settings: Settings) -> None:
    version = scene.until("receiving")
    scan = Attachment(owner_id=scene.people["orgadmin"].id, media_type="image/jpeg", size=1, width=1, height=1,
                      sha256="5" * 64, phash="0" * 16, source_sha256="6" * 64)  # fmt: skip
    scene.county.add(scan)
    signed = {"attachment_id": str(scan.id), "signed_by": "梁镇长", "signed_on": "2026-06-25"}
    assert scene.take("receiving", version, who="orgadmin", **signed).status_code == 200
    hide(scene)
    opened = scene.api.as_(scene.people["orgadmin"]).get(f"/api/v1/attachments/{scan.id}")
    assert (opened.status_code, opened.json()["code"]) == (410, "content-hidden")
    second = scene.county.person("吴副部长", Role.ORGADMIN, scene.county.region)
    hold = hold_of(scene)
    assert hold["images"] == 1
    proposed = decide(scene, "purge", scene.people["orgadmin"], hold["version"]).json()
    assert decide(scene, "purge", second, proposed["version"]).json()["state"] == "purged"
    form = scene.get("cadre").json()
    assert (form["hidden"], form["turn"], form["signatures"], form["self_report"]) == ("purged", "self", [], None)
    assert scene.api.as_(scene.people["orgadmin"]).get(f"/api/v1/attachments/{scan.id}").status_code == 404
    anew = scene.take("self-report", form["version"], self_report="重写的自评。")
    assert (anew.status_code, anew.json()["hidden"], anew.json()["turn"]) == (200, None, "receiving")


def test_it_is_hidden_along_with_a_record_whose_words_it_repeats(scene: Scene) -> None:
    record = DailyRecord(
        secondment_id=scene.row.id, cadre_id=scene.row.cadre_id, unit_id=scene.row.receiving_unit_id,
        work_on=scene.row.start_on, day_type=DayType.ON_POST, items=[{"text": REPORT}], status=RecordStatus.SUBMITTED,
    )  # fmt: skip
    scene.county.add(record)
    scene.until("sending")
    supervisor = scene.api.as_(scene.people["supervisor"])
    assert supervisor.post(f"/api/v1/records/{record.id}/quarantine", json={"reason_code": "secret"}).status_code == 200
    assert scene.get("supervisor").json()["hidden"] == "quarantined"
    assert (hold_of(scene)["kind"], hold_of(scene)["record_id"]) == ("appraisal", str(record.id))
