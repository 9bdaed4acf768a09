"""The term-end form 期满鉴定表 through the API: the steps in order, who reads what when, paper, and the term's end."""

from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.appraisals.models import AppraisalStep
from app.audit.models import AuditEvent
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.db import Database
from app.core.work import Work
from app.records.models import Attachment
from app.reminders.models import InboxMessage
from app.workdays.service import ensure_seeded
from tests.appraisals.scene import AGREED, NOW, PRAISE, REPORT, Scene, make_scene
from tests.factories import Api, County

TO_DO = "件待办"


@pytest.fixture
def scene(county: County, api: Api) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield make_scene(county, api)


def test_the_form_goes_from_hand_to_hand_and_ends_the_term(scene: Scene, database: Database) -> None:
    with Work(database, SYSTEM, True) as work:
        ensure_seeded(work)
    assert scene.get("cadre").json()["turn"] == "self"
    assert scene.until("") == 6
    done = scene.get("cadre").json()
    assert (done["turn"], done["version"], done["outside_quota"]) == ("done", 6, True)
    assert [one["name"] for one in done["signatures"]] == ["沈知远", "梁主管", "闻联系人", "周部长", "沈知远"]
    assert done["figures"]["confirmed"] == ["2026-04"]
    assert done["figures"]["months"] == ["2026-04", "2026-05", "2026-06"]
    assert done["figures"]["halves"] == {"on_post": 42}
    office = scene.api.as_(scene.people["orgadmin"])
    ended = office.post(f"/api/v1/secondments/{scene.row.id}/complete", json={"version": scene.row.version})
    assert (ended.status_code, ended.json()["status"]) == (200, "completed")
    with database.session(write=False) as session:
        trail = session.exec(select(AuditEvent).where(AuditEvent.subject_type == "appraisal")).all()
        news = session.exec(select(InboxMessage).where(InboxMessage.kind == "appraisal.turn")).all()
    assert [one.facts["turn"] for one in trail] == ["self", "receiving", "sending", "office", "reading"]
    assert PRAISE not in str([one.facts for one in trail])
    told = {name for name, person in scene.people.items() if any(one.person_id == person.id for one in news)}
    assert told == {"supervisor", "sender", "orgadmin", "cadre"}


def test_without_the_form_a_term_ends_for_a_recorded_reason_alone(scene: Scene) -> None:
    office = scene.api.as_(scene.people["orgadmin"])
    url = f"/api/v1/secondments/{scene.row.id}/complete"
    on = {"version": scene.row.version}
    refused = office.post(url, json=on)
    assert (refused.status_code, refused.json()["code"]) == (409, "form-not-signed")
    assert office.post(url, json=on | {"reason": "原有纸质鉴定表已归档"}).status_code == 200


def test_who_reads_what_and_when(scene: Scene) -> None:
    version = scene.until("receiving")
    assert scene.get("supervisor").json()["self_report"] == REPORT
    assert [scene.get(who).json()["self_report"] for who in ("sender", "orgadmin")] == [None, None]
    scene.take("receiving", version)
    seen = {who: scene.get(who).json() for who in ("cadre", "supervisor", "sender", "orgadmin")}
    assert {who: one["receiving_opinion"] for who, one in seen.items()} == dict.fromkeys(seen, PRAISE)
    assert scene.take("sending", 3).status_code == 200
    assert scene.take("return", 4, reason="请补一句廉洁方面的表现").status_code == 200
    after = {who: scene.get(who).json()["sending_opinion"] for who in seen}
    assert after == {"cadre": None, "supervisor": None, "sender": AGREED, "orgadmin": None}
    assert {who: scene.get(who).status_code for who in ("finance", "stranger")} == {"finance": 403, "stranger": 404}
    assert scene.api.anonymous.get(scene.url()).status_code == 401


def test_steps_are_taken_in_order_by_their_own_side(scene: Scene) -> None:
    assert scene.take("receiving", 1).json()["code"] == "not-their-turn"
    assert scene.take("self-report", 1, who="supervisor").status_code == 403
    version = scene.until("receiving")
    for who, status in {"cadre": 403, "sender": 403, "orgadmin": 403, "finance": 403, "stranger": 404}.items():
        assert scene.take("receiving", version, who=who).status_code == status, who
    stale = scene.take("receiving", 1)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, version)
    blocked = scene.take("receiving", version, opinion="机密★一年")
    assert (blocked.status_code, blocked.json()["errors"][0]["pointer"]) == (422, "/opinion")


def test_one_with_two_roles_signs_once_and_nobody_about_themselves(scene: Scene) -> None:
    supervisor = scene.people["supervisor"]
    for role in (Role.SENDER, Role.ORGADMIN):
        scene.county.grant(supervisor, role, scene.county.region)
    scene.county.grant(scene.people["cadre"], Role.ORGADMIN, scene.county.region)
    version = scene.until("sending")
    twice = scene.take("sending", version, who="supervisor")
    assert (twice.status_code, twice.json()["code"]) == (409, "signed-for-another-side")
    scene.take("sending", version)
    assert scene.take("office", version + 1, who="cadre").status_code == 403
    assert scene.take("office", version + 1, who="supervisor").json()["code"] == "signed-for-another-side"


def test_a_step_again_changes_nothing(scene: Scene, database: Database) -> None:
    version = scene.until("receiving")
    first, again = scene.take("receiving", version), scene.take("receiving", version)
    assert (again.status_code, again.json()["version"]) == (200, first.json()["version"])
    assert scene.take("receiving", version, who="second").status_code == 412
    back = scene.take("return", 3, who="sender", reason="请写明等次的依据")
    assert scene.take("return", 3, who="sender", reason="请写明等次的依据").json()["version"] == back.json()["version"]
    assert scene.take("receiving", 4, opinion="作风扎实，实绩突出。").status_code == 200
    with database.session(write=False) as session:
        steps = session.exec(select(AppraisalStep).order_by(AppraisalStep.from_version)).all()  # type: ignore[arg-type]
    assert [(one.kind, one.turn.value) for one in steps] == [
        ("sign", "self"), ("sign", "receiving"), ("return", "sending"), ("sign", "receiving"),
    ]  # fmt: skip


def test_a_host_who_never_signs_in_signs_on_paper(scene: Scene) -> None:
    version = scene.until("receiving")
    scan = Attachment(owner_id=scene.people["orgadmin"].id, media_type="image/jpeg", size=1, width=1, height=1,
                      sha256="0" * 64, phash="0" * 16, source_sha256="0" * 64)  # fmt: skip
    scene.county.add(scan)
    paper = {"attachment_id": str(scan.id), "signed_by": "梁镇长", "signed_on": "2026-06-25"}
    assert scene.take("receiving", version, who="orgadmin", signed_by="梁镇长").status_code == 422
    assert scene.take("receiving", version, who="cadre", **paper).status_code == 403
    entered = scene.take("receiving", version, who="orgadmin", **paper)
    assert entered.status_code == 200, entered.text
    signature = entered.json()["signatures"][1]
    assert (signature["name"], signature["on_paper"], signature["entered_by"]) == ("梁镇长", True, "周部长")
    for who, status in {"cadre": 200, "sender": 200, "finance": 404, "stranger": 404}.items():
        answer = scene.api.as_(scene.people[who]).get(f"/api/v1/attachments/{scan.id}")
        assert (answer.status_code == 404) == (status == 404), who
    assert scene.take("sending", 3).status_code == 200
    assert scene.take("office", 4).status_code == 200


def test_the_self_report_is_kept_before_it_is_handed_in_and_drafted_from_what_was_kept(scene: Scene) -> None:
    cadre = scene.api.as_(scene.people["cadre"])
    body = {"client_id": "0198f1a2-0000-7000-8000-000000000001", "text": "二季度：蹲点两个村，修渠三条。"}
    cadre.put(f"/api/v1/secondments/{scene.row.id}/summaries/2026-Q2", json=body)
    draft = cadre.get(scene.url("/draft")).json()
    assert (draft["self_report"], draft["built_on"]) == ("二季度：蹲点两个村，修渠三条。", ["2026-Q2"])
    kept = scene.take("self-report", 1, submit=False)
    assert (kept.json()["turn"], kept.json()["version"]) == ("self", 2)
    assert scene.get("supervisor").json()["self_report"] is None
    assert scene.take("self-report", 2).json()["turn"] == "receiving"
    assert scene.api.as_(scene.people["supervisor"]).get(scene.url("/draft")).status_code == 403


def test_the_office_lists_the_terms_that_end_and_the_form_prints(scene: Scene, database: Database) -> None:
    office = scene.api.as_(scene.people["orgadmin"])
    listed = office.get("/api/v1/appraisals").json()["items"]
    assert [(one["cadre_name"], one["turn"]) for one in listed] == [("沈知远", "self")]
    assert scene.api.as_(scene.people["supervisor"]).get("/api/v1/appraisals").status_code == 403
    scene.until("")
    paper = office.get(scene.url("/form.pdf"))
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert clock.month_of(scene.row.end_on) == "2026-06"


def test_each_side_finds_its_turn_on_its_pages(scene: Scene) -> None:
    def page(who: str, path: str = "") -> str:
        answer = scene.api.as_(scene.people[who]).get(path or f"/secondments/{scene.row.id}/appraisal")
        assert answer.status_code == 200, answer.text
        return answer.text

    assert "轮到您" in page("cadre", "/me")
    assert "PUT /api/v1" in page("cadre")
    version = scene.until("receiving")
    assert "沈知远" in page("supervisor", "/todo")
    assert TO_DO in page("supervisor", "/inbox")
    assert "/receiving" in page("supervisor")
    assert "待接收单位填写" in page("sender")
    scene.take("receiving", version)
    assert TO_DO not in page("supervisor", "/inbox")
    assert PRAISE in page("cadre")
    assert "等您填写" in page("sender", "/appraisals")
    assert "等您填写" not in page("orgadmin", "/appraisals")
    assert "/sending" in page("sender")
    assert "scan" in page("orgadmin")
    assert f"/secondments/{scene.row.id}/appraisal" in page("orgadmin", f"/secondments/{scene.row.id}")
