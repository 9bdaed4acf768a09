"""Who reads what of leave, and who hears of it: type and reason are for the author and the deciders alone."""

from datetime import UTC, date, datetime
from typing import Any

import time_machine

from app.accounts.models import Person
from app.attendance.service_leave import flag_overdue
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from tests.attendance.conftest import Scene
from tests.attendance.test_leave import REASON, URL, approved, asked, day, file, step
from tests.factories import Api


def test_type_and_reason_are_for_the_author_and_the_deciders_alone(api: Api, scene: Scene) -> None:
    leave = approved(api, scene, "2026-05-11", type="sick")
    for person in (scene.cadre, scene.supervisor):
        told = api.as_(person).get(f"{URL}/{leave['id']}").json()
        assert (told["type"], told["reason"]) == ("sick", REASON)
    private = ("type", "reason", "days", "level", "filed_by", "approval_no", "on_behalf_reason", "late_reason")
    for person in (scene.sender, scene.finance, scene.orgadmin):
        for answer in (
            api.as_(person).get(f"{URL}/{leave['id']}").json(),
            api.as_(person).get(URL).json()["items"][0],
        ):
            assert (answer["start_on"], answer["status"]) == ("2026-05-11", "approved")
            assert {answer[name] for name in private} == {None}
            assert answer["steps"] == []
        assert REASON not in api.as_(person).get(scene.days_url, params={"month": "2026-05"}).text
    assert api.as_(scene.stranger).get(f"{URL}/{leave['id']}").status_code == 404
    assert api.as_(scene.stranger).get(URL).json()["items"] == []
    assert api.anonymous.get(URL).status_code == 401


def test_who_only_hears_of_absence_hears_of_none_that_does_not_count(api: Api, scene: Scene) -> None:
    leave = file(api, scene, "2026-05-11").json()
    for person in (scene.sender, scene.finance):
        assert api.as_(person).get(f"{URL}/{leave['id']}").status_code == 404
        assert api.as_(person).get(URL).json()["items"] == []
        assert step(api, person, leave, "approve").status_code == 404
    assert api.as_(scene.orgadmin).get(f"{URL}/{leave['id']}").json()["type"] is None
    long = file(api, scene, "2026-05-18", "2026-05-22").json()
    assert api.as_(scene.orgadmin).get(f"{URL}/{long['id']}").json()["reason"] == REASON


def test_no_event_of_the_trail_holds_type_or_reason(api: Api, scene: Scene) -> None:
    leave = approved(api, scene, "2026-05-11", type="bereavement")
    step(api, scene.supervisor, leave, "cancel", reason="没有休")
    for action in ("leave.file", "leave.approve", "leave.cancel"):
        for event in scene.trail(action):
            assert set(event.facts) == {"status", "start_on", "end_on"}


def test_lists_narrow_and_mirror(api: Api, scene: Scene) -> None:
    first = approved(api, scene, "2026-05-11")
    second = file(api, scene, "2026-05-20", "2026-05-21").json()
    client = api.as_(scene.supervisor)

    def ids(**params: Any) -> list[str]:
        return [one["id"] for one in client.get(URL, params=params).json()["items"]]

    assert ids() == [second["id"], first["id"]]
    assert ids(status="approved") == [first["id"]]
    assert ids(**{"from": "2026-05-21"}) == ids(**{"from": "2026-05-12", "to": "2026-05-20"}) == [second["id"]]
    assert ids(unit_id=str(scene.sending.id)) == []
    page = client.get(URL, params={"limit": 1}).json()
    assert ids(limit=1, cursor=page["next_cursor"]) == [first["id"]]
    mirrored = client.get(URL, params={"changed_since": "2026-05-08T03:00:00Z"}).json()
    assert [one["id"] for one in mirrored["items"]] == [first["id"], second["id"]]
    assert mirrored["next_since"] is not None
    assert client.get(URL, params={"type": "sick"}).status_code == 422


def inbox(api: Api, person: Person) -> list[str]:
    return [one["title"] for one in api.as_(person).get("/api/v1/inbox").json()["items"]]


def test_everybody_concerned_hears_of_it_without_type_or_reason(api: Api, scene: Scene) -> None:
    long = file(api, scene, "2026-05-18", "2026-05-22", type="sick").json()
    assert inbox(api, scene.supervisor) == ["何景行请假（5月18日–22日），请审批"]
    referred = step(api, scene.supervisor, long, "approve").json()
    assert inbox(api, scene.orgadmin) == ["何景行请假（5月18日–22日），请审批"]
    assert inbox(api, scene.sender) == []
    done = step(api, scene.orgadmin, referred, "approve").json()
    assert inbox(api, scene.sender) == ["何景行5月18日–22日不在岗"]
    assert inbox(api, scene.cadre)[0] == "请假（5月18日–22日）已批准"
    step(api, scene.cadre, done, "cancel")
    assert inbox(api, scene.supervisor)[0] == inbox(api, scene.sender)[0] == "何景行5月18日–22日的请假已撤销"
    everybody = (scene.cadre, scene.supervisor, scene.orgadmin, scene.sender, scene.finance)
    told = [title for person in everybody for title in inbox(api, person)]
    assert not any("病" in title or REASON in title for title in told)


def test_what_nobody_ended_is_asked_about_once(api: Api, scene: Scene) -> None:
    with time_machine.travel(datetime(2026, 5, 1, 1, 0, tzinfo=UTC), tick=True):
        leave = approved(api, scene, "2026-05-04", "2026-05-05")
        approved(api, scene, "2026-05-06")
        ended = approved(api, scene, "2026-04-30", "2026-05-01")
        step(api, scene.cadre, ended, "end")
    approved(api, scene, "2026-04-28")  # filed when it was over: the filing has said when it ended

    def run(on: date) -> int:
        with Work(scene.county.database, SYSTEM, True) as work:
            return flag_overdue(work, on)

    assert run(date(2026, 5, 8)) == 0
    assert api.as_(scene.cadre).get(f"{URL}/{leave['id']}").json()["overdue"] is False
    with time_machine.travel(datetime(2026, 5, 9, 1, 0, tzinfo=UTC), tick=True):
        assert [run(date(2026, 5, 9)), run(date(2026, 5, 9))] == [1, 0]
        assert inbox(api, scene.cadre)[0] == "假期（5月4日–5日）已过，请销假；还在休的，请另请"
        assert inbox(api, scene.supervisor)[0] == "何景行的假期（5月4日–5日）已过，还没有销假"
        told = api.as_(scene.cadre).get(f"{URL}/{leave['id']}").json()
        assert (told["overdue"], told["version"]) == (True, leave["version"])
        assert step(api, scene.cadre, leave, "end").json()["overdue"] is False


def test_the_unit_of_the_first_day_decides_on_leave_across_a_transfer(api: Api, scene: Scene) -> None:
    bureau = scene.county.unit("县招商局", scene.county.region)
    host = scene.county.person("高望舒", Role.SUPERVISOR, bureau)
    url = f"/api/v1/secondments/{scene.secondment.id}"
    admin = api.as_(scene.orgadmin)
    moved = {"from_on": "2026-05-20", "reason": "组织安排", "receiving_unit_id": str(bureau.id)}
    answer = admin.post(f"{url}/transfer", json=moved, headers={"If-Match": admin.get(url).headers["ETag"]})
    assert answer.status_code == 200, answer.text
    across = file(api, scene, "2026-05-19", "2026-05-20").json()
    later = file(api, scene, "2026-05-25").json()
    assert (across["unit_id"], later["unit_id"]) == (str(scene.township.id), str(bureau.id))
    assert step(api, host, across, "approve").status_code == 403
    assert step(api, scene.supervisor, later, "approve").status_code == 403
    for person, hidden in ((host, across), (scene.supervisor, later)):
        told = {one["id"]: one for one in api.as_(person).get(URL).json()["items"]}
        assert told[hidden["id"]]["reason"] is None
        assert [one["reason"] for key, one in told.items() if key != hidden["id"]] == [REASON]
    assert step(api, scene.supervisor, across, "approve").json()["status"] == "approved"
    assert step(api, host, later, "approve").json()["status"] == "approved"
    states = [day(api, scene, f"2026-05-{on}", scene.cadre)["state"] for on in (19, 20, 21, 25)]
    assert states == ["leave", "leave", "on_post", "leave"]


def test_a_stand_in_neither_decides_nor_reads_the_leave_of_whoever_lent_the_power(api: Api, scene: Scene) -> None:
    scene.county.grant(scene.cadre, Role.SUPERVISOR, scene.township)
    stand_in = scene.county.person("温如玉", Role.CADRE, scene.township, home_unit_id=scene.township.id)
    body = {"to_id": str(stand_in.id), "unit_id": str(scene.township.id), "start_on": "2026-05-08"}
    lent = api.as_(scene.cadre).post("/api/v1/delegations", json=body | {"end_on": "2026-05-31"})
    assert lent.status_code == 201, lent.text
    colleague = scene.colleague("林若溪")
    theirs = asked(scene, "2026-05-11", secondment_id=str(colleague.id), on_behalf_reason="本人住院")
    other = api.as_(scene.supervisor).post(URL, json=theirs).json()
    assert step(api, stand_in, other, "approve").json()["status"] == "approved"
    own = file(api, scene, "2026-05-11").json()
    assert api.as_(stand_in).get(f"{URL}/{own['id']}").status_code == 404
    assert step(api, stand_in, own, "approve").status_code == 404
    assert [one["id"] for one in api.as_(stand_in).get(URL).json()["items"]] == [other["id"]]
