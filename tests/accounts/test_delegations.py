"""Delegations: who hands what to whom, until when it counts, and over whom it never does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.accounts.authority import person_actor
from app.accounts.models import Person, PersonStatus, Unit
from app.accounts.policy_delegations import AHEAD, LONGEST, DelegationFacts, can_delegate, dates_fault
from app.accounts.service_delegations import tell_turns
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Actor, Grant, Role
from app.core.work import Work
from app.reminders.models import InboxMessage
from app.reminders.service_news import subscribe_inbox
from tests.factories import NOWHERE, Api, County

MONDAY = datetime(2026, 4, 6, 2, tzinfo=UTC)


class Office:
    """A receiving unit with a supervisor, who may ask a colleague to stand in."""

    def __init__(self, county: County, api: Api) -> None:
        self.county, self.api = county, api
        self.unit: Unit = county.unit("滨湖镇", county.region)
        self.supervisor = county.person("江行远", Role.SUPERVISOR, self.unit, home_unit_id=self.unit.id)
        self.colleague = county.person("陆长宁", home_unit_id=self.unit.id)
        self.orgadmin = county.person("组织部", Role.ORGADMIN, county.region)
        self.cadre = county.person("何景行", Role.CADRE)
        self.secondment = county.secondment(self.cadre, county.programme(), self.unit)

    def body(self, **more: Any) -> dict[str, Any]:
        plain = {"to_id": self.colleague.id, "unit_id": self.unit.id, "start_on": "2026-04-06", "end_on": "2026-04-10"}
        return {key: value if value is None else str(value) for key, value in (plain | more).items()}

    def give(self, by: Person | None = None, **more: Any) -> httpx.Response:
        return self.api.as_(by or self.supervisor).post("/api/v1/delegations", json=self.body(**more))

    def sees(self, person: Person) -> int:
        return self.api.as_(person).get(f"/api/v1/secondments/{self.secondment.id}").status_code

    def inbox(self, person: Person) -> list[str]:
        with self.county.database.session(write=False) as session:
            statement = select(InboxMessage.kind).where(col(InboxMessage.person_id) == person.id)
            return list(session.exec(statement.order_by(col(InboxMessage.created_at))).all())


@pytest.fixture
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(travel: time_machine.Traveller, county: County, api: Api) -> Office:
    return Office(county, api)


def test_a_delegation_counts_between_its_dates_alone(
    office: Office, travel: time_machine.Traveller, app: FastAPI
) -> None:
    assert office.sees(office.colleague) == 404
    given_ = office.give(start_on="2026-04-07", reason="外出学习")
    assert given_.status_code == 201, given_.text
    assert given_.json() | {"id": 0} == {
        "id": 0,
        "version": 1,
        "from_id": str(office.supervisor.id),
        "from_name": "江行远",
        "to_id": str(office.colleague.id),
        "to_name": "陆长宁",
        "unit_id": str(office.unit.id),
        "unit_name": "滨湖镇",
        "start_on": "2026-04-07",
        "end_on": "2026-04-10",
        "reason": "外出学习",
        "state": "upcoming",
        "can_withdraw": True,
    }
    for day, status in ((6, 404), (7, 200), (10, 200), (11, 404)):
        travel.move_to(datetime(2026, 4, day, 2, tzinfo=UTC))
        app.state.authority.forget()  # the cache is five seconds old at most
        assert office.sees(office.colleague) == status, day


def test_me_names_whose_role_it_is(office: Office) -> None:
    office.give()
    roles = office.api.as_(office.colleague).get("/api/v1/me").json()["roles"]
    assert [(role["role"], role["unit_id"], role["delegated_by_name"]) for role in roles] == [
        ("supervisor", str(office.unit.id), "江行远")
    ]
    assert roles[0]["delegated_by"] == str(office.supervisor.id)
    assert roles[0]["valid_to"] == "2026-04-10"


def test_the_cookie_and_the_token_hold_the_same_grants(office: Office) -> None:
    office.give()
    with office.county.database.session(write=False) as session:
        person = session.get(Person, office.colleague.id)
        assert person is not None
        by_cookie = person_actor(session, person)
    assert [(g.role, g.delegated_by) for g in by_cookie.grants] == [(Role.SUPERVISOR, office.supervisor.id)]
    assert by_cookie.grants[0].unit_path == office.unit.path


def test_it_ends_when_the_givers_role_ends(office: Office, api: Api) -> None:
    made = office.give().json()
    assert office.sees(office.colleague) == 200
    roles = api.as_(office.orgadmin).get(f"/api/v1/people/{office.supervisor.id}").json()["roles"]
    ended = api.as_(office.orgadmin).post(f"/api/v1/people/{office.supervisor.id}/roles/{roles[0]['id']}/withdraw")
    assert ended.status_code == 200
    assert office.sees(office.colleague) == 404
    listed = api.as_(office.orgadmin).get("/api/v1/delegations").json()["items"]
    assert [(one["id"], one["state"]) for one in listed] == [(made["id"], "lapsed")]


def test_delegated_power_is_not_handed_on(office: Office, county: County) -> None:
    office.give()
    third = county.person("第三人", home_unit_id=office.unit.id)
    assert office.give(by=office.colleague, to_id=third.id).status_code == 403
    assert office.give(by=office.colleague, to_id=third.id, from_id=office.supervisor.id).status_code == 403


def test_never_over_the_giver_nor_over_oneself(office: Office, county: County, api: Api) -> None:
    programme = county.programme("另一项目")
    own = county.secondment(office.colleague, programme, office.unit)
    givers = county.secondment(office.supervisor, programme, office.unit)
    office.give()
    client = api.as_(office.colleague)
    listed = {one["id"] for one in client.get("/api/v1/secondments").json()["items"]}
    assert listed == {str(office.secondment.id), str(own.id)}
    assert client.get(f"/api/v1/secondments/{givers.id}").status_code == 404
    day = {"state": "training", "reason": "市里培训"}
    assert client.put(f"/api/v1/secondments/{own.id}/days/2026-04-03", json=day).status_code == 403
    assert client.put(f"/api/v1/secondments/{givers.id}/days/2026-04-03", json=day).status_code == 404
    assert client.put(f"/api/v1/secondments/{office.secondment.id}/days/2026-04-03", json=day).status_code == 200


def test_who_may_not(office: Office, county: County, api: Api) -> None:
    assert api.anonymous.post("/api/v1/delegations", json=office.body()).status_code == 401
    assert office.give(by=office.cadre).status_code == 403
    assert office.give(by=office.colleague).status_code == 403
    elsewhere = county.unit("城东街道", county.region)
    assert office.give(unit_id=elsewhere.id).status_code == 422
    sub = county.unit("滨湖镇下属", office.unit)
    assert office.give(unit_id=sub.id).status_code == 201
    assert office.give(by=county.person("别处", Role.SUPERVISOR, elsewhere)).status_code == 422
    assert office.give(by=office.orgadmin, to_id=office.orgadmin.id, from_id=office.supervisor.id).status_code == 403


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"start_on": "2026-04-05"}, "/start_on"),
        ({"start_on": "2027-05-01", "end_on": "2027-05-02"}, "/start_on"),
        ({"end_on": "2026-04-05"}, "/end_on"),
        ({"end_on": "2026-07-07"}, "/end_on"),
        ({"to_id": NOWHERE}, "/to_id"),
        ({"unit_id": NOWHERE}, "/unit_id"),
        ({"reason": "x" * 201}, "/reason"),
        ({"chain": "yes"}, "/chain"),
    ],
)
def test_wrong_input_is_pointed_at(office: Office, more: dict[str, str], pointer: str) -> None:
    refused = office.give(**more)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


def test_ninety_two_days_are_the_most(office: Office) -> None:
    assert office.give(end_on="2026-07-06").status_code == 201


@pytest.mark.parametrize("gone", [{"left_on": date(2026, 5, 1)}, {"status": PersonStatus.DISABLED}])
def test_not_to_somebody_who_left(office: Office, county: County, gone: dict[str, Any]) -> None:
    left = county.person("已调离", home_unit_id=office.unit.id, **gone)
    assert office.give(to_id=left.id).json()["errors"][0]["pointer"] == "/to_id"


def test_not_beyond_the_region(office: Office, county: County) -> None:
    other = county.unit("邻县", kind="region")
    stranger = county.person("邻县人", home_unit_id=other.id)
    assert office.give(to_id=stranger.id).json()["errors"][0]["code"] == "unknown-person"


def test_the_organization_department_for_somebody_ill(office: Office, county: County, api: Api) -> None:
    assert office.give(by=office.orgadmin).json()["errors"][0]["pointer"] == "/from_id"
    made = office.give(by=office.orgadmin, from_id=office.supervisor.id, reason="住院")
    assert (made.status_code, made.json()["from_name"]) == (201, "江行远")
    assert office.sees(office.colleague) == 200
    seen = api.as_(office.colleague).get("/api/v1/delegations").json()["items"]
    assert [(one["reason"], one["can_withdraw"]) for one in seen] == [(None, True)]
    assert api.as_(county.person("局外", Role.SUPERVISOR, county.unit("别处"))).get("/api/v1/delegations").json() == {
        "items": [],
        "next_cursor": None,
        "next_since": None,
    }


def test_the_same_again_changes_nothing_and_a_second_one_is_refused(office: Office) -> None:
    key = uuid4()
    assert [office.give(id=key).status_code for _ in range(2)] == [201, 200]
    assert office.give(id=key, end_on="2026-04-11").json()["code"] == "id-reused"
    assert office.give(by=office.orgadmin, id=key, from_id=office.supervisor.id).status_code == 404
    assert office.give(start_on="2026-04-10", end_on="2026-04-12").json()["code"] == "delegation-overlaps"
    assert office.give(start_on="2026-04-11", end_on="2026-04-12").status_code == 201


def test_withdrawn_at_once(office: Office, api: Api, county: County, travel: time_machine.Traveller) -> None:
    made = office.give().json()
    path = f"/api/v1/delegations/{made['id']}"
    peer = county.person("另一主管", Role.SUPERVISOR, office.unit)
    assert api.as_(peer).delete(path).status_code == 403
    assert api.as_(office.cadre).delete(path).status_code == 404
    assert api.anonymous.delete(path).status_code == 401
    assert [api.as_(office.supervisor).delete(path).json()["state"] for _ in range(2)] == ["withdrawn"] * 2
    assert office.sees(office.colleague) == 404
    again = office.give().json()
    travel.move_to(MONDAY + timedelta(days=5))
    over = api.as_(office.supervisor).delete(f"/api/v1/delegations/{again['id']}")
    assert (over.status_code, over.json()["code"]) == (409, "delegation-over")


def test_the_trail_names_both(office: Office) -> None:
    made = office.give().json()
    office.api.as_(office.colleague).delete(f"/api/v1/delegations/{made['id']}")
    with office.county.database.session(write=False) as session:
        rows = session.exec(select(AuditEvent).where(col(AuditEvent.subject_id) == made["id"])).all()
    assert [row.action for row in sorted(rows, key=lambda row: row.seq)] == [
        "accounts.delegation-give",
        "accounts.delegation-withdraw",
    ]
    assert rows[0].facts["to_id"] == str(office.colleague.id)
    assert rows[0].unit_id == office.unit.id


def test_both_are_told_once(office: Office, travel: time_machine.Traveller) -> None:
    subscribe_inbox()
    office.give(start_on="2026-04-07")
    assert office.inbox(office.colleague) == []
    for day in (7, 7, 8, 11, 12):
        travel.move_to(datetime(2026, 4, day, 2, tzinfo=UTC))
        with Work(office.county.database, SYSTEM, True) as work:
            tell_turns(work, work.now)
    assert office.inbox(office.colleague) == ["delegation.began", "delegation.ended"]
    assert office.inbox(office.supervisor) == ["delegation.ended"]


def test_what_a_stand_in_decides_says_so(office: Office, api: Api) -> None:
    office.give()
    day = {"state": "training", "reason": "市里培训"}
    client = api.as_(office.colleague)
    assert client.put(f"/api/v1/secondments/{office.secondment.id}/days/2026-04-03", json=day).status_code == 200
    body = {"unit_id": str(office.unit.id), "basis": "online"}
    said = client.post("/api/v1/attendance/2026-03/confirm", json=body).json()["items"][0]["confirmation"]
    assert (said["confirmed_by"], said["confirmed_for"]) == ("陆长宁", "江行远")
    with office.county.database.session(write=False) as session:
        actions = ("attendance.day_correct", "attendance.confirm")
        rows = session.exec(select(AuditEvent).where(col(AuditEvent.action).in_(actions))).all()
    assert [row.facts["delegated_by"] for row in rows] == [str(office.supervisor.id)] * 2


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(today=DAYS, start_on=DAYS, end_on=DAYS)
def test_dates(today: date, start_on: date, end_on: date) -> None:
    fine = today <= start_on <= end_on and start_on <= today + AHEAD and (end_on - start_on).days + 1 <= LONGEST.days
    assert (dates_fault(start_on, end_on, today) is None) is fine


@given(lent=st.booleans(), own=st.booleans(), org=st.booleans(), to_self=st.booleans(), for_self=st.booleans())
def test_power_lent_is_never_enough(*, lent: bool, own: bool, org: bool, to_self: bool, for_self: bool) -> None:
    me, other, third = uuid4(), uuid4(), uuid4()
    grants = [Grant(Role.SUPERVISOR, unit_path="/a/", delegated_by=third)] if lent else []
    grants += [Grant(Role.SUPERVISOR, unit_path="/a/")] if own else []
    grants += [Grant(Role.ORGADMIN, unit_path="/a/")] if org else []
    facts = DelegationFacts(me if for_self else other, me if to_self else third, "/a/b/")
    allowed = can_delegate(Actor("person", me, grants=tuple(grants)), facts)
    assert allowed is (not to_self and (own if for_self else org))
