"""值得一看: a question a line by the unit's name, of the reader's own region; no count, no ranking, no verdict."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.accounts.models import Person, Unit
from app.attendance.models import MonthConfirmation
from app.attendance.models_leave import Leave, LeaveType, Level
from app.core.actor import SYSTEM, Role, Scope
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.records.models import DailyRecord, DayType, RecordStatus
from app.reminders.schemas_attention import AttentionKind
from app.reminders.service_attention import kinds_for
from app.reminders.service_waiting import tell_heads
from app.secondments.models import Programme, Secondment
from app.signals.models import Signal, SignalKind, SignalState
from app.spot_checks.models import SpotCheck, SpotCheckStatus
from tests.factories import Api, County
from tests.reminders.conftest import WEDNESDAY

PATH = "/api/v1/attention"
EVERY = [str(kind) for kind in AttentionKind]


def at(day: int, hour: int = 9) -> datetime:
    """An hour of April 2026; what came on the 7th has waited more than five workdays on WEDNESDAY, on the 8th not."""
    return datetime(2026, 4, day, hour, tzinfo=BEIJING)


@dataclass
class Scene:
    """A region with one cadre at each of two units, and what may be asked about them."""

    county: County
    region: Unit
    programme: Programme
    orgadmin: Person

    def serve(self, unit: Unit, name: str = "林晓", **fields: Any) -> Secondment:
        cadre = self.county.person(name, Role.CADRE)
        return self.county.secondment(cadre, self.programme, unit, start_on=date(2026, 3, 1), **fields)

    def miss(self, row: Secondment, state: SignalState = SignalState.OPEN, by: str = "workday") -> Signal:
        signal = Signal(
            kind=SignalKind.MISSING,
            subject_id=row.id,
            secondment_id=row.id,
            person_id=row.cadre_id,
            unit_id=row.receiving_unit_id,
            window="2026-04",
            first_on=date(2026, 4, 8),
            last_on=date(2026, 4, 14),
            evidence={"rule": "missing/1", "days": [], "numbers": {"by": by}},
            state=state,
            opened_on=date(2026, 4, 11),
            expires_on=date(2026, 5, 11),
        )
        self.county.add(signal)
        return signal

    def submit(self, row: Secondment, day: int) -> DailyRecord:
        record = DailyRecord(
            secondment_id=row.id,
            cadre_id=row.cadre_id,
            unit_id=row.receiving_unit_id,
            work_on=date(2026, 4, day),
            day_type=DayType.ON_POST,
            status=RecordStatus.SUBMITTED,
            items=[{"text": "防汛值班"}],
            submitted_at=at(day, 18),
        )
        self.county.add(record)
        return record

    def visit(self, row: Secondment, day: int, replied: int | None = None) -> SpotCheck:
        note = SpotCheck(
            secondment_id=row.id,
            cadre_id=row.cadre_id,
            unit_id=row.receiving_unit_id,
            author_id=self.orgadmin.id,
            visited_at=at(day),
            created_at=at(day),
            note="金丝雀的话",
            status=SpotCheckStatus.REPLIED if replied else SpotCheckStatus.VISITED,
            reply="也是" if replied else None,
            replied_at=at(replied) if replied else None,
        )
        self.county.add(note)
        return note

    def ask_leave(self, row: Secondment, day: int) -> None:
        on = date(2026, 4, day)
        values = {"secondment_id": row.id, "cadre_id": row.cadre_id, "unit_id": row.receiving_unit_id, "reason": "事由"}
        filed = {"filed_by_id": row.cadre_id, "created_at": at(day), "halves": 2, "level": Level.RECEIVING}
        self.county.add(Leave(**values, **filed, type=LeaveType.PERSONAL, start_on=on, end_on=on))

    def confirm(self, row: Secondment, month: str) -> None:
        self.county.add(
            MonthConfirmation(
                secondment_id=row.id,
                unit_id=row.receiving_unit_id,
                month=month,
                basis="online",
                confirmed_by_id=self.orgadmin.id,
                confirmed_at=at(2),
                ledger_digest="-",
            )
        )


@pytest.fixture
def scene(county: County, calendar: None) -> Scene:
    programme = county.programme("外派挂职·甲", insured=True)
    return Scene(county, county.region, programme, county.person("钱组织", Role.ORGADMIN, county.region))


@pytest.fixture
def full(scene: Scene) -> Secondment:
    """One line in every section."""
    row = scene.serve(scene.county.unit("白鹭镇", scene.region))
    scene.miss(row)
    scene.submit(row, 7)
    scene.visit(row, 3)
    return row


def sections(api: Api, person: Person, **headers: str) -> dict[str, list[dict[str, Any]]]:
    answer = api.as_(person).get(PATH, headers=headers)
    assert answer.status_code == 200, answer.text
    return {each["kind"]: each["items"] for each in answer.json()["sections"]}


def texts(found: dict[str, list[dict[str, Any]]], kind: str) -> list[tuple[str, str | None, str]]:
    return [(line["unit_name"], line["cadre_name"], line["text"]) for line in found[kind]]


def test_every_section_asks_in_a_sentence(api: Api, scene: Scene, full: Secondment) -> None:
    found = sections(api, scene.orgadmin)
    assert list(found) == EVERY
    assert texts(found, "missing") == [
        ("白鹭镇", "林晓", "4月8日到4月14日之间有三天以上没有纪实，是请假还没登记，还是另有安排？")
    ]
    assert texts(found, "unreviewed") == [("白鹭镇", None, "4月7日交来的纪实等了 5 个工作日以上，是否需要另请人审阅？")]
    assert texts(found, "unconfirmed") == [
        ("白鹭镇", None, "2026年3月的出勤还没有确认，单位是否有难处，要不要改用纸质确认？")
    ]
    assert texts(found, "insurance") == [("白鹭镇", "林晓", "3月1日起没有保单，是还没投保，还是没有登记？")]
    assert texts(found, "spot_check") == [("白鹭镇", "林晓", "4月3日的走访记录本人还没有答复，是否当面谈过？")]
    since = [line["since_on"] for lines in found.values() for line in lines]
    assert since == ["2026-04-08", "2026-04-07", "2026-04-01", "2026-03-01", "2026-04-03"]


def test_each_line_leads_to_where_it_can_be_looked_into(api: Api, scene: Scene, full: Secondment) -> None:
    client = api.as_(scene.orgadmin)
    answer = client.get(PATH).json()
    for href in [line["href"] for each in answer["sections"] for line in each["items"]]:
        assert client.get(href, headers={"Accept": "text/html"}).status_code == 200, href
    for href in [each["href"] for each in answer["sections"]]:
        assert client.get(href, headers={"Accept": "text/html"}).status_code == 200, href


def test_the_page_says_that_nothing_follows_and_counts_nothing(api: Api, scene: Scene, full: Secondment) -> None:
    page = api.as_(scene.orgadmin).get("/attention", headers={"Accept": "text/html"}).text
    assert "不是结论" in page
    assert "不排名" in page
    assert "是否当面谈过" in page
    assert "金丝雀的话" not in page, "never the words of a note"
    assert "%" not in page.split("<main")[1]
    english = sections(api, scene.orgadmin, **{"Accept-Language": "en"})
    assert english["insurance"][0]["text"].startswith("No policy since 1 Mar")


def test_units_stand_by_name_and_cadres_within(api: Api, scene: Scene) -> None:
    second, first = (scene.county.unit(name, scene.region) for name in ("B镇", "A镇"))
    for unit, name in ((second, "甲"), (first, "乙"), (first, "乙2")):
        row = scene.serve(unit, name)
        scene.miss(row)
        scene.submit(row, 3 if unit is second else 6)
    found = sections(api, scene.orgadmin)
    whose = [(line["unit_name"], line["cadre_name"]) for line in found["missing"]]
    assert whose == [("A镇", "乙"), ("A镇", "乙2"), ("B镇", "甲")]
    assert [line["unit_name"] for line in found["unreviewed"]] == ["A镇", "B镇"], "though B waits longer"
    assert [line["unit_name"] for line in found["unconfirmed"]] == ["A镇", "B镇"]


def test_what_is_young_answered_or_settled_is_not_on_it(api: Api, scene: Scene) -> None:
    row = scene.serve(scene.county.unit("白鹭镇", scene.region), end_on=date(2026, 4, 30))
    scene.miss(row, SignalState.ANSWERED)
    scene.submit(row, 8)
    scene.ask_leave(row, 8)
    scene.visit(row, 8)
    scene.visit(row, 1, replied=8)
    scene.confirm(row, "2026-03")
    body = {"secondment_id": str(row.id), "policy_no": "P-1", "insurer": "人保财险", "premium_fen": 100}
    dates = {"start_on": "2026-03-01", "end_on": "2026-04-30"}
    assert api.as_(scene.orgadmin).post("/api/v1/insurance", json=body | dates).status_code == 201
    assert all(lines == [] for lines in sections(api, scene.orgadmin).values())
    page = api.as_(scene.orgadmin).get("/attention", headers={"Accept": "text/html"}).text
    assert "现在没有要看的" in page


def test_leave_and_answered_notes_that_wait_are_asked_about(api: Api, scene: Scene) -> None:
    row = scene.serve(scene.county.unit("白鹭镇", scene.region))
    scene.ask_leave(row, 3)
    scene.visit(row, 1, replied=2)
    found = sections(api, scene.orgadmin)
    assert texts(found, "unreviewed") == [("白鹭镇", None, "4月3日提出的请假等了 5 个工作日以上，是否需要另请人答复？")]
    assert texts(found, "spot_check") == [
        ("白鹭镇", "林晓", "走访记录本人4月2日已经答复，是否还有事要办，还是可以办结？")
    ]


def test_a_weekly_programme_speaks_of_weeks(api: Api, scene: Scene) -> None:
    scene.miss(scene.serve(scene.county.unit("白鹭镇", scene.region)), by="week")
    (line,) = sections(api, scene.orgadmin)["missing"]
    assert line["text"] == "2026年4月有三周以上没有纪实，是请假还没登记，还是另有安排？"


def test_only_the_readers_own_region_is_on_it(api: Api, county: County, scene: Scene, full: Secondment) -> None:
    abroad = county.unit("邻县")
    neighbour = county.person("邻县组织", Role.ORGADMIN, abroad)
    assert all(lines == [] for lines in sections(api, neighbour).values())
    hosted = Scene(county, abroad, county.programme("邻县外派", unit=abroad), neighbour)
    scene.submit(hosted.serve(county.unit("白鹭镇二", scene.region), "邻县人"), 2)
    mine, theirs = sections(api, scene.orgadmin), sections(api, neighbour)
    assert [line["unit_name"] for line in theirs["unreviewed"]] == ["白鹭镇二"], (
        "their programme, wherever it is hosted"
    )
    assert [line["unit_name"] for line in mine["unreviewed"]] == ["白鹭镇"]


def test_nobody_looks_into_what_is_about_themselves(
    api: Api, database: Database, county: County, scene: Scene, full: Secondment
) -> None:
    with Work(database, SYSTEM, writes=False) as work:
        cadre = work.session.get_one(Person, full.cadre_id)
        work.session.expunge_all()
    county.grant(cadre, Role.ORGADMIN, scene.region)
    found = sections(api, cadre)
    assert [kind for kind, lines in found.items() if lines] == ["unreviewed", "unconfirmed"]
    with Work(database, SYSTEM, writes=False) as work:
        assert kinds_for(work, [cadre.id]) == {cadre.id: (AttentionKind.UNREVIEWED, AttentionKind.UNCONFIRMED)}


@pytest.mark.parametrize(
    "role", [Role.SUPERVISOR, Role.GROUP_LEADER, Role.LIAISON, Role.SENDER, Role.INSPECTOR, Role.FINANCE, Role.SYSADMIN]
)
def test_it_is_the_organization_departments_alone(api: Api, county: County, scene: Scene, role: Role) -> None:
    person = county.person("某某", role, scene.region)
    assert api.as_(person).get(PATH).status_code == 403
    assert api.as_(person).get("/attention", headers={"Accept": "text/html"}).status_code == 403


def test_strangers_and_programs_are_refused(api: Api, county: County, scene: Scene) -> None:
    assert api.anonymous.get(PATH).status_code == 401
    assert api.as_client(county.api_client(*Scope)).get(PATH).status_code == 403


def test_the_weekly_line_finds_the_same_and_asks_once_a_region(
    api: Api, database: Database, county: County, scene: Scene, full: Secondment
) -> None:
    second = county.person("孙组织", Role.ORGADMIN, scene.region)
    neighbour = county.person("邻县组织", Role.ORGADMIN, county.unit("邻县"))
    finance = county.person("财务", Role.FINANCE, scene.region)
    asked: list[UUID] = [scene.orgadmin.id, second.id, neighbour.id, finance.id]
    with Work(database, SYSTEM, writes=False) as work:
        found = kinds_for(work, asked)
    assert found == dict.fromkeys([scene.orgadmin.id, second.id], tuple(AttentionKind))


def test_a_unit_is_on_it_when_its_head_has_been_told(
    api: Api, database: Database, scene: Scene, county: County, inbox: Callable[[Person], list[Any]]
) -> None:
    """One rule: the weekly notice to unit heads and the sections about units never disagree."""
    waits, young = (county.unit(name, scene.region) for name in ("白鹭镇", "石桥镇"))
    heads = {unit.name: county.person(unit.name, Role.SUPERVISOR, unit) for unit in (waits, young)}
    for unit, day in ((waits, 7), (young, 8)):
        row = scene.serve(unit)
        scene.confirm(row, "2026-03")
        scene.submit(row, day)
    with Work(database, SYSTEM, writes=True) as work:
        tell_heads(work, WEDNESDAY)
    told = [name for name, head in heads.items() if inbox(head)]
    found = sections(api, scene.orgadmin)
    assert told == [line["unit_name"] for line in found["unreviewed"]] == ["白鹭镇"]
