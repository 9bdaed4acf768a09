"""本组一周: the leader's own summary of the members' week, by name; nobody else reads it, and no record is quoted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from app.accounts.models import Person, Unit
from app.attendance.models_leave import Leave, LeaveStatus, LeaveType, Level
from app.core.actor import SYSTEM, Role, Scope
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.records.models import DailyRecord, DayType, Hidden, RecordStatus
from app.reminders.service_group_week import weeks_of
from app.secondments.models import Group, Programme, Secondment
from app.signals.models import Signal, SignalKind, SignalState
from tests.factories import NOWHERE, Api, County

MONDAY = date(2026, 4, 13)
"""The tests stand on Wednesday the 15th, 17:00."""


@dataclass
class Led:
    """A leader with two members whose records the leader reviews."""

    county: County
    api: Api
    unit: Unit
    programme: Programme
    leader: Person
    group: Group
    members: dict[str, Secondment]

    def get(self, person: Person | None = None, week: str = "", **headers: str) -> httpx.Response:
        query = f"?week={week}" if week else ""
        client = self.api.as_(person or self.leader)
        return client.get(f"/api/v1/groups/{self.group.id}/week{query}", headers=headers)

    def week(self, week: str = "") -> dict[str, dict[str, Any]]:
        answer = self.get(week=week)
        assert answer.status_code == 200, answer.text
        return {member["cadre_name"]: member for member in answer.json()["members"]}

    def write(self, name: str, on: str, status: RecordStatus = RecordStatus.SUBMITTED, **fields: Any) -> None:
        row = self.members[name]
        record = DailyRecord(
            secondment_id=row.id,
            cadre_id=row.cadre_id,
            unit_id=row.receiving_unit_id,
            work_on=date.fromisoformat(on),
            day_type=DayType.ON_POST,
            status=status,
            items=[{"text": "金丝雀的话"}],
            **fields,
        )
        self.county.add(record)


@pytest.fixture
def led(county: County, api: Api, calendar: None) -> Led:
    unit = county.unit("白鹭镇", county.region)
    programme = county.programme(reviewed_by="group_leader")
    members = {
        name: county.secondment(county.person(name, Role.CADRE), programme, unit, start_on=date(2026, 3, 1))
        for name in ("丙乙", "丁甲")
    }
    leader = county.person("组长")
    group = county.group(leader, *members.values(), start_on=date(2026, 3, 1))
    return Led(county, api, unit, programme, leader, group, members)


def states(member: dict[str, Any]) -> list[str]:
    return [day["state"] for day in member["days"]]


def test_it_tells_each_day_up_to_today_by_name(led: Led) -> None:
    led.write("丙乙", "2026-04-13", RecordStatus.APPROVED)
    led.write("丙乙", "2026-04-14", resubmitted=True)
    led.write("丙乙", "2026-04-15", RecordStatus.DRAFT)
    row = led.members["丁甲"]
    whose = {"secondment_id": row.id, "cadre_id": row.cadre_id, "unit_id": led.unit.id, "reason": "金丝雀的事由"}
    whose |= {"filed_by_id": row.cadre_id, "halves": 2, "level": Level.RECEIVING}
    led.county.add(
        Leave(**whose, type=LeaveType.SICK, start_on=MONDAY, end_on=MONDAY, status=LeaveStatus.APPROVED),
    )
    week = led.week()
    assert list(week) == ["丁甲", "丙乙"]
    assert states(week["丙乙"]) == ["approved", "resubmitted", "none"], "a draft is its author's alone"
    assert states(week["丁甲"]) == ["leave", "missing", "none"], "today is not over"
    assert week["丙乙"]["written_on"] == ["2026-04-13", "2026-04-14"]
    assert week["丁甲"]["leave_on"] == ["2026-04-13"]
    answer = led.get()
    assert (answer.json()["week"], answer.json()["from_on"], answer.json()["to_on"]) == (
        "2026-W16",
        "2026-04-13",
        "2026-04-19",
    )
    assert "金丝雀" not in answer.text, "neither what was written nor why somebody is away"


def test_what_waits_for_the_leader_is_named(led: Led) -> None:
    led.write("丙乙", "2026-04-13")
    led.write("丙乙", "2026-04-14", imported=True)
    led.write("丁甲", "2026-04-14", hidden=Hidden.QUARANTINED)
    assert {name: member["waiting_on"] for name, member in led.week().items()} == {
        "丁甲": [],
        "丙乙": ["2026-04-13"],
    }


def test_nothing_waits_for_a_leader_who_does_not_review(led: Led, county: County) -> None:
    other = county.programme("只看")
    row = county.secondment(county.person("戊", Role.CADRE), other, led.unit, start_on=date(2026, 3, 1))
    led.members["戊"] = row
    leader = county.person("另一组长")
    led.group, led.leader = county.group(leader, row, start_on=date(2026, 3, 1)), leader
    led.write("戊", "2026-04-13")
    assert led.week()["戊"]["waiting_on"] == []


def test_who_may_need_help_is_a_neutral_sentence(led: Led) -> None:
    led.write("丙乙", "2026-04-13", difficulty="金丝雀的困难")
    led.write("丙乙", "2026-04-14", RecordStatus.RETURNED, difficulty="还没交上来的", mending=True)
    row = led.members["丁甲"]
    led.county.add(
        Signal(
            kind=SignalKind.MISSING,
            subject_id=row.id,
            secondment_id=row.id,
            person_id=row.cadre_id,
            unit_id=row.receiving_unit_id,
            window="2026-04",
            first_on=date(2026, 4, 8),
            last_on=date(2026, 4, 14),
            evidence={"numbers": {"by": "workday"}},
            state=SignalState.TOLD,
            opened_on=date(2026, 4, 11),
            expires_on=date(2026, 5, 11),
        )
    )
    week = led.week()
    assert week["丙乙"]["talk"] == [
        "4月13日的纪实里写到了困难，可以问问要不要帮忙。",
        "4月14日的纪实被退回，还没有改好，可以问问是否需要帮忙。",
    ]
    assert week["丁甲"]["talk"] == ["4月8日到4月14日之间有三天以上没有纪实，可以问问是请假还没登记，还是另有安排。"]
    english = led.get(**{"Accept-Language": "en"}).json()["members"][1]["talk"]
    assert english[0].startswith("The record of 13 Apr")


def test_a_week_belongs_to_those_who_were_in_the_group(led: Led, county: County) -> None:
    for member in led.week("2026-W09").values():
        assert states(member) == ["outside"] * 6 + ["none"], "the group and both terms began on that Sunday"
    assert led.week("2026-W08") == {}


@pytest.mark.parametrize("week", ["2026-W17", "2026-W54", "2025-W53", "W16", "2026-16"])
def test_a_week_that_is_none_is_refused(led: Led, week: str) -> None:
    answer = led.get(week=week)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/week"


def test_only_the_leader_reads_it(led: Led, county: County) -> None:
    """Whoever knows of the group is denied, the department too; to everybody else there is no such group."""
    office = county.person("钱组织", Role.ORGADMIN, county.region)
    assert led.get(office).status_code == 403
    supervisor = county.person("李主管", Role.SUPERVISOR, led.unit)
    other = county.person("别组组长")
    county.group(other)
    with Work(county.database, SYSTEM, writes=False) as work:
        member = work.session.get_one(Person, led.members["丙乙"].cadre_id)
        work.session.expunge_all()
    for person in (supervisor, other, member, county.person("系统", Role.SYSADMIN, county.region)):
        assert led.get(person).status_code == 404
    assert led.api.anonymous.get(f"/api/v1/groups/{led.group.id}/week").status_code == 401
    client = led.api.as_client(county.api_client(*Scope))
    assert client.get(f"/api/v1/groups/{led.group.id}/week").status_code == 403
    assert led.api.as_(led.leader).get(f"/api/v1/groups/{NOWHERE}/week").status_code == 404


def test_a_leader_whose_role_is_over_reads_nothing(led: Led, county: County) -> None:
    former = county.person("前组长")
    led.county.add(
        group := Group(name="旧组", leader_id=former.id, unit_id=county.region.id, start_on=MONDAY, end_on=MONDAY)
    )
    led.group = group
    assert led.get(former).status_code == 403


def test_the_page_says_who_reads_it(led: Led) -> None:
    led.write("丙乙", "2026-04-13", difficulty="金丝雀的困难")
    html = {"Accept": "text/html"}
    page = led.api.as_(led.leader).get(f"/groups/{led.group.id}/week", headers=html).text
    assert "这一页只有您能看到" in page
    assert "写到了困难" in page
    assert "金丝雀" not in page
    assert f"/groups/{led.group.id}/week" in led.api.as_(led.leader).get(f"/groups/{led.group.id}", headers=html).text
    office = led.county.person("钱组织", Role.ORGADMIN, led.county.region)
    assert f"/groups/{led.group.id}/week" not in led.api.as_(office).get(f"/groups/{led.group.id}", headers=html).text
    empty = led.api.as_(led.leader).get(f"/groups/{led.group.id}/week?week=2026-W08", headers=html)
    assert "这一周没有组员" in empty.text


@pytest.fixture
def seen(database: Database) -> Iterator[list[str]]:
    """Every statement that is sent."""
    found: list[str] = []

    def note(*sent: Any) -> None:
        found.append(sent[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def test_the_digest_reads_all_leaders_at_once(
    led: Led, county: County, database: Database, travel: Any, seen: list[str]
) -> None:
    second = county.person("第二组长")
    rows = [
        county.secondment(county.person(f"组员{n}", Role.CADRE), led.programme, led.unit, start_on=date(2026, 3, 1))
        for n in range(6)
    ]
    county.group(second, *rows, name="第二组", start_on=date(2026, 3, 1))
    stranger = county.person("无组")
    travel.move_to(datetime(2026, 4, 20, 9, tzinfo=BEIJING), tick=False)
    with Work(database, SYSTEM, writes=False) as work:
        weeks_of(work, [led.leader.id], MONDAY)  # what is read once a process is read
        seen.clear()
        one = weeks_of(work, [led.leader.id], MONDAY)
        alone = len(seen)
        both = weeks_of(work, [led.leader.id, second.id, stranger.id], MONDAY)
    assert len(seen) == 2 * alone, "as many statements for one as for all"
    assert [week.group_name for week in one[led.leader.id]] == ["滨湖组"]
    assert both[stranger.id] == ()
    (week,) = both[second.id]
    assert [member.card.cadre_name for member in week.members] == [f"组员{n}" for n in range(6)]
