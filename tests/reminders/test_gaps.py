"""A gap opens at three missing workdays, asks, and closes by itself; leave, rest and provisional years ask nothing."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from sqlmodel import select

from app.accounts.models import Person, Unit
from app.attendance.models import DayOverride
from app.core.actor import SYSTEM, Role, Scope
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.work import Work
from app.records.models import RecordStatus
from app.reminders.models import Gap
from app.secondments.models import MonthLock, Programme, Secondment
from tests.factories import Api, County
from tests.reminders.conftest import WEDNESDAY

Run = Callable[..., Any]
Gaps = Callable[[], list[Gap]]
Write = Callable[..., Any]
START = date(2026, 4, 8)
"""From here to the day before WEDNESDAY are five workdays: 8, 9, 10, 13, 14 April."""
DUE = ["2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13", "2026-04-14"]
MORNING = datetime(2026, 4, 15, 6, 30, tzinfo=BEIJING)


@pytest.fixture
def office(county: County) -> Unit:
    return county.unit("财政局", county.region)


@pytest.fixture
def programme(county: County) -> Programme:
    return county.programme()


@pytest.fixture
def secondment(county: County, office: Unit, programme: Programme) -> Secondment:
    return county.secondment(county.person("周干部", Role.CADRE), programme, office, start_on=START)


@pytest.fixture
def gaps(database: Database) -> Gaps:
    def read() -> list[Gap]:
        with Work(database, SYSTEM, writes=False) as work:
            rows = list(work.session.exec(select(Gap)))
            work.session.expunge_all()
        return rows

    return read


def test_three_missing_workdays_open_a_gap(run: Run, gaps: Gaps, secondment: Secondment, write_record: Write) -> None:
    write_record(secondment, "2026-04-08")
    write_record(secondment, "2026-04-14")
    assert run("gaps", MORNING).summary == "opened=1 closed=0"
    (gap,) = gaps()
    assert (gap.secondment_id, gap.month, gap.status) == (secondment.id, "2026-04", "open")
    assert gap.days == ["2026-04-09", "2026-04-10", "2026-04-13"]
    assert (gap.first_on, gap.last_on) == (date(2026, 4, 9), date(2026, 4, 13))


@pytest.mark.parametrize("recorded", [DUE[:3], DUE])
def test_fewer_than_three_open_none(
    run: Run, gaps: Gaps, secondment: Secondment, write_record: Write, recorded: list[str]
) -> None:
    for on in recorded:
        write_record(secondment, on)
    run("gaps", MORNING)
    assert gaps() == []


@pytest.mark.parametrize(
    ("status", "found"), [(RecordStatus.DRAFT, 1), (RecordStatus.RETURNED, 0), (RecordStatus.APPROVED, 0)]
)
def test_a_draft_is_no_record_yet_and_a_returned_one_is(
    run: Run,
    gaps: Gaps,
    secondment: Secondment,
    write_record: Write,
    status: RecordStatus,
    found: int,
) -> None:
    for on in DUE[:3]:
        write_record(secondment, on, status)
    run("gaps", MORNING)
    assert len(gaps()) == found


def test_filling_closes_it_and_nothing_reopens_it_by_itself(
    run: Run, gaps: Gaps, secondment: Secondment, write_record: Write
) -> None:
    run("gaps", MORNING)
    for on in DUE[:3]:
        write_record(secondment, on)
    assert run("gaps", MORNING.replace(day=16)).summary == "opened=0 closed=0", "15 April is missing by then"
    write_record(secondment, "2026-04-15")
    assert run("gaps", MORNING.replace(day=17)).summary == "opened=0 closed=0", "and 16 April"
    write_record(secondment, "2026-04-16")
    assert run("gaps", MORNING.replace(day=18)).summary == "opened=0 closed=0", "and 17 April"
    write_record(secondment, "2026-04-17")
    assert run("gaps", MORNING.replace(day=19)).summary == "opened=0 closed=1"
    (gap,) = gaps()
    assert (gap.status, gap.closed_at) == ("closed", MORNING.replace(day=19))


def test_a_gap_grows_without_a_second_row(run: Run, gaps: Gaps, secondment: Secondment) -> None:
    run("gaps", MORNING)
    assert run("gaps", MORNING.replace(day=16)).summary == "opened=0 closed=0"
    (gap,) = gaps()
    assert gap.days == [*DUE, "2026-04-15"]


def test_the_month_before_is_still_looked_at(
    county: County, run: Run, gaps: Gaps, office: Unit, programme: Programme
) -> None:
    county.secondment(county.person("吴干部", Role.CADRE), programme, office, start_on=date(2026, 3, 25))
    run("gaps", datetime(2026, 4, 1, 6, 30, tzinfo=BEIJING))
    (gap,) = gaps()
    assert gap.month == "2026-03"
    assert gap.days == ["2026-03-25", "2026-03-26", "2026-03-27", "2026-03-30", "2026-03-31"]


def test_a_closed_month_asks_nothing(county: County, run: Run, gaps: Gaps, secondment: Secondment) -> None:
    county.add(MonthLock(programme_id=secondment.programme_id, month="2026-04", state="closed"))
    run("gaps", MORNING)
    assert gaps() == []


def test_days_off_by_correction_are_not_asked_for(county: County, run: Run, gaps: Gaps, secondment: Secondment) -> None:
    decider = county.person("李主管")
    for on in DUE[:3]:
        day = date.fromisoformat(on)
        county.add(
            DayOverride(
                secondment_id=secondment.id, day_on=day, state="absent", reason="事由", decided_by_id=decider.id
            )
        )
    run("gaps", MORNING)
    assert gaps() == []


def test_a_provisional_year_asks_nothing(
    county: County, run: Run, gaps: Gaps, office: Unit, programme: Programme
) -> None:
    cadre = county.person("周干部", Role.CADRE)
    county.secondment(cadre, programme, office, start_on=date(2027, 3, 1), end_on=date(2027, 12, 31))
    run("gaps", datetime(2027, 3, 20, 6, 30, tzinfo=BEIJING))
    assert gaps() == []


def test_a_weekly_programme_asks_for_weeks(
    county: County, run: Run, gaps: Gaps, office: Unit, write_record: Write
) -> None:
    weekly = county.programme(record_frequency="weekly")
    secondment = county.secondment(county.person("周干部", Role.CADRE), weekly, office)
    write_record(secondment, "2026-03-05")
    run("gaps", datetime(2026, 3, 30, 6, 30, tzinfo=BEIJING))
    march = [gap for gap in gaps() if gap.month == "2026-03"]
    assert [gap.days for gap in march] == [["2026-03-09", "2026-03-16", "2026-03-23"]]


@pytest.fixture
def opened(run: Run, secondment: Secondment, travel: time_machine.Traveller) -> Secondment:
    run("gaps", MORNING)
    travel.move_to(WEDNESDAY, tick=False)
    return secondment


def test_the_cadre_is_asked_once_in_the_digest(
    database: Database,
    run: Run,
    inbox: Callable[[Person], list[Any]],
    opened: Secondment,
    gaps: Gaps,
) -> None:
    with Work(database, SYSTEM, writes=False) as work:
        cadre = work.session.get_one(Person, opened.cadre_id)
        work.session.expunge_all()
    run("workday-digest")
    run("workday-digest", WEDNESDAY.replace(day=16))
    first, second = inbox(cadre)
    assert [line["params"].get("days") for line in first.lines] == [None, DUE]
    assert len(second.lines) == 1
    assert gaps()[0].told_on == date(2026, 4, 15)


def listed(api: Api, person: Person, query: str = "") -> list[dict[str, Any]]:
    answer = api.as_(person).get(f"/api/v1/gaps{query}")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_it_is_shown_as_a_question_in_both_languages(
    county: County, api: Api, opened: Secondment, office: Unit
) -> None:
    supervisor = county.person("李主管", Role.SUPERVISOR, office)
    (item,) = listed(api, supervisor)
    assert item["question"].startswith("2026年4月有 5 个工作日没有纪实：4月8日、4月9日、")
    assert (item["cadre_name"], item["unit_name"], item["days"]) == ("周干部", "财政局", DUE)
    english = api.as_(supervisor).get("/api/v1/gaps", headers={"Accept-Language": "en"}).json()["items"][0]
    assert english["question"].startswith("Apr 2026 has 5 workdays without a record: 8 Apr, 9 Apr, ")


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.SUPERVISOR, True),
        (Role.ORGADMIN, True),
        (Role.LIAISON, False),
        (Role.FINANCE, False),
        (Role.SENDER, False),
        (Role.INSPECTOR, False),
        (Role.SYSADMIN, False),
    ],
)
def test_who_sees_it(county: County, api: Api, opened: Secondment, role: Role, sees: bool) -> None:
    assert bool(listed(api, county.person("某某", role, county.region))) is sees


def test_the_cadre_sees_their_own_and_nobody_elses(
    county: County, api: Api, opened: Secondment, database: Database
) -> None:
    with Work(database, SYSTEM, writes=False) as work:
        cadre = work.session.get_one(Person, opened.cadre_id)
        work.session.expunge_all()
    assert [item["secondment_id"] for item in listed(api, cadre)] == [str(opened.id)]
    assert listed(api, county.person("吴干部", Role.CADRE)) == []
    assert listed(api, county.person("邻县主管", Role.ORGADMIN, county.unit("邻县"))) == []


def test_filters_and_refusals(county: County, api: Api, opened: Secondment) -> None:
    orgadmin = county.person("钱组织", Role.ORGADMIN, county.region)
    assert len(listed(api, orgadmin, f"?month=2026-04&secondment_id={opened.id}")) == 1
    assert listed(api, orgadmin, "?month=2026-03") == []
    assert listed(api, orgadmin, "?status=closed") == []
    assert api.as_(orgadmin).get("/api/v1/gaps?month=2026-13").status_code == 422
    assert api.as_(orgadmin).get("/api/v1/gaps?status=all").status_code == 422
    assert api.anonymous.get("/api/v1/gaps").status_code == 401
    assert api.as_client(county.api_client(*Scope)).get("/api/v1/gaps").status_code == 403


def test_the_desk_page_lists_it(county: County, api: Api, opened: Secondment) -> None:
    orgadmin = county.person("钱组织", Role.ORGADMIN, county.region)
    page = api.as_(orgadmin).get("/gaps", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "4月8日、4月9日" in page.text
    assert api.as_(orgadmin).get("/gaps?status=closed", headers={"Accept": "text/html"}).status_code == 200
