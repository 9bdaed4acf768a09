"""Summaries 周小结, 月小结, 季小结 and the receiving unit's notes, through the API."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.core.db import Database
from app.records.models import DailyRecord, DayType, RecordStatus
from app.secondments.models import MonthLock, Secondment
from tests.factories import Api, County

NOW = "2026-06-26T09:00:00+08:00"
"""A Friday."""


@dataclass
class Scene:
    """A cadre with their row, those around them, and a way to keep a summary."""

    county: County
    api: Api
    row: Secondment
    people: dict[str, Person]

    def url(self, period: str, kind: str = "summaries") -> str:
        return f"/api/v1/secondments/{self.row.id}/{kind}/{period}"

    def day(self, on: str, *texts: str, **fields: Any) -> DailyRecord:
        """A submitted record."""
        values = {"status": RecordStatus.SUBMITTED, "day_type": DayType.ON_POST} | fields
        record = DailyRecord(
            secondment_id=self.row.id, cadre_id=self.row.cadre_id, unit_id=self.row.receiving_unit_id,
            work_on=date.fromisoformat(on), items=[{"text": text} for text in texts], **values,
        )  # fmt: skip
        self.county.add(record)
        return record

    def keep(
        self, period: str, text: str, version: int | None = None, who: str = "cadre", **more: Any
    ) -> httpx.Response:
        kind = "summaries" if who == "cadre" else "notes"
        body = {"client_id": str(uuid4()), "text": text} | more
        headers = {"If-Match": f'"{version}"'} if version else {}
        return self.api.as_(self.people[who]).put(self.url(period, kind), json=body, headers=headers)

    def draft(self, period: str) -> dict[str, Any]:
        answer = self.api.as_(self.people["cadre"]).get(self.url(period) + "/draft")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
def scene(county: County, api: Api) -> Any:
    town, home = county.unit("白鹭镇", county.region), county.unit("县经信局", county.region)
    people = {
        "cadre": county.person("沈知远", Role.CADRE, town),
        "supervisor": county.person("梁主管", Role.SUPERVISOR, town),
        "sender": county.person("派出联系人", Role.SENDER, home),
        "orgadmin": county.person("组织部", Role.ORGADMIN, county.region),
        "finance": county.person("财务", Role.FINANCE, county.region),
        "stranger": county.person("别镇", Role.SUPERVISOR, county.unit("石桥镇", county.region)),
    }
    row = county.secondment(people["cadre"], county.programme(), town, home)
    with time_machine.travel(NOW, tick=False):
        yield Scene(county, api, row, people)


def test_a_week_is_drafted_from_what_was_handed_in(scene: Scene) -> None:
    scene.day("2026-06-22", "防汛值班", difficulty="电缆老化，想请供电所看看。")
    scene.day("2026-06-23", "走访种植户", "防汛值班。")
    scene.day("2026-06-24", "还在写的", status=RecordStatus.DRAFT)
    scene.day("2026-06-25", "被退回的", status=RecordStatus.RETURNED)
    draft = scene.draft("2026-W26")
    assert draft["text"] == "防汛值班（6月22日、23日）；走访种植户（6月23日）。\n困难：电缆老化，想请供电所看看。"
    assert (draft["first_on"], draft["last_on"], draft["limit"]) == ("2026-06-22", "2026-06-28", 300)


def test_a_month_builds_on_its_kept_weeks_and_a_quarter_on_its_months(scene: Scene) -> None:
    scene.day("2026-06-16", "走访企业")
    scene.day("2026-06-23", "走访种植户")
    assert scene.keep("2026-W25", "走访：走访三家企业，签下两份意向（6月16日）。").status_code == 201
    month = scene.draft("2026-06")
    assert month["built_on"] == ["2026-W25"]
    assert month["text"].splitlines() == [
        "走访：走访三家企业，签下两份意向（6月16日）。",
        "其他工作：走访种植户（6月23日）。",
    ]
    scene.keep("2026-06", "这个月主要跑了两个园区，谈成一件事。")
    assert scene.draft("2026-Q2")["text"] == "这个月主要跑了两个园区，谈成一件事。"


def test_a_newer_entry_overwrites_nothing_and_offers_a_new_draft(scene: Scene) -> None:
    scene.day("2026-06-22", "防汛值班")
    draft = scene.draft("2026-W26")
    kept = scene.keep("2026-W26", "值班一天，汛情平稳。", draft_digest=draft["digest"]).json()
    assert not kept["has_newer_draft"]
    scene.day("2026-06-23", "走访种植户")
    cadre = scene.api.as_(scene.people["cadre"])
    now = cadre.get(scene.url("2026-W26")).json()
    assert (now["text"], now["has_newer_draft"], now["version"]) == ("值班一天，汛情平稳。", True, 1)


def test_writes_are_idempotent_and_versioned(scene: Scene, database: Database) -> None:
    client_id = str(uuid4())
    first = scene.keep("2026-W26", "第一稿", client_id=client_id)
    again = scene.keep("2026-W26", "第一稿", client_id=client_id)
    other = scene.keep("2026-W26", "另一稿", client_id=client_id)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert other.json()["code"] == "client-id-reused"
    assert scene.keep("2026-W26", "没有版本").json()["code"] == "version-conflict"
    second = scene.keep("2026-W26", "第二稿", version=1)
    assert (second.status_code, second.headers["ETag"]) == (200, '"2"')
    stale = scene.keep("2026-W26", "旧版本上的", version=1)
    assert (stale.status_code, stale.json()["current"]["text"]) == (412, "第二稿")
    with database.session(write=False) as session:
        trail = session.exec(select(AuditEvent).where(AuditEvent.action == "summaries.keep")).all()
    assert [event.facts["version"] for event in trail] == [1, 2]
    assert "稿" not in str([event.facts for event in trail])


@pytest.mark.parametrize(
    ("text", "code"),
    [("机密★一年", "blocked-content"), ("卡号6222021234567890128", "blocked-content"), ("长" * 301, "invalid")],
)
def test_what_may_not_be_stored_is_refused(scene: Scene, text: str, code: str) -> None:
    answer = scene.keep("2026-W26", text)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == "/text"


@pytest.mark.parametrize("period", ["2026-W53", "2025-12", "2026-Q3", "2027-W01"])
def test_a_period_has_begun_and_lies_in_the_term(scene: Scene, period: str) -> None:
    assert scene.keep(period, "小结文字").status_code == 422


def test_a_closed_month_freezes_what_was_kept_and_takes_what_was_never_written(scene: Scene) -> None:
    scene.keep("2026-05", "五月小结")
    scene.county.add(MonthLock(programme_id=scene.row.programme_id, month="2026-05", state="closed"))
    frozen = scene.keep("2026-05", "改写五月", version=1)
    assert (frozen.status_code, frozen.json()["code"]) == (409, "month-closed")
    late = scene.keep("2026-W20", "结账后补写的周小结")
    assert (late.status_code, late.json()["frozen"]) == (201, True)
    assert scene.keep("2026-W20", "再改一次", version=1).json()["code"] == "month-closed"


def test_who_reads_a_summary_and_who_a_note(scene: Scene) -> None:
    scene.keep("2026-06", "六月小结")
    noted = scene.keep("2026-06", "工作扎实，群众认可。", who="supervisor")
    assert noted.status_code == 201

    def seen(kind: str) -> dict[str, int]:
        everybody = scene.people.items()
        return {name: scene.api.as_(one).get(scene.url("2026-06", kind)).status_code for name, one in everybody}

    refused = {"finance": 403, "stranger": 404}
    assert seen("summaries") == {"cadre": 200, "supervisor": 200, "sender": 200, "orgadmin": 403} | refused
    assert seen("notes") == {"cadre": 200, "supervisor": 200, "sender": 200, "orgadmin": 200} | refused
    assert scene.api.anonymous.get(scene.url("2026-06")).status_code == 401


def test_only_the_reviewing_side_writes_a_note_and_on_months_and_quarters_alone(scene: Scene) -> None:
    for name, status in {"cadre": 403, "sender": 403, "orgadmin": 403, "stranger": 404}.items():
        body = {"client_id": str(uuid4()), "text": "评语"}
        answer = scene.api.as_(scene.people[name]).put(scene.url("2026-06", "notes"), json=body)
        assert answer.status_code == status, name
    assert scene.keep("2026-W26", "没有周评语", who="supervisor").status_code == 403
    assert scene.keep("2026-Q2", "季度反馈：项目推进快。", who="supervisor").status_code == 201


def test_a_program_with_the_scope_reads_the_kept_summaries_of_a_month(scene: Scene) -> None:
    scene.keep("2026-06", "六月小结")
    scene.keep("2026-06", "评语不在其中", who="supervisor")
    client = scene.api.as_client(scene.county.api_client(Scope.SUMMARY_READ))
    found = client.get("/api/v1/summaries", params={"period": "2026-06"}).json()["items"]
    assert [one["text"] for one in found] == ["六月小结"]
    kept = client.get(f"/api/v1/secondments/{scene.row.id}/summaries").json()["items"]
    assert [one["voice"] for one in kept] == ["cadre"]
    assert client.get(scene.url("2026-06", "notes")).status_code == 403
    elsewhere = scene.county.api_client(Scope.SUMMARY_READ, unit=scene.county.unit("外县"))
    assert scene.api.as_client(elsewhere).get("/api/v1/summaries", params={"period": "2026-06"}).json()["items"] == []
    assert scene.api.as_(scene.people["orgadmin"]).get("/api/v1/summaries?period=2026-06").status_code == 403
