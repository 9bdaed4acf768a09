"""Whose a waiting thing is: first those named, after five workdays the unit's head, and on demand the whole unit."""

from collections.abc import Callable
from datetime import datetime

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import col, select

from app.accounts.models import Person
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.work import Work
from app.records.service.queue import count_cards, review_queue
from app.reminders.models import InboxMessage
from app.reminders.service_waiting import tell_heads
from app.workdays.service import ensure_seeded
from tests.factories import Api, County

MONDAY = datetime(2026, 4, 13, 12, tzinfo=BEIJING)
"""What is sent then has waited five workdays on Monday the 20th, more than five on the 21st."""


class Unit:
    """A unit with a supervisor who is named, another, and a head."""

    def __init__(self, county: County, api: Api, travel: time_machine.Traveller) -> None:
        self.county, self.api, self.travel = county, api, travel
        with Work(county.database, SYSTEM, True) as work:
            ensure_seeded(work)
        self.unit = county.unit("白鹭镇", county.region)
        self.named = county.person("周敏", Role.SUPERVISOR, self.unit)
        self.other = county.person("副镇长", Role.SUPERVISOR, self.unit)
        self.head = county.person("镇长", Role.SUPERVISOR, self.unit)
        self.orgadmin = county.person("组织部", Role.ORGADMIN, county.region)
        self.cadre = county.person("林晓", Role.CADRE)
        self.programme = county.programme()
        self.secondment = county.secondment(self.cadre, self.programme, self.unit, supervisors=(self.named,))

    def appoint(self, head: Person | None = None, by: Person | None = None) -> httpx.Response:
        client = self.api.as_(by or self.orgadmin)
        version = client.get(f"/api/v1/units/{self.unit.id}").headers.get("etag", '"1"')
        body = {"head_id": str((head or self.head).id)}
        return client.patch(f"/api/v1/units/{self.unit.id}", json=body, headers={"If-Match": version})

    def write(self) -> None:
        path = f"/api/v1/secondments/{self.secondment.id}/records/2026-04-13"
        items = [{"text": "走访柳湾村。"}]
        body = {"client_id": "00000000-0000-4000-8000-000000000001", "day_type": "on_post", "items": items}
        assert self.api.as_(self.cadre).put(path, json=body | {"submit": True}).status_code == 201

    def on(self, day: int, hour: int = 12) -> None:
        self.travel.move_to(datetime(2026, 4, day, hour, tzinfo=BEIJING), tick=False)

    def queue(self, person: Person, *, everybody: bool = False) -> list[int | None]:
        """How long each card has waited, as it is shown to somebody."""
        with Work(self.county.database, self.actor(person), False) as work:
            page = review_queue(work, everybody=everybody)
            assert everybody or count_cards(work) == page.card_count
            return [card.waited for card in page.cards]

    def actor(self, person: Person):
        from app.accounts.authority import person_actor  # noqa: PLC0415

        with self.county.database.session(write=False) as session:
            row = session.get(Person, person.id)
            assert row is not None
            return person_actor(session, row)

    def tell(self) -> str:
        with Work(self.county.database, SYSTEM, True) as work:
            return tell_heads(work, work.now)

    def inbox(self, person: Person) -> int:
        with self.county.database.session(write=False) as session:
            kinds = select(InboxMessage.id).where(
                col(InboxMessage.person_id) == person.id, col(InboxMessage.kind) == "unit.waiting"
            )
            return len(session.exec(kinds).all())


@pytest.fixture
def unit(county: County, api: Api) -> Callable[[], Unit]:
    with time_machine.travel(MONDAY, tick=False) as travel:
        yield Unit(county, api, travel)


def test_only_a_supervisor_of_the_unit_is_its_head(unit: Unit, county: County) -> None:
    assert unit.appoint(by=unit.named).status_code == 403
    stranger = county.person("外人", Role.SUPERVISOR, county.unit("别镇", county.region))
    refused = unit.appoint(stranger)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/head_id")
    assert unit.appoint().json()["head_id"] == str(unit.head.id)


def test_first_those_named_then_the_head(unit: Unit) -> None:
    unit.appoint()
    unit.write()
    for day in (13, 20):
        unit.on(day)
        assert unit.queue(unit.named) == [None]
        assert unit.queue(unit.head) == []
        assert unit.queue(unit.other) == []
        assert unit.queue(unit.head, everybody=True) == [None]
    unit.on(21)
    assert unit.queue(unit.named) == [6]
    assert unit.queue(unit.head) == [6]
    assert unit.queue(unit.other) == []
    assert unit.queue(unit.other, everybody=True) == [6]


def test_without_a_head_the_other_supervisors_see_it(unit: Unit) -> None:
    unit.write()
    unit.on(20)
    assert unit.queue(unit.other) == []
    unit.on(21)
    assert unit.queue(unit.other) == [6]
    assert unit.queue(unit.head) == [6]


def test_a_head_who_is_no_supervisor_any_more_is_none(unit: Unit) -> None:
    unit.appoint()
    unit.write()
    roles = unit.api.as_(unit.orgadmin).get(f"/api/v1/people/{unit.head.id}").json()["roles"]
    unit.api.as_(unit.orgadmin).post(f"/api/v1/people/{unit.head.id}/roles/{roles[0]['id']}/withdraw")
    unit.on(21)
    assert unit.queue(unit.other) == [6]


def test_whoever_stands_in_has_the_queue_of_whom_they_stand_in_for(unit: Unit, county: County, app: FastAPI) -> None:
    stand_in = county.person("代理人", home_unit_id=unit.unit.id)
    body = {"to_id": str(stand_in.id), "unit_id": str(unit.unit.id), "start_on": "2026-04-13", "end_on": "2026-04-30"}
    assert unit.api.as_(unit.named).post("/api/v1/delegations", json=body).status_code == 201
    unit.write()
    assert unit.queue(stand_in) == [None]
    record = unit.api.as_(unit.cadre).get("/api/v1/records?cadre_id=me").json()["items"][0]
    done = unit.api.as_(stand_in).post(f"/api/v1/records/{record['id']}/approve", json={"version": record["version"]})
    assert done.status_code == 200, done.text
    assert done.json()["decided_for_id"] == str(unit.named.id)
    seen = unit.api.as_(unit.cadre).get(f"/days/2026-04-13?s={unit.secondment.id}")
    assert "代周敏" in seen.text


def test_the_head_is_told_once_a_week(unit: Unit) -> None:
    unit.appoint()
    unit.write()
    told = {}
    for day in (13, 17, 20, 21, 21, 22, 24, 25, 27, 28):
        unit.on(day)
        unit.tell()
        told[day] = unit.inbox(unit.head)
    assert told == {13: 1, 17: 1, 20: 2, 21: 2, 22: 2, 24: 2, 25: 2, 27: 3, 28: 3}, "March waits since the 9th"
    assert unit.inbox(unit.named) == unit.inbox(unit.other) == 0


def test_a_month_that_waits_is_shown_to_the_head(unit: Unit, county: County) -> None:
    unit.appoint()
    page = unit.api.as_(unit.head).get("/todo").text
    assert "白鹭镇 2026年3月的出勤待确认，已等 8 个工作日" in page
    assert "的出勤待确认" not in unit.api.as_(unit.other).get("/todo").text
    body = {"unit_id": str(unit.unit.id), "basis": "online"}
    assert unit.api.as_(unit.named).post("/api/v1/attendance/2026-03/confirm", json=body).status_code == 200
    assert "的出勤待确认" not in unit.api.as_(unit.head).get("/todo").text


def test_nothing_is_long_before_five_workdays(unit: Unit) -> None:
    unit.appoint()
    unit.on(8)
    assert "的出勤待确认" not in unit.api.as_(unit.head).get("/todo").text
    assert unit.tell() == "messages=0"
