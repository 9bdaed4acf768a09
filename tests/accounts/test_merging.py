"""Merging units: what runs moves, what was stays, power follows the tree, and all of it or nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import ApiClient, Person, RoleAssignment, Unit
from app.accounts.models_delegations import Delegation
from app.audit.models import AuditEvent
from app.core.actor import Role, Scope
from app.core.db import Database
from tests.factories import NOWHERE, Api, County

NOW = datetime(2026, 7, 10, 3, tzinfo=UTC)
ON = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _in_july() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


def body(into: Unit, **changes: Any) -> dict[str, Any]:
    return {"into_id": str(into.id), "on": ON.isoformat(), "version": 1, "reason": "机构改革"} | changes


def merge(client: httpx.Client, unit: Unit, into: Unit, **changes: Any) -> httpx.Response:
    dry = "?dry_run=true" if changes.pop("dry_run", False) else ""
    return client.post(f"/api/v1/units/{unit.id}/merge{dry}", json=body(into, **changes))


def row(database: Database, kind: type[Any], key: UUID) -> Any:
    with database.session(write=False) as session:
        return session.get(kind, key)


def roles(database: Database, person: Person) -> list[tuple[UUID | None, date, date | None]]:
    with database.session(write=False) as session:
        found = session.exec(select(RoleAssignment).where(RoleAssignment.person_id == person.id)).all()
    return sorted((one.unit_id, one.valid_from, one.valid_to) for one in found)


def actions(county: County) -> list[str]:
    with county.database.session(write=False) as session:
        return [event.action for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()]


def test_what_runs_moves_and_what_was_stays(api: Api, county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    station = county.unit("农机站", old)
    person = county.person("农机局人", Role.SUPERVISOR, old, home_unit_id=old.id)
    later = county.grant(person, Role.SENDER, old, valid_from=date(2026, 9, 1))
    over = county.grant(person, Role.LIAISON, old, valid_to=date(2026, 6, 30))
    client = county.api_client(Scope.ROSTER_READ, unit=old)
    answer = merge(orgadmin, old, new)
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert (said["unit"]["merged_into_id"], said["unit"]["closed_on"]) == (str(new.id), "2026-06-30")
    moved = {key: count for key, count in said["moved"].items() if count}
    assert moved == {"children": 1, "roles": 2, "people": 1, "clients": 1}
    assert row(county.database, Unit, station.id).path == f"{new.path}{station.id.hex}/"
    assert row(county.database, Unit, old.id).path == f"{new.path}{old.id.hex}/"
    assert row(county.database, Person, person.id).home_unit_id == new.id
    assert row(county.database, ApiClient, client.id).unit_id == new.id
    assert roles(county.database, person) == sorted(
        [
            (old.id, date(2020, 1, 1), date(2026, 6, 30)),
            (new.id, ON, None),
            (new.id, later.valid_from, None),
            (old.id, over.valid_from, over.valid_to),
        ]
    )
    assert actions(county) == ["accounts.role-move", "accounts.role-move", "accounts.unit-merge"]


def test_power_reaches_the_successor_at_once(api: Api, county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    below = county.unit("农机站", old)
    host = api.as_(county.person("农业主管", Role.SUPERVISOR, new))
    mover = api.as_(county.person("农机主管", Role.SUPERVISOR, old))
    technician = county.person("技术员", home_unit_id=below.id)
    newcomer = county.person("农业局人", home_unit_id=new.id)
    assert host.get(f"/api/v1/people/{technician.id}").status_code == 404
    assert mover.get(f"/api/v1/people/{newcomer.id}").status_code == 404
    assert merge(orgadmin, old, new).status_code == 200
    assert host.get(f"/api/v1/people/{technician.id}").status_code == 200
    assert mover.get(f"/api/v1/people/{newcomer.id}").status_code == 200


def test_a_trial_counts_and_keeps_nothing(county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    county.unit("农机站", old)
    person = county.person("农机局人", Role.SUPERVISOR, old, home_unit_id=old.id)
    tried = merge(orgadmin, old, new, dry_run=True).json()
    assert tried["dry_run"] is True
    assert (tried["moved"]["children"], tried["moved"]["roles"], tried["moved"]["people"]) == (1, 1, 1)
    assert row(county.database, Unit, old.id).closed_on is None
    assert row(county.database, Unit, old.id).version == 1
    assert roles(county.database, person) == [(old.id, date(2020, 1, 1), None)]
    assert actions(county) == []
    assert merge(orgadmin, old, new).json()["moved"] == tried["moved"]


def test_a_role_that_the_merger_may_not_grant_ends(api: Api, county: County) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    merger = county.person("组织部", Role.ORGADMIN, county.region)
    county.grant(merger, Role.SUPERVISOR, old)
    finance = county.person("农机局财务", Role.FINANCE, old)
    said = merge(api.as_(merger), old, new).json()["moved"]
    assert (said["roles"], said["roles_ended"]) == (0, 2)
    assert roles(county.database, finance) == [(old.id, date(2020, 1, 1), date(2026, 6, 30))]
    assert actions(county)[:2] == ["accounts.role-end"] * 2


def test_a_role_that_is_held_there_already_is_not_doubled(county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    person = county.person("两头管", Role.SUPERVISOR, old)
    county.grant(person, Role.SUPERVISOR, new)
    assert merge(orgadmin, old, new).status_code == 200
    held = roles(county.database, person)
    assert held == sorted([(old.id, date(2020, 1, 1), date(2026, 6, 30)), (new.id, date(2020, 1, 1), None)])


def test_the_same_merger_again_changes_nothing(county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    first, again = merge(orgadmin, old, new), merge(orgadmin, old, new)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json()["unit"] == first.json()["unit"]
    assert actions(county) == ["accounts.unit-merge"]
    other = county.unit("水利局", county.region)
    refused = merge(orgadmin, old, other, version=first.json()["unit"]["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "unit-closed")


def test_what_cannot_be_merged(api: Api, county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    below, foreign = county.unit("农机站", old), county.unit("邻县")
    both = county.person("两县组织部", Role.ORGADMIN, county.region)
    county.grant(both, Role.ORGADMIN, foreign)

    def tried(client: httpx.Client, unit: Unit, into: Unit, **changes: Any) -> tuple[int, str, str | None]:
        answer = merge(client, unit, into, **changes)
        said = answer.json()
        return answer.status_code, said["code"], next((error["pointer"] for error in said.get("errors", [])), None)

    assert tried(orgadmin, county.region, new) == (409, "region-stays", None)
    assert tried(orgadmin, old, below) == (409, "unit-cycle", None)
    assert tried(orgadmin, old, old) == (409, "unit-cycle", None)
    assert tried(orgadmin, old, foreign) == (422, "invalid", "/into_id")
    assert tried(api.as_(both), old, foreign) == (422, "invalid", "/into_id")
    assert tried(orgadmin, old, new, into_id=NOWHERE) == (422, "invalid", "/into_id")
    assert tried(orgadmin, old, new, on="2026-07-11") == (422, "invalid", "/on")
    assert tried(orgadmin, old, new, on="2025-07-01") == (422, "invalid", "/on")
    assert tried(orgadmin, old, new, reason="") == (422, "invalid", "/reason")
    assert tried(orgadmin, old, new, surprise=1) == (422, "invalid", "/surprise")
    assert tried(orgadmin, old, new, version=2) == (412, "stale-version", None)
    supervisor = api.as_(county.person("主管", Role.SUPERVISOR, county.region))
    assert tried(supervisor, old, new) == (403, "forbidden", None)
    keeper = api.as_(county.person("局管理员", Role.ORGADMIN, old))
    assert tried(keeper, old, new)[0] in (403, 422)
    assert api.anonymous.post(f"/api/v1/units/{old.id}/merge", json=body(new)).status_code == 401
    stranger = api.as_(county.person("邻县组织部", Role.ORGADMIN, foreign))
    assert merge(stranger, old, new).status_code == 404
    assert [action for action in actions(county) if action != "access.denied"] == []


def test_nothing_new_is_tied_to_a_merged_unit(api: Api, county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    town, person = county.unit("清水镇", county.region), county.person("某某", home_unit_id=county.region.id)
    assert merge(orgadmin, old, new).status_code == 200
    etag = {"If-Match": f'"{orgadmin.get(f"/api/v1/units/{old.id}").json()["version"]}"'}
    tries = [
        orgadmin.post(f"/api/v1/people/{person.id}/roles", json={"role": "supervisor", "unit_id": str(old.id)}),
        orgadmin.post("/api/v1/units", json={"name": "新站", "kind": "institution", "parent_id": str(old.id)}),
        orgadmin.post("/api/v1/people", json={"login": "newcomer", "name": "新人", "unit_id": str(old.id)}),
        orgadmin.patch(f"/api/v1/people/{person.id}", json={"unit_id": str(old.id)}, headers={"If-Match": '"1"'}),
        orgadmin.patch(f"/api/v1/units/{town.id}", json={"parent_id": str(old.id)}, headers={"If-Match": '"1"'}),
        merge(orgadmin, town, old),
    ]
    assert [answer.json()["errors"][0]["code"] for answer in tries] == ["unit-closed"] * len(tries)
    changed = orgadmin.patch(f"/api/v1/units/{old.id}", json={"name": "别名"}, headers=etag)
    assert (changed.status_code, changed.json()["code"]) == (409, "unit-closed")
    choices = orgadmin.get("/people/new").text
    assert "农业农村局" in choices
    assert "农机局" not in choices
    shown = orgadmin.get("/units").text
    assert "农机局" in shown
    assert "已并入" in shown


def test_chains_of_mergers_keep_every_past(county: County, orgadmin: httpx.Client) -> None:
    first, second, third = (county.unit(name, county.region) for name in ("甲局", "乙局", "丙局"))
    person = county.person("甲局人", Role.SUPERVISOR, first, home_unit_id=first.id)
    merge(orgadmin, first, second)
    version = orgadmin.get(f"/api/v1/units/{second.id}").json()["version"]
    answer = merge(orgadmin, second, third, version=version, on=(ON + timedelta(days=5)).isoformat())
    assert answer.status_code == 200, answer.text
    assert row(county.database, Unit, first.id).path == f"{third.path}{second.id.hex}/{first.id.hex}/"
    assert row(county.database, Person, person.id).home_unit_id == third.id
    assert roles(county.database, person) == sorted(
        [
            (first.id, date(2020, 1, 1), date(2026, 6, 30)),
            (second.id, ON, date(2026, 7, 5)),
            (third.id, date(2026, 7, 6), None),
        ]
    )


def test_stand_ins_move_with_their_givers(api: Api, county: County, orgadmin: httpx.Client) -> None:
    old, new = county.unit("农机局", county.region), county.unit("农业农村局", county.region)
    giver = county.person("农机主管", Role.SUPERVISOR, old)
    stand_in = county.person("农机副主管", home_unit_id=old.id)
    newcomer = county.person("农业局人", home_unit_id=new.id)
    running = {"start_on": date(2026, 7, 5), "end_on": date(2026, 7, 20)}
    county.add(Delegation(from_id=giver.id, to_id=stand_in.id, unit_id=old.id, **running))
    assert api.as_(stand_in).get(f"/api/v1/people/{newcomer.id}").status_code == 404
    assert merge(orgadmin, old, new).json()["moved"]["delegations"] == 1
    assert api.as_(stand_in).get(f"/api/v1/people/{newcomer.id}").status_code == 200
