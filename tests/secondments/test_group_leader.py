"""A group's leader: reviews and confirms where the programme says so, the members' days alone, never their own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from fastapi import FastAPI

from app.accounts.models import Person
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.work import Work
from app.secondments.models import Group, Secondment
from app.workdays.service import ensure_seeded
from tests.factories import Api, County

NOON = datetime(2026, 4, 15, 12, tzinfo=BEIJING)


class Led:
    """Two cadres at one host, one of whom leads the group of both; the programme lets leaders review."""

    def __init__(self, county: County, api: Api, app: FastAPI, reviewed_by: str = "group_leader") -> None:
        self.county, self.api, self.app = county, api, app
        with Work(county.database, SYSTEM, True) as work:
            ensure_seeded(work)
        self.host = county.unit("江州市商务局")
        self.orgadmin = county.person("组织部", Role.ORGADMIN, county.region)
        self.leader = county.person("何靖川", Role.CADRE, county.region)
        self.member = county.person("沈书宁", Role.CADRE, county.region)
        self.programme = county.programme(reviewed_by=reviewed_by)
        self.own: Secondment = county.secondment(self.leader, self.programme, self.host)
        self.theirs: Secondment = county.secondment(self.member, self.programme, self.host)
        self.group: Group = county.group(self.leader, self.own, self.theirs)

    def write(self, person: Person, secondment: Secondment, on: str = "2026-04-15") -> dict[str, Any]:
        body = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": "走访企业。"}], "submit": True}
        answer = self.api.as_(person).put(f"/api/v1/secondments/{secondment.id}/records/{on}", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def approve(self, record: dict[str, Any], who: Person | None = None) -> int:
        self.app.state.authority.forget()
        body = {"version": record["version"]}
        return self.api.as_(who or self.leader).post(f"/api/v1/records/{record['id']}/approve", json=body).status_code

    def confirm(self, *secondments: Secondment, who: Person | None = None) -> httpx.Response:
        body: dict[str, Any] = {"unit_id": str(self.host.id), "basis": "online"}
        if secondments:
            body["secondment_ids"] = [str(one.id) for one in secondments]
        return self.api.as_(who or self.leader).post("/api/v1/attendance/2026-03/confirm", json=body)

    def change(self, **body: Any) -> httpx.Response:
        path = f"/api/v1/groups/{self.group.id}"
        client = self.api.as_(self.orgadmin)
        etag = client.get(path).headers["etag"]
        return client.patch(path, json=body, headers={"If-Match": etag})

    def membership(self, secondment: Secondment, who: Person | None = None, **body: Any) -> httpx.Response:
        path = f"/api/v1/groups/{self.group.id}"
        etag = self.api.as_(self.orgadmin).get(path).headers["etag"]
        client = self.api.as_(who or self.orgadmin)
        return client.put(f"{path}/members/{secondment.id}", json=body, headers={"If-Match": etag})


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def led(travel: time_machine.Traveller, county: County, api: Api, app: FastAPI) -> Led:
    return Led(county, api, app)


def test_the_leader_reviews_and_confirms_the_members(led: Led) -> None:
    record = led.write(led.member, led.theirs)
    assert "走访企业。" in led.api.as_(led.leader).get("/todo").text
    assert led.approve(record) == 200
    confirmed = led.confirm()
    assert confirmed.status_code == 200, confirmed.text
    assert [row["secondment_id"] for row in confirmed.json()["items"]] == [str(led.theirs.id)]
    page = led.api.as_(led.leader).get(f"/groups/{led.group.id}").text
    assert "沈书宁" in page
    assert 'href="/todo"' in page


def test_never_on_themselves(led: Led) -> None:
    record = led.write(led.leader, led.own)
    assert led.approve(record) == 403
    assert led.confirm(led.own).status_code == 403
    assert led.confirm(led.own, led.theirs).status_code == 403
    day = {"state": "training", "reason": "培训"}
    path = f"/api/v1/secondments/{led.own.id}/days/2026-04-14"
    assert led.api.as_(led.leader).put(path, json=day).status_code == 403
    assert "走访企业。" not in led.api.as_(led.leader).get("/todo").text


def test_only_where_the_programme_says_so(
    travel: time_machine.Traveller, county: County, api: Api, app: FastAPI
) -> None:
    led = Led(county, api, app, reviewed_by="receiving")
    record = led.write(led.member, led.theirs)
    assert led.approve(record) == 403
    assert led.confirm().status_code == 403
    assert led.api.as_(led.leader).get(f"/api/v1/records/{record['id']}").json()["items"][0]["text"] == "走访企业。"


def test_a_new_leader_takes_over_at_once(led: Led, county: County) -> None:
    successor = county.person("接任组长", Role.GROUP_LEADER, county.region, home_unit_id=county.region.id)
    record = led.write(led.member, led.theirs)
    assert led.approve(record, successor) == 404
    changed = led.change(leader_id=str(successor.id))
    assert (changed.status_code, changed.json()["leader_name"]) == (200, "接任组长")
    assert led.approve(record) == 404
    assert led.approve(record, successor) == 200


def test_a_member_belongs_between_two_days(led: Led, travel: time_machine.Traveller) -> None:
    answer = led.membership(led.theirs, from_on="2026-04-16", to_on="2026-04-17")
    assert answer.status_code == 200, answer.text
    assert answer.json()["members"][1 if answer.json()["members"][1]["secondment_id"] == str(led.theirs.id) else 0] == {
        "secondment_id": str(led.theirs.id),
        "from_on": "2026-04-16",
        "to_on": "2026-04-17",
    }
    record = led.write(led.member, led.theirs)
    path = f"/api/v1/secondments/{led.theirs.id}"
    for day, status in ((15, 404), (16, 200), (17, 200), (18, 404)):
        travel.move_to(datetime(2026, 4, day, 12, tzinfo=BEIJING), tick=False)
        led.app.state.authority.forget()
        assert led.api.as_(led.leader).get(path).status_code == status, day
        listed = led.api.as_(led.leader).get("/api/v1/secondments").json()["items"]
        assert (str(led.theirs.id) in {one["id"] for one in listed}) is (status == 200)
    assert led.approve(record) == 404


def test_who_is_taken_off_the_list_stays_in_the_past(led: Led) -> None:
    kept = led.change(secondment_ids=[str(led.own.id)]).json()
    assert kept["secondment_ids"] == [str(led.own.id)]
    gone = next(one for one in kept["members"] if one["secondment_id"] == str(led.theirs.id))
    assert gone["to_on"] == "2026-04-14"
    assert led.api.as_(led.leader).get(f"/api/v1/secondments/{led.theirs.id}").status_code == 404
    back = led.change(secondment_ids=[str(led.own.id), str(led.theirs.id)]).json()
    assert next(one for one in back["members"] if one["secondment_id"] == str(led.theirs.id))["from_on"] == "2026-04-15"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"from_on": "2025-12-31"}, "/from_on"),
        ({"to_on": "2027-01-01"}, "/to_on"),
        ({"from_on": "2026-04-02", "to_on": "2026-04-01"}, "/to_on"),
        ({"leader": True}, "/leader"),
    ],
)
def test_wrong_dates_are_named(led: Led, body: dict[str, Any], pointer: str) -> None:
    refused = led.membership(led.theirs, **body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_who_sets_dates(led: Led, county: County) -> None:
    assert led.membership(led.theirs, led.leader, to_on="2026-04-20").status_code == 403
    assert led.membership(led.theirs, led.member, to_on="2026-04-20").status_code == 404
    elsewhere = county.secondment(
        county.person("外县人"), county.programme(unit=led.host), led.host, start_on=led.own.start_on
    )
    refused = led.membership(elsewhere, to_on="2026-04-20")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/secondment_ids/0")
    stale = led.api.as_(led.orgadmin).put(f"/api/v1/groups/{led.group.id}/members/{led.theirs.id}", json={})
    assert stale.status_code == 409
