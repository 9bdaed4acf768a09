"""Regional arrangements and late notices in the ledger: who is touched, what is asked anew, what stays closed."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from app.accounts.models import Person, Unit
from app.core.actor import Role
from app.secondments.models import MonthLock, Secondment
from tests.attendance.conftest import Scene, confirm
from tests.factories import Api

OVERLAYS = "/api/v1/calendar/overlays"
NOTICE_2026 = "2026-04-05 休 清明节\n2026-04-06 休 清明节\n2026-04-07 休 清明节"


def arranged(unit: Unit, kind: str = "holiday", on: str = "2026-04-16", **more: Any) -> dict[str, Any]:
    name = {"holiday": "三月三", "closure": "台风停工", "workday": "抗旱上班"}[kind]
    body = {"unit_id": str(unit.id), "kind": kind, "name": name, "first_on": on, "last_on": on}
    return body | {"reason": "自治县规定", "document_no": "云府发〔2026〕8号"} | more


def arrange(api: Api, scene: Scene, *args: Any, **more: Any) -> dict[str, Any]:
    answer = api.as_(scene.orgadmin).post(OVERLAYS, json=arranged(*args, **more))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def day(api: Api, person: Person, secondment: Secondment, on: str = "2026-04-16") -> dict[str, Any]:
    url = f"/api/v1/secondments/{secondment.id}/days/explained"
    found = api.as_(person).get(url, params={"month": on[:7]})
    assert found.status_code == 200, found.text
    return next(one for one in found.json()["items"] if one["on"] == on)


def row(api: Api, scene: Scene) -> dict[str, Any]:
    items = api.as_(scene.supervisor).get("/api/v1/attendance/2026-04").json()["items"]
    return dict(next(one for one in items if one["secondment_id"] == str(scene.secondment.id)))


def close(scene: Scene, month: str = "2026-04") -> None:
    at = datetime(2026, 5, 8, 5, 0, tzinfo=UTC)
    scene.county.add(MonthLock(programme_id=scene.programme.id, month=month, state="closed", closed_at=at))


def test_a_regional_holiday_rests_and_is_named(api: Api, scene: Scene) -> None:
    made = arrange(api, scene, scene.county.region)
    found = day(api, scene.cadre, scene.secondment)
    assert (found["state"], found["portion"], found["calendar"]["kind"]) == ("rest", 0, "holiday")
    assert found["calendar"] | {"provisional": False} == {
        "kind": "holiday",
        "name": "三月三",
        "overlay_id": made["id"],
        "document_no": "云府发〔2026〕8号",
        "unit_name": "云浦县",
        "provisional": False,
    }
    assert (found["pay"]["halves"], found["pay"]["reason"]) == (0, "rest")


def test_a_closure_counts_as_on_post(api: Api, scene: Scene) -> None:
    arrange(api, scene, scene.township, "closure")
    found = day(api, scene.cadre, scene.secondment)
    assert (found["state"], found["portion"], found["calendar"]["kind"]) == ("on_post", 1, "closure")
    assert (found["calendar"]["name"], found["pay"]) == ("台风停工", {"halves": 2, "reason": "paid", "settled": False})


def test_half_a_day_off_leaves_half_a_day_on_post(api: Api, scene: Scene) -> None:
    arrange(api, scene, scene.township, half="pm")
    found = day(api, scene.cadre, scene.secondment)
    assert (found["am"], found["pm"], found["portion"]) == ("on_post", "rest", 0.5)


def test_it_reaches_only_those_hosted_there(api: Api, scene: Scene) -> None:
    elsewhere = scene.county.unit("江口镇", scene.county.region)
    arrange(api, scene, elsewhere)
    assert day(api, scene.cadre, scene.secondment)["state"] == "on_post"


def test_withdrawn_the_very_same_ledger_is_back(api: Api, scene: Scene) -> None:
    url = f"/api/v1/secondments/{scene.secondment.id}/days"
    before = api.as_(scene.cadre).get(url, params={"month": "2026-04"}).json()
    made = arrange(api, scene, scene.township)
    assert api.as_(scene.cadre).get(url, params={"month": "2026-04"}).json() != before
    answer = api.as_(scene.orgadmin).post(
        f"{OVERLAYS}/{made['id']}/withdraw", json={"version": 1, "reason": "登记有误"}
    )
    assert answer.status_code == 200
    assert api.as_(scene.cadre).get(url, params={"month": "2026-04"}).json() == before


def test_a_confirmed_month_is_asked_about_anew_only_when_its_days_differ(api: Api, scene: Scene) -> None:
    assert confirm(api, scene.supervisor, scene).status_code == 200
    arrange(api, scene, scene.township, "closure")
    assert not row(api, scene)["confirmation"]["changed"]
    arrange(api, scene, scene.township, on="2026-04-17")
    found = row(api, scene)
    assert (found["confirmation"]["changed"], found["can_confirm"]) == (True, True)
    assert confirm(api, scene.supervisor, scene).status_code == 200
    assert not row(api, scene)["confirmation"]["changed"]


def test_the_preview_counts_who_is_touched_and_writes_nothing(api: Api, scene: Scene) -> None:
    colleague, elsewhere = scene.colleague("同行者"), scene.county.unit("江口镇", scene.county.region)
    scene.county.secondment(scene.county.person("在江口"), scene.programme, elsewhere, scene.sending)
    confirm(api, scene.supervisor, scene, secondment_ids=[str(colleague.id)])
    orgadmin = api.as_(scene.orgadmin)
    found = orgadmin.post(f"{OVERLAYS}/preview", json=arranged(scene.township)).json()
    assert found == {"effects": [{"month": "2026-04", "cadres": 2, "confirmed": 1, "closed": 0}]}
    assert orgadmin.post(f"{OVERLAYS}/preview", json=arranged(scene.township, "closure")).json() == {"effects": []}
    assert orgadmin.get(OVERLAYS).json()["items"] == []
    made = arrange(api, scene, scene.township)
    back = orgadmin.get(f"{OVERLAYS}/{made['id']}/withdrawal").json()
    assert back == {"effects": [{"month": "2026-04", "cadres": 2, "confirmed": 0, "closed": 0}]}


def test_a_closed_month_keeps_the_days_it_was_closed_on(api: Api, scene: Scene) -> None:
    close(scene)
    with time_machine.travel(datetime(2026, 5, 9, 4, 0, tzinfo=UTC), tick=True):
        preview = api.as_(scene.orgadmin).post(f"{OVERLAYS}/preview", json=arranged(scene.township)).json()
        assert preview == {"effects": [{"month": "2026-04", "cadres": 0, "confirmed": 0, "closed": 1}]}
        arrange(api, scene, scene.township)
        assert day(api, scene.cadre, scene.secondment)["state"] == "on_post"


def test_an_arrangement_withdrawn_after_the_closing_stays_in_the_closed_month(api: Api, scene: Scene) -> None:
    made = arrange(api, scene, scene.township)
    close(scene)
    with time_machine.travel(datetime(2026, 5, 9, 4, 0, tzinfo=UTC), tick=True):
        word = {"version": 1, "reason": "登记有误"}
        assert api.as_(scene.orgadmin).post(f"{OVERLAYS}/{made['id']}/withdraw", json=word).status_code == 200
        found = day(api, scene.cadre, scene.secondment)
    assert (found["state"], found["calendar"]["name"]) == ("rest", "三月三")


@pytest.mark.parametrize("closed", [False, True])
def test_a_late_notice_derives_open_months_anew(api: Api, scene: Scene, *, closed: bool) -> None:
    confirm(api, scene.supervisor, scene)
    if closed:
        close(scene)
    body = {"year": 2026, "text": NOTICE_2026, "source": "国办发明电〔2026〕11号"}
    with time_machine.travel(datetime(2026, 5, 9, 4, 0, tzinfo=UTC), tick=True):
        preview = api.as_(scene.orgadmin).post("/api/v1/workdays/import", json=body | {"dry_run": True}).json()
        (april,) = [effect for effect in preview["effects"] if effect["month"] == "2026-04"]
        open_effect = {"month": "2026-04", "cadres": 1, "confirmed": 1, "closed": 0}
        assert april == (open_effect | {"cadres": 0, "confirmed": 0, "closed": 1} if closed else open_effect)
        answer = api.as_(scene.orgadmin).post("/api/v1/workdays/import", json=body)
        assert (answer.status_code, answer.json()["effects"]) == (200, [])
        assert day(api, scene.cadre, scene.secondment, "2026-04-07")["state"] == ("on_post" if closed else "rest")
        assert row(api, scene)["confirmation"]["changed"] is not closed


def test_only_the_top_of_a_region_takes_the_nations_year_in(api: Api, scene: Scene) -> None:
    body = {"year": 2026, "text": NOTICE_2026, "source": "国办发明电〔2026〕11号", "dry_run": True}
    lower = scene.county.person("镇组织委员", Role.ORGADMIN, scene.township)
    assert api.as_(lower).post("/api/v1/workdays/import", json=body).status_code == 403
    assert api.as_(scene.orgadmin).post("/api/v1/workdays/import", json=body).status_code == 200


def test_at_a_host_outside_the_region_it_is_for_ones_own_cadres_alone(api: Api, scene: Scene) -> None:
    city = scene.county.unit("江州市")
    host = scene.county.unit("江州市商务局", city)
    other_region = scene.county.unit("邻县")
    others_programme = scene.county.programme("邻县挂职", unit=other_region)
    own = scene.county.secondment(scene.county.person("本县干部"), scene.programme, host, scene.sending)
    other = scene.county.secondment(scene.county.person("邻县干部"), others_programme, host)
    made = arrange(api, scene, host, "closure", first_on="2026-04-16")
    assert (made["unit_name"], made["for_unit_name"], made["can_withdraw"]) == ("江州市商务局", "云浦县", True)
    supervisor = scene.county.person("商务局主管", Role.SUPERVISOR, host)
    kinds = [day(api, supervisor, one)["calendar"]["kind"] for one in (own, other)]
    assert kinds == ["closure", "workday"]
    assert [one["id"] for one in api.as_(scene.orgadmin).get(OVERLAYS).json()["items"]] == [made["id"]]
    assert api.as_(supervisor).get(f"{OVERLAYS}/{made['id']}").json()["can_withdraw"] is False
    neighbour = scene.county.person("邻县组织部", Role.ORGADMIN, other_region)
    assert api.as_(neighbour).get(f"{OVERLAYS}/{made['id']}").status_code == 404
