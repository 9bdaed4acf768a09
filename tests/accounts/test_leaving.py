"""Leaving and coming back: a last day, duties named first, nothing deleted, and the way back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import time_machine
from fastapi import FastAPI
from sqlmodel import select

from app.accounts.authority import SESSION_COOKIE
from app.accounts.jobs import run_departures
from app.accounts.models import BrowserSession, Person, PersonStatus, RoleAssignment
from app.accounts.models_care import Departure
from app.accounts.models_delegations import Delegation
from app.accounts.tokens import hash_token
from app.audit.models import AuditEvent
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from tests.factories import Api, County

NOW = datetime(2026, 7, 10, 3, tzinfo=UTC)
TODAY = date(2026, 7, 10)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def leave(client: httpx.Client, person: Person, on: date = TODAY, version: int = 1, **more: Any) -> httpx.Response:
    body = {"on": on.isoformat(), "reason": "调往市里", "version": version} | more
    return client.post(f"/api/v1/people/{person.id}/leave", json=body)


def come_back(client: httpx.Client, person: Person, version: int) -> httpx.Response:
    return client.post(f"/api/v1/people/{person.id}/return", json={"version": version})


def roles(county: County, person_id: UUID) -> list[tuple[str, date, date | None]]:
    with county.database.session(write=False) as session:
        found = session.exec(select(RoleAssignment).where(RoleAssignment.person_id == person_id)).all()
    return sorted((str(one.role), one.valid_from, one.valid_to) for one in found)


def actions(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]


def signed_in(county: County, person: Person, new_client: Any) -> httpx.Client:
    cookie = uuid4().hex
    county.add(
        BrowserSession(
            person_id=person.id, token_hash=hash_token(cookie), phone=True, expires_at=NOW + timedelta(days=30)
        )
    )
    client: httpx.Client = new_client()
    client.cookies.set(SESSION_COOKIE, cookie)
    return client


def test_the_last_day_still_counts_and_the_next_does_not(
    county: County, orgadmin: httpx.Client, api: Api, app: FastAPI, new_client: Any, clock: Any
) -> None:
    unit = county.unit("清水镇", county.region)
    person = county.person("镇长", Role.SUPERVISOR, unit, home_unit_id=unit.id)
    browser, program = signed_in(county, person, new_client), api.as_(person)
    done = leave(orgadmin, person, TODAY)
    assert (done.status_code, done.json()["left_on"]) == (200, "2026-07-10")
    assert [browser.get("/api/v1/me").status_code, program.get("/api/v1/me").status_code] == [200, 200]
    clock.move_to(datetime(2026, 7, 10, 16, 0, 6, tzinfo=UTC))  # six seconds into the 11th in Beijing
    app.state.authority.forget()  # what is five seconds old is asked anew; the clock of the cache does not travel
    api.as_(person)  # a token that is not too old
    assert [browser.get("/api/v1/me").status_code, program.get("/api/v1/me").status_code] == [401, 401]
    with Work(county.database, SYSTEM, writes=True) as work:
        assert run_departures(work, work.now) == "people=1"
        assert run_departures(work, work.now) == "people=0"
    with county.database.session(write=False) as session:
        row = session.get(Person, person.id)
        assert row is not None
        assert row.status is PersonStatus.DISABLED
        assert session.exec(select(BrowserSession.ended_at)).one() is not None
    assert actions(county) == ["accounts.person-leave", "accounts.person-gone"]


def test_signing_in_after_the_last_day_is_refused_before_the_job_ran(
    county: County, orgadmin: httpx.Client, new_client: Any, clock: Any
) -> None:
    from app.accounts.passwords import hash_password  # noqa: PLC0415 - slow to make

    person = county.person("镇长", password_hash=hash_password("a long password"), home_unit_id=county.region.id)
    assert leave(orgadmin, person).status_code == 200
    form = {"grant_type": "password", "username": person.login, "password": "a long password"}
    first = new_client().post("/api/v1/auth/token", data=form)
    assert first.status_code == 200
    clock.move_to(datetime(2026, 7, 10, 16, 0, 6, tzinfo=UTC))
    again = new_client().post("/api/v1/auth/token", data=form)
    assert (again.status_code, again.json()["code"]) == (401, "invalid-credentials")
    refresh = {"grant_type": "refresh_token", "refresh_token": first.json()["refresh_token"]}
    assert new_client().post("/api/v1/auth/token", data=refresh).status_code == 401


def test_a_day_that_is_past_switches_off_at_once(county: County, orgadmin: httpx.Client, api: Api) -> None:
    person = county.person("镇长", Role.SUPERVISOR, county.unit("清水镇", county.region))
    before = api.as_(person)
    assert before.get("/api/v1/me").status_code == 200
    assert leave(orgadmin, person, TODAY - timedelta(days=3)).json()["status"] == "disabled"
    assert before.get("/api/v1/me").status_code == 401
    assert roles(county, person.id) == [("supervisor", date(2020, 1, 1), date(2026, 7, 7))]


def test_undoing_restores_every_role(county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("清水镇", county.region)
    person = county.person("镇长", Role.SUPERVISOR, unit)
    county.grant(person, Role.SENDER, unit, valid_from=date(2026, 9, 1), valid_to=date(2027, 1, 1))
    county.grant(person, Role.LIAISON, county.region, valid_to=date(2025, 1, 1))
    before = roles(county, person.id)
    left = leave(orgadmin, person, date(2026, 8, 1)).json()
    assert roles(county, person.id) == [
        ("liaison", date(2020, 1, 1), date(2025, 1, 1)),
        ("supervisor", date(2020, 1, 1), date(2026, 8, 1)),
    ]
    refused = orgadmin.post(f"/api/v1/people/{person.id}/roles", json={"role": "sender", "unit_id": str(unit.id)})
    assert (refused.status_code, refused.json()["code"]) == (409, "person-left")
    back = come_back(orgadmin, person, left["version"])
    assert (back.status_code, back.json()["left_on"]) == (200, None)
    assert roles(county, person.id) == before
    assert come_back(orgadmin, person, left["version"]).json() == back.json()
    assert actions(county) == ["accounts.person-leave", "accounts.person-return"]


def test_who_comes_back_later_is_granted_roles_anew(county: County, api: Api, clock: Any) -> None:
    keeper = county.person("组织部", Role.ORGADMIN, county.region)
    orgadmin = api.as_(keeper)
    person = county.person("镇长", Role.SUPERVISOR, county.unit("清水镇", county.region))
    left = leave(orgadmin, person).json()
    clock.move_to(NOW + timedelta(days=40))
    api.as_(keeper)  # a token that is not too old
    on = orgadmin.patch(
        f"/api/v1/people/{person.id}", json={"status": "active"}, headers={"If-Match": f'"{left["version"]}"'}
    )
    assert (on.status_code, on.json()["code"]) == (409, "person-left")
    back = come_back(orgadmin, person, left["version"])
    assert (back.status_code, back.json()["status"]) == (200, "active")
    assert roles(county, person.id) == [("supervisor", date(2020, 1, 1), TODAY)]


def test_duties_are_named_before_somebody_leaves(county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("清水镇", county.region)
    supervisor, programme = county.person("镇长", Role.SUPERVISOR, unit), county.programme()
    cadre = county.person("挂职干部", Role.CADRE, unit)
    hosted = county.secondment(cadre, programme, unit, supervisors=(supervisor,))
    leader = county.person("组长", home_unit_id=unit.id)
    group = county.group(leader, hosted)

    def duties(person: Person, on: date = TODAY) -> list[tuple[str, int, str | None]]:
        answer = orgadmin.get(f"/api/v1/people/{person.id}/duties", params={"on": on.isoformat()})
        return [(one["kind"], one["count"], one["path"]) for one in answer.json()["items"]]

    path = f"/secondments/{hosted.id}"
    assert duties(supervisor) == [("sole_supervisor", 1, path)]
    assert duties(cadre) == [("own_secondment", 1, path)]
    assert duties(leader) == [("group", 1, f"/groups/{group.id}")]
    assert duties(cadre, date(2026, 12, 31)) == []
    county.grant(county.person("副镇长", home_unit_id=unit.id), Role.SUPERVISOR, unit)
    assert duties(supervisor) == [("supervised", 1, path)]
    refused = leave(orgadmin, supervisor)
    assert (refused.status_code, refused.json()["code"]) == (409, "duties-open")
    assert [one["kind"] for one in refused.json()["duties"]] == ["supervised"]
    assert leave(orgadmin, supervisor, acknowledged=True).status_code == 200


def test_waiting_records_and_stand_ins_are_named_too(api: Api, county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("清水镇", county.region)
    supervisor, cadre = county.person("镇长", Role.SUPERVISOR, unit), county.person("周海燕", Role.CADRE)
    post = county.secondment(cadre, county.programme(), unit, supervisors=(supervisor,))
    body = {"client_id": str(post.id), "day_type": "on_post", "items": [{"text": "走访企业三家"}], "submit": True}
    assert api.as_(cadre).put(f"/api/v1/secondments/{post.id}/records/2026-07-10", json=body).status_code == 201
    other = county.person("副镇长", Role.SUPERVISOR, unit)
    running = {"start_on": TODAY, "end_on": TODAY + timedelta(days=9)}
    county.add(Delegation(from_id=supervisor.id, to_id=other.id, unit_id=unit.id, **running))
    found = orgadmin.get(f"/api/v1/people/{supervisor.id}/duties", params={"on": TODAY.isoformat()}).json()["items"]
    assert {one["kind"]: one["count"] for one in found} == {"supervised": 1, "waiting_records": 1, "delegation": 1}


def test_the_same_leaving_again_changes_nothing(county: County, orgadmin: httpx.Client) -> None:
    person = county.person("镇长", home_unit_id=county.region.id)
    first, again = leave(orgadmin, person), leave(orgadmin, person)
    assert (again.status_code, again.json()) == (200, first.json())
    other = leave(orgadmin, person, TODAY + timedelta(days=1), first.json()["version"])
    assert (other.status_code, other.json()["code"]) == (409, "person-left")
    with county.database.session(write=False) as session:
        assert len(session.exec(select(Departure)).all()) == 1


def test_who_may_let_whom_leave(api: Api, county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("清水镇", county.region)
    person, finance = county.person("镇长", home_unit_id=unit.id), county.person("财务", Role.FINANCE, county.region)
    sysadmin = api.as_(county.person("系统", Role.SYSADMIN))
    assert leave(orgadmin, finance).status_code == 403
    gone = leave(sysadmin, finance).json()
    assert gone["left_on"] == "2026-07-10"
    assert come_back(orgadmin, finance, gone["version"]).status_code == 403
    assert come_back(sysadmin, finance, gone["version"]).status_code == 200
    supervisor = county.person("主管", Role.SUPERVISOR, unit)
    assert leave(api.as_(supervisor), person).status_code == 403
    assert leave(orgadmin, supervisor, version=2).status_code == 412
    assert leave(api.as_(county.person("邻县", Role.ORGADMIN, county.unit("邻县"))), person).status_code == 404
    assert api.anonymous.post(f"/api/v1/people/{person.id}/leave", json={}).status_code == 401
    assert come_back(orgadmin, person, 1).json()["code"] == "person-stays"
    own = county.person("自己", Role.ORGADMIN, county.region)
    assert leave(api.as_(own), own).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"on": "2028-01-01"}, "/on"),
        ({"on": "2020-01-01"}, "/on"),
        ({"on": "x"}, "/on"),
        ({"reason": ""}, "/reason"),
        ({"reason": "长" * 201}, "/reason"),
        ({"version": 0}, "/version"),
        ({"surprise": 1}, "/surprise"),
    ],
    ids=str,
)
def test_wrong_input_is_pointed_at(
    county: County, orgadmin: httpx.Client, changes: dict[str, Any], pointer: str
) -> None:
    person = county.person("镇长", home_unit_id=county.region.id)
    body = {"on": "2026-07-10", "reason": "调往市里", "version": 1} | changes
    answer = orgadmin.post(f"/api/v1/people/{person.id}/leave", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_the_page_names_duties_first(county: County, orgadmin: httpx.Client) -> None:
    unit = county.unit("清水镇", county.region)
    supervisor = county.person("镇长", Role.SUPERVISOR, unit)
    county.secondment(county.person("周海燕"), county.programme(), unit, supervisors=(supervisor,))
    page = orgadmin.get(f"/people/{supervisor.id}/leave").text
    assert "只有他一人主管的挂职干部" in page
    assert "周海燕" in page
    leave(orgadmin, supervisor, acknowledged=True)
    assert "撤销离任" in orgadmin.get(f"/people/{supervisor.id}").text
    assert "7月10日离任" in orgadmin.get("/people").text
