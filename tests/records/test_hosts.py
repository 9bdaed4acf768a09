"""A cadre moved on the 14th: each unit reads, reviews and opens the days that it hosts, and no others."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlmodel import select

from app.accounts.authority import person_actor
from app.accounts.models import Person, Unit
from app.core.actor import Role
from app.core.work import Work
from app.records.models import DailyRecord
from app.records.service.queue import review_queue
from tests.records.conftest import BOTH_WAYS, Town

BEFORE, AFTER = "2026-04-13", "2026-04-14"


@dataclass
class Moved:
    """白鹭镇 until the 13th, 石桥镇 from the 14th; today is the 15th."""

    town: Town
    unit: Unit
    host: Person
    admin: Person

    def transfer(self, **body: Any) -> httpx.Response:
        admin, url = self.town.api.as_(self.admin), f"/api/v1/secondments/{self.town.secondment.id}"
        wanted = {"from_on": AFTER, "receiving_unit_id": str(self.unit.id), "reason": "组织安排"} | body
        answer = admin.post(f"{url}/transfer", json=wanted, headers={"If-Match": admin.get(url).headers["ETag"]})
        assert answer.status_code == 200, answer.text
        return answer

    def units(self) -> dict[date, UUID]:
        with self.town.county.database.session(write=False) as session:
            return {row.work_on: row.unit_id for row in session.exec(select(DailyRecord)).all()}

    def waiting(self, person: Person) -> list[str]:
        with Work(self.town.county.database, person_actor_of(self, person), writes=False) as work:
            cards = review_queue(work).cards
            return sorted(record.work_on.isoformat() for card in cards for record in card.records)

    def listed(self, person: Person, **params: str) -> dict[str, bool]:
        """The days that somebody is told of, and whether their text stands there."""
        answer = self.town.api.as_(person).get("/api/v1/records", params=params)
        return {item["work_on"]: "items" in item for item in answer.json()["items"]}


def person_actor_of(moved: Moved, person: Person) -> Any:
    with moved.town.county.database.session(write=False) as session:
        return person_actor(session, person)


@pytest.fixture
def moved(town: Town) -> Moved:
    unit = town.county.unit("石桥镇", town.county.region)
    host = town.county.person("温镇长", Role.SUPERVISOR, unit)
    return Moved(town, unit, host, town.county.person("顾文澍", Role.ORGADMIN, town.county.region))


@BOTH_WAYS
def test_a_record_stands_with_the_unit_that_hosts_its_day(moved: Moved) -> None:
    moved.transfer()
    units = [moved.town.submitted(on)["unit_id"] for on in (BEFORE, AFTER, "2026-04-15")]
    assert units == [str(moved.town.receiving.id), str(moved.unit.id), str(moved.unit.id)]


def test_records_follow_a_transfer_that_was_written_late(moved: Moved) -> None:
    versions = [moved.town.submitted(on)["version"] for on in (BEFORE, AFTER)]
    moved.transfer()
    assert list(moved.units().values()) == [moved.town.receiving.id, moved.unit.id]
    again = [moved.town.api.as_(moved.town.cadre).get(moved.town.path(on)).json()["version"] for on in (BEFORE, AFTER)]
    assert again == versions


def test_each_unit_reads_its_own_days(moved: Moved) -> None:
    moved.transfer()
    records = {on: moved.town.submitted(on) for on in (BEFORE, AFTER)}
    assert moved.listed(moved.town.supervisor) == {BEFORE: True}
    assert moved.listed(moved.host) == {AFTER: True}
    assert moved.listed(moved.admin) == {BEFORE: False, AFTER: False}
    assert moved.listed(moved.town.cadre) == {BEFORE: True, AFTER: True}
    for person, own, other in ((moved.town.supervisor, BEFORE, AFTER), (moved.host, AFTER, BEFORE)):
        reader = moved.town.api.as_(person)
        for on, status in ((own, 200), (other, 404)):
            assert reader.get(moved.town.path(on)).status_code == status
            assert reader.get(f"/api/v1/records/{records[on]['id']}").status_code == status
            assert reader.get(f"/api/v1/records/{records[on]['id']}/versions").status_code == status


def test_each_unit_reviews_its_own_days(moved: Moved) -> None:
    moved.transfer()
    records = {on: moved.town.submitted(on) for on in (BEFORE, AFTER)}
    assert (moved.waiting(moved.town.supervisor), moved.waiting(moved.host)) == ([BEFORE], [AFTER])
    town = moved.town
    assert town.post(records[BEFORE]["id"], "approve", moved.host, version=1).status_code == 404
    assert town.post(records[AFTER]["id"], "approve", town.supervisor, version=1).status_code == 404
    assert town.post(records[BEFORE]["id"], "approve", town.supervisor, version=1).status_code == 200
    assert town.post(records[AFTER]["id"], "return", moved.host, version=1, reason="请写明哪个村").status_code == 200
    assert town.post(records[AFTER]["id"], "undo", town.supervisor).status_code == 404
    assert town.post(records[AFTER]["id"], "undo", moved.host).status_code == 200


def test_each_unit_opens_and_corrects_its_own_days(moved: Moved) -> None:
    moved.transfer()
    base = f"/api/v1/secondments/{moved.town.secondment.id}/days"
    for person, own, other in ((moved.town.supervisor, BEFORE, AFTER), (moved.host, AFTER, BEFORE)):
        api = moved.town.api.as_(person)
        for on, status in ((own, 200), (other, 403)):
            unlocked = api.post(f"{base}/{on}/unlock", json={"reason": "住院补记"})
            assert unlocked.status_code in (status, 201 if status == 200 else 403)
            corrected = api.put(f"{base}/{on}", json={"state": "training", "reason": "调训"})
            assert corrected.status_code == status
    days = moved.town.api.as_(moved.town.supervisor).get(base, params={"month": "2026-04"}).json()["items"]
    reasons = {day["on"]: [each["reason"] for each in day["corrections"]] for day in days if day["corrections"]}
    assert reasons == {BEFORE: ["调训", "调训"], AFTER: [None, None]}
    known = {day["on"]: day["recorded"] for day in days}
    assert (known[BEFORE], known[AFTER]) == (False, None)


def test_a_visit_is_noted_by_the_unit_of_its_day(moved: Moved) -> None:
    moved.transfer()
    body = {"kind": "note", "secondment_id": str(moved.town.secondment.id), "note": "在村里见到本人"}
    visits = {on: body | {"visited_at": f"{on}T10:00:00+08:00"} for on in (BEFORE, AFTER)}
    former, present = moved.town.api.as_(moved.town.supervisor), moved.town.api.as_(moved.host)
    assert former.post("/api/v1/spot-checks", json=visits[AFTER]).status_code == 403
    assert former.post("/api/v1/spot-checks", json=visits[BEFORE]).json()["unit_id"] == str(moved.town.receiving.id)
    assert present.post("/api/v1/spot-checks", json=visits[AFTER]).json()["unit_id"] == str(moved.unit.id)


def test_check_ins_stand_with_the_unit_of_their_day(moved: Moved) -> None:
    tap = {
        "secondment_id": str(moved.town.secondment.id),
        "kind": "on_post",
        "happened_at": "2026-04-15T09:00:00+08:00",
    }
    own = moved.town.api.as_(moved.town.cadre)
    assert own.put("/api/v1/check-ins/11111111-1111-4111-8111-111111111111", json=tap).status_code == 201
    counts = lambda: [  # noqa: E731
        len(moved.town.api.as_(person).get("/api/v1/check-ins").json()["items"])
        for person in (moved.town.supervisor, moved.host)
    ]
    assert counts() == [1, 0]
    moved.transfer()
    assert counts() == [0, 1]
    by_unit = own.get("/api/v1/check-ins", params={"unit_id": str(moved.unit.id)}).json()["items"]
    assert len(by_unit) == 1
