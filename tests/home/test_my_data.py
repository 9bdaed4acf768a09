"""My data: everything about oneself, nothing about anybody else but who decided, written down and bounded."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import httpx
import pytest
import time_machine
from PIL import Image
from python_calamine import CalamineWorkbook
from sqlmodel import select

from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.core.config import Settings
from app.core.files import open_files
from tests.factories import Api, County
from tests.permissions.scene import NOW, Scene, build


@pytest.fixture
def scene(county: County) -> Iterator[Scene]:
    with time_machine.travel(NOW, tick=True):
        yield build(county)


def taken(client: httpx.Client) -> ZipFile:
    answer = client.get("/api/v1/me/data")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    return ZipFile(BytesIO(answer.content))


def sections(archive: ZipFile) -> dict[str, list[dict[str, Any]]]:
    said = json.loads(archive.read("my-data.json"))
    return {key: section["rows"] for key, section in said["sections"].items()}


def photo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "JPEG")
    return buffer.getvalue()


def test_everything_about_oneself_is_there(api: Api, scene: Scene) -> None:
    me = api.as_(scene.people["cadre"])
    key = uuid4()
    assert me.put(f"/api/v1/attachments/{key}", files={"file": ("a.jpg", photo())}).status_code == 201
    me.put("/api/v1/me/consents/position", json={"given": True, "notice_version": "2026-11"})
    feedback = {"kind": "suggestion", "text": "希望提醒再晚一点", "anonymous": False}
    sent = me.post("/api/v1/feedback", json=feedback)
    archive = taken(me)
    assert {"README.txt", "my-data.json", "my-data.xlsx", f"photos/2026-07-10_{key}.jpg"} <= set(archive.namelist())
    assert Image.open(BytesIO(archive.read(f"photos/2026-07-10_{key}.jpg"))).size == (40, 30)
    found = sections(archive)
    assert [row["reason"] for row in found["allowance_adjustments"]] == ["CANARY-ADJUSTED-own"]
    assert [row["reason"] for row in found["allowance_debts"]] == ["CANARY-DEBT-own"]
    assert found["particulars"][0]["phone"] == "13912345678"
    assert [row["role"] for row in found["roles"]] == ["cadre", "cadre"]
    assert found["secondments"][0]["receiving_unit"] == "白鹭镇"
    assert found["postings"][0]["unit"] == "白鹭镇"
    records = {row["work_on"]: row for row in found["records"]}
    assert {"2026-07-07", "2026-07-08", "2026-07-09"} <= records.keys()
    assert records["2026-07-09"]["items"][0]["text"] == "CANARY-TEXT-own"
    assert records["2026-07-07"]["decided_by"] == "supervisor"
    assert [row["number"] for row in found["record_versions"] if row["work_on"] == "2026-07-07"] == [1, 2]
    assert found["check_ins"][0]["note"] == "CANARY-CHECKIN-own"
    assert found["corrections"][0]["reason"] == "CANARY-REASON-own"
    assert found["months"][0]["month"] == "2026-06"
    assert len(found["allowance_lines"]) == 30
    assert found["allowance_objections"][0]["text"] == "CANARY-OBJECTION-own"
    assert found["spot_checks"][0]["note"] == "CANARY-NOTE-own"
    heard = [(row["status"], row["difficulties"]) for row in found["formal_checks"]]
    assert heard == [("findings", "CANARY-HEARD-own"), ("rectified", "CANARY-HEARD-own")]
    assert found["inbox"][0]["title"] == "CANARY-MESSAGE"
    assert found["signals"][0]["days"] == ["2026-05-03", "2026-05-04", "2026-05-05"]
    assert found["consents"][0]["kind"] == "position"
    assert sent.status_code == 201, sent.text
    assert found["feedback"][0]["text"] == "希望提醒再晚一点"


def test_nothing_of_others_is_there_but_who_decided(api: Api, scene: Scene) -> None:
    archive = taken(api.as_(scene.people["cadre"]))
    text = archive.read("my-data.json").decode()
    assert "CANARY-HELD" not in text  # a hidden text is not in its record any more
    for name in ("double", "ended", "approved-double"):
        assert f"CANARY-TEXT-{name}" not in text
        assert f"CANARY-NOTE-{name}" not in text
    own = scene.people["cadre"]
    for person in scene.people.values():
        if person.id != own.id:
            assert person.login not in text
            assert str(person.person_no) not in text
    assert taken(api.as_(scene.people["colleague"])).read("my-data.json").decode().count("CANARY-TEXT-own") == 0


def test_the_workbook_is_readable_in_both_languages(api: Api, scene: Scene) -> None:
    me = api.as_(scene.people["cadre"])
    book = CalamineWorkbook.from_filelike(BytesIO(taken(me).read("my-data.xlsx")))
    assert book.sheet_names[:3] == ["基本信息", "角色", "登录设备"]
    rows = book.get_sheet_by_name("每日记录").to_python()
    assert rows[0][:3] == ["日期", "这天的情况", "状态"]
    assert rows[-1][:4] == ["2026-07-09", "在岗", "已提交", "CANARY-TEXT-own CANARY-PLACE-own"]
    english = me.get("/api/v1/me/data", headers={"Accept-Language": "en"})
    book = CalamineWorkbook.from_filelike(BytesIO(ZipFile(BytesIO(english.content)).read("my-data.xlsx")))
    assert book.sheet_names[1] == "Role"


def test_a_formula_stays_text(api: Api, county: County) -> None:
    person = county.person("=1+1", Role.CADRE, county.region)
    book = CalamineWorkbook.from_filelike(BytesIO(taken(api.as_(person)).read("my-data.xlsx")))
    assert book.get_sheet_by_name("基本信息").to_python()[1][0] == "=1+1"


def test_a_lost_photo_is_said_and_stops_nothing(api: Api, county: County, settings: Settings) -> None:
    me = api.as_(county.person("周海燕", Role.CADRE, county.region))
    me.put(f"/api/v1/attachments/{uuid4()}", files={"file": ("a.jpg", photo())})
    files = open_files(settings.files_url)
    for key in list(files.keys()):
        files.delete(key)
    archive = taken(me)
    assert [name for name in archive.namelist() if name.startswith("photos/")] == []
    assert len(sections(archive)["photos"]) == 1
    with county.database.session(write=False) as session:
        facts = session.exec(select(AuditEvent.facts).where(AuditEvent.action == "home.my_data")).one()
    assert (facts["photos"], facts["missing"]) == (0, 1)


def test_taking_is_written_down_and_bounded(api: Api, scene: Scene) -> None:
    person = scene.people["cadre"]
    me = api.as_(person)
    for _ in range(5):
        taken(me)
    refused = me.get("/api/v1/me/data")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3600")
    assert api.as_(scene.people["finance"]).get("/api/v1/me/data").status_code == 200
    with scene.county.database.session(write=False) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "home.my_data")).all()
    assert [event.actor_id for event in events].count(person.id) == 5
    assert {event.subject_id for event in events} == {str(person.id), str(scene.people["finance"].id)}
    assert not any("CANARY" in json.dumps(event.facts) for event in events)


def test_whose_data_may_be_asked_for(api: Api, county: County) -> None:
    assert api.anonymous.get("/api/v1/me/data").status_code == 401
    assert api.as_client(county.api_client(*Scope)).get("/api/v1/me/data").status_code == 403
    person = county.person("新人", home_unit_id=county.region.id)
    found = sections(taken(api.as_(person)))
    assert found["particulars"][0]["name"] == "新人"
    assert found["records"] == []


def test_the_page_says_what_is_in_it(api: Api, county: County) -> None:
    me = api.as_(county.person("周海燕", Role.CADRE, county.region))
    page = me.get("/me/data").text
    assert "/api/v1/me/data" in page
    assert "下载我的数据" in page
    assert 'href="/me/data"' in me.get("/me").text
