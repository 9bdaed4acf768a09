"""A merged unit's secondments: the successor hosts the days from the merger on, the old unit keeps those before."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Unit
from app.core.actor import Role
from app.secondments.models import Group, MonthLock, Posting, Programme, Secondment, SecondmentEvent, SecondmentStatus
from tests.factories import Api, County

ON = date(2026, 7, 6)


@pytest.fixture(autouse=True)
def _in_july() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 7, 10, 3, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def orgadmin(api: Api, county: County) -> httpx.Client:
    return api.as_(county.person("组织部", Role.ORGADMIN, county.region))


@pytest.fixture
def units(county: County) -> tuple[Unit, Unit]:
    old = county.unit("农机局", county.region, region_band="山区")
    return old, county.unit("农业农村局", county.region, region_band="平坝")


def merge(client: httpx.Client, units: tuple[Unit, Unit], on: date = ON, dry_run: bool = False) -> httpx.Response:
    old, new = units
    body = {"into_id": str(new.id), "on": on.isoformat(), "version": 1, "reason": "机构改革"}
    return client.post(f"/api/v1/units/{old.id}/merge?dry_run={dry_run}", json=body)


def postings(county: County, row: Secondment) -> list[tuple[date, date | None, UUID, str | None]]:
    with county.database.session(write=False) as session:
        found = session.exec(select(Posting).where(Posting.secondment_id == row.id)).all()
    return sorted((one.start_on, one.end_on, one.receiving_unit_id, one.region_band) for one in found)


def fresh(county: County, row: Any) -> Any:
    with county.database.session(write=False) as session:
        return session.get(type(row), row.id)


def test_the_term_is_split_at_the_merger(
    county: County, orgadmin: httpx.Client, api: Api, units: tuple[Unit, Unit]
) -> None:
    old, new = units
    supervisor, host = county.person("农机主管", Role.SUPERVISOR, old), county.person("农业主管", Role.SUPERVISOR, new)
    row = county.secondment(county.person("周海燕", Role.CADRE), county.programme(), old, supervisors=(supervisor,))
    assert api.as_(host).get(f"/api/v1/secondments/{row.id}").status_code == 404
    said = merge(orgadmin, units)
    assert said.status_code == 200, said.text
    assert said.json()["moved"]["hosted"] == 1
    assert postings(county, row) == [
        (date(2026, 1, 1), date(2026, 7, 5), old.id, None),
        (ON, None, new.id, "山区"),
    ]
    now = fresh(county, row)
    assert (now.receiving_unit_id, now.region_band, now.post_title) == (new.id, "山区", row.post_title)
    seen = api.as_(host).get(f"/api/v1/secondments/{row.id}").json()
    assert (seen["receiving_unit_id"], seen["supervisor_ids"]) == (str(new.id), [str(supervisor.id)])
    with county.database.session(write=False) as session:
        event = session.exec(select(SecondmentEvent).where(SecondmentEvent.secondment_id == row.id)).one()
    assert (event.kind, event.effective_on, event.reason) == ("transfer", ON, "机构改革")


def test_days_before_stay_with_the_old_unit_and_are_decided_by_the_successor(
    county: County, orgadmin: httpx.Client, api: Api, units: tuple[Unit, Unit]
) -> None:
    old, new = units
    cadre = county.person("周海燕", Role.CADRE)
    row = county.secondment(cadre, county.programme(), old)
    host = api.as_(county.person("农业主管", Role.SUPERVISOR, new))
    body = {
        "client_id": "0190f6a4-0000-7000-8000-000000000001",
        "day_type": "on_post",
        "items": [{"text": "下村指导农机检修"}],
        "submit": True,
        "late_reason": "下村没有信号",
    }
    written = api.as_(cadre).put(f"/api/v1/secondments/{row.id}/records/2026-07-03", json=body).json()
    assert merge(orgadmin, units).status_code == 200
    approved = host.post(f"/api/v1/records/{written['id']}/approve", json={"version": written["version"]})
    assert approved.status_code == 200, approved.text


def test_what_has_not_begun_moves_whole_and_what_is_over_stays(
    county: County, orgadmin: httpx.Client, units: tuple[Unit, Unit]
) -> None:
    old, new = units
    programme = county.programme()
    cadre = county.person("周海燕", Role.CADRE)
    done = {"start_on": date(2025, 1, 1), "end_on": date(2025, 12, 31)}
    over = county.secondment(cadre, programme, old, status=SecondmentStatus.COMPLETED, **done)
    ended = county.secondment(county.person("期满", Role.CADRE), programme, old, end_on=date(2026, 7, 5))
    coming = {"start_on": date(2026, 7, 1), "status": SecondmentStatus.APPROVED}
    waits = county.secondment(county.person("待到岗", Role.CADRE), programme, old, **coming)
    draft = county.secondment(county.person("待批", Role.CADRE), programme, old, status=SecondmentStatus.DRAFT)
    assert merge(orgadmin, units).json()["moved"]["hosted"] == 2
    assert [fresh(county, one).receiving_unit_id for one in (over, ended, waits, draft)] == [
        old.id,
        old.id,
        new.id,
        new.id,
    ]
    assert postings(county, waits) == [(date(2026, 7, 1), None, new.id, None)]
    assert postings(county, over) == [(date(2025, 1, 1), None, old.id, None)]


def test_a_coming_transfer_to_the_merged_unit_goes_to_its_successor(
    county: County, orgadmin: httpx.Client, units: tuple[Unit, Unit]
) -> None:
    old, new = units
    town = county.unit("清水镇", county.region)
    row = county.secondment(county.person("周海燕", Role.CADRE), county.programme(), town)
    body = {"from_on": "2026-08-01", "receiving_unit_id": str(old.id), "version": 1, "reason": "调动"}
    assert orgadmin.post(f"/api/v1/secondments/{row.id}/transfer", json=body).status_code == 200
    assert merge(orgadmin, units).json()["moved"]["hosted"] == 1
    assert [(start, unit) for start, _, unit, _ in postings(county, row)] == [
        (date(2026, 1, 1), town.id),
        (date(2026, 8, 1), new.id),
    ]
    assert fresh(county, row).receiving_unit_id == town.id


def test_senders_groups_and_programmes_move(
    county: County, orgadmin: httpx.Client, api: Api, units: tuple[Unit, Unit]
) -> None:
    old, new = units
    town = county.unit("清水镇", county.region)
    programme = county.programme(unit=old)
    row = county.secondment(county.person("周海燕", Role.CADRE), programme, town, old)
    leader = county.person("组长")
    group, over = county.group(leader, row), county.group(leader, name="旧组", end_on=date(2026, 3, 1))
    with county.database.session(write=True) as session:
        for each in session.exec(select(Group)).all():
            each.unit_id = old.id
            session.add(each)
        session.commit()
    said = merge(orgadmin, units).json()["moved"]
    assert (said["sent"], said["groups"], said["programmes"]) == (1, 1, 1)
    assert fresh(county, row).sending_unit_id == new.id
    assert [fresh(county, one).unit_id for one in (group, over)] == [new.id, old.id]
    with county.database.session(write=False) as session:
        assert session.exec(select(Programme.unit_id)).one() == new.id
    sender = api.as_(county.person("新派出", Role.SENDER, new))
    assert sender.get(f"/api/v1/secondments/{row.id}").status_code == 200


def test_a_settled_month_stops_everything(county: County, orgadmin: httpx.Client, units: tuple[Unit, Unit]) -> None:
    old, _ = units
    station, programme = county.unit("农机站", old), county.programme()
    row = county.secondment(county.person("周海燕", Role.CADRE), programme, old)
    county.add(MonthLock(programme_id=programme.id, month="2026-06", state="closed"))
    refused = merge(orgadmin, units, date(2026, 6, 15))
    assert (refused.status_code, refused.json()["code"]) == (409, "month-closed")
    assert postings(county, row) == [(date(2026, 1, 1), None, old.id, None)]
    assert fresh(county, station).parent_id == old.id
    assert fresh(county, old).closed_on is None
    assert "已结账" in orgadmin.get(f"/units/{old.id}/merge?into={units[1].id}&on=2026-06-15").text
    assert merge(orgadmin, units, date(2026, 7, 1)).status_code == 200


def test_a_trial_moves_no_posting(county: County, orgadmin: httpx.Client, units: tuple[Unit, Unit]) -> None:
    row = county.secondment(county.person("周海燕", Role.CADRE), county.programme(), units[0])
    tried = merge(orgadmin, units, dry_run=True).json()["moved"]
    assert tried["hosted"] == 1
    assert postings(county, row) == [(date(2026, 1, 1), None, units[0].id, None)]
    assert fresh(county, row).version == row.version
    assert merge(orgadmin, units).json()["moved"] == tried


def test_no_new_secondment_at_a_merged_unit(county: County, orgadmin: httpx.Client, units: tuple[Unit, Unit]) -> None:
    old, _ = units
    programme, cadre = county.programme(), county.person("周海燕", Role.CADRE, county.region)
    assert merge(orgadmin, units).status_code == 200
    body = {
        "cadre_id": str(cadre.id),
        "programme_id": str(programme.id),
        "receiving_unit_id": str(old.id),
        "post_title": "副局长（挂职）",
        "start_on": "2026-08-01",
        "end_on": "2027-07-31",
        "approval_no": "云组干〔2026〕9号",
    }
    answer = orgadmin.post("/api/v1/secondments", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/receiving_unit_id")
    assert "农机局" not in orgadmin.get("/secondments/new").text
