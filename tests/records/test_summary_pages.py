"""Pages of summaries: the draft in the box, the newer one beside what was kept, one line on the last workday."""

from datetime import date
from uuid import uuid4

import time_machine

from app.core.actor import Role
from app.records.models import DailyRecord, DayType, RecordStatus
from app.secondments.models import Secondment
from tests.factories import Api, County

FRIDAY, THURSDAY = "2026-06-26T17:30:00+08:00", "2026-06-25T17:30:00+08:00"


def record(county: County, row: Secondment, on: date, text: str) -> None:
    county.add(
        DailyRecord(
            secondment_id=row.id, cadre_id=row.cadre_id, unit_id=row.receiving_unit_id, work_on=on,
            day_type=DayType.ON_POST, status=RecordStatus.SUBMITTED, items=[{"text": text}],
        )
    )  # fmt: skip


def test_the_cadre_keeps_a_draft_and_sees_a_newer_one_beside_it(county: County, api: Api) -> None:
    town = county.unit("白鹭镇", county.region)
    cadre, supervisor = county.person("沈知远", Role.CADRE, town), county.person("梁主管", Role.SUPERVISOR, town)
    row = county.secondment(cadre, county.programme(), town)
    record(county, row, date(2026, 6, 22), "防汛值班")
    page, mine = f"/secondments/{row.id}/summaries/2026-W26", api.as_(cadre)
    with time_machine.travel(THURSDAY, tick=False):
        assert "本周小结" not in mine.get("/today").text
    with time_machine.travel(FRIDAY, tick=False):
        assert "本周小结" in mine.get("/today").text
        assert "本月小结" not in mine.get("/today").text
        assert "防汛值班（6月22日）。" in mine.get(page).text
        digest = mine.get(f"/api/v1{page}/draft").json()["digest"]
        body = {"client_id": str(uuid4()), "text": "守了一周的堤。", "draft_digest": digest}
        assert mine.put(f"/api/v1{page}", json=body).status_code == 201
        assert "本周小结" not in mine.get("/today").text
        assert "看新草稿" not in mine.get(page).text
        record(county, row, date(2026, 6, 23), "走访种植户")
        kept = mine.get(page).text
        assert "守了一周的堤。" in kept
        assert "看新草稿" in kept
        assert "走访种植户（6月23日）" not in kept
        assert "走访种植户（6月23日）" in mine.get(page + "?use=draft").text
        theirs = api.as_(supervisor).get(page).text
        assert "守了一周的堤。" in theirs
        assert "data-api" not in theirs.partition("<main")[2].partition("</main>")[0]
        assert "接收单位月评语" in api.as_(supervisor).get(f"/secondments/{row.id}/summaries/2026-06").text


def test_who_muted_reminders_finds_no_line(county: County, api: Api) -> None:
    town = county.unit("白鹭镇", county.region)
    cadre = county.person("沈知远", Role.CADRE, town)
    county.secondment(cadre, county.programme(), town)
    with time_machine.travel("2026-06-30T17:30:00+08:00", tick=False):
        mine = api.as_(cadre)
        assert "本月小结" in mine.get("/today").text
        mine.put("/api/v1/me/reminders", json={"muted": True, "channels": ["inbox"]}, headers={"If-Match": '"0"'})
        assert "本月小结" not in mine.get("/today").text
