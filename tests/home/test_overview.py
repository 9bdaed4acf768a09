"""总览: the own region's states and dates, each figure with its list; no text of a record, no order by any count."""

import re
from datetime import date, timedelta

import pytest

from app.accounts.models import Person
from app.core.actor import Role
from app.secondments.models import SecondmentStatus
from app.signals.models import Signal, SignalKind, SignalState
from tests.home.conftest import NOON, Office, readable

SINCE = date(2026, 3, 1)


@pytest.fixture
def orgadmin(office: Office) -> Person:
    """The Organization Department of the county."""
    return office.county.person("顾文澍", Role.ORGADMIN, office.county.region)


def links(page: str, to: str) -> list[str]:
    return re.findall(rf'href="({re.escape(to)}[^"]*)"[^>]*>([^<]*)<', page)


def units_of(page: str) -> list[str]:
    """The charts' units in their order."""
    return [name for _, name in links(page, "/secondments?unit_id=")]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.FINANCE, Role.SENDER, Role.SYSADMIN, Role.INSPECTOR])
def test_only_the_organization_department_has_it(office: Office, role: Role) -> None:
    assert office.open("/overview", office.county.person("别人", role, office.county.region)).status_code == 403


def test_programmes_against_people(office: Office, orgadmin: Person) -> None:
    office.second("许文澜")
    office.second("唐清越", status=SecondmentStatus.APPROVED)
    office.second("谢云舟", status=SecondmentStatus.COMPLETED, end_on=date(2026, 4, 1))
    office.second("草稿人", status=SecondmentStatus.DRAFT)
    page = office.open("/overview", orgadmin).text
    own = f"/secondments?programme_id={office.programme.id}&amp;status="
    assert links(page, own) == [(f"{own}active", "2"), (f"{own}approved", "1"), (f"{own}completed", "1")]


def test_another_regions_people_and_programmes_are_not_there(office: Office, orgadmin: Person) -> None:
    far = office.county.unit("澜江县")
    programme = office.county.programme("澜江外派", unit=far)
    cadre = office.county.person("外县人", Role.CADRE)
    office.county.secondment(cadre, programme, office.county.unit("白马镇", far), start_on=SINCE)
    seen = office.look("/overview", orgadmin)
    assert "白鹭镇" in seen
    assert not [name for name in ("澜江外派", "白马镇", "外县人") if name in seen]


def test_a_day_is_asked_for_unless_on_leave_or_not_yet_in_term(office: Office, orgadmin: Person) -> None:
    office.write("2026-04-13")
    seen = office.open("/overview", orgadmin).text
    label = re.findall(r'<svg class="bars"[^>]*aria-label="([^"]*)"', seen)
    assert len(label) == 1
    assert label[0].startswith("白鹭镇：")
    said = re.findall(r"(\d+)月(\d+)日应收 (\d+) 已收 (\d+)", label[0])
    days = [date(2026, int(month), int(day)) for month, day, _, _ in said]
    term = [office.secondment.start_on + timedelta(days=offset) for offset in range(9)]
    assert days == [on for on in term if on.weekday() < 5 and on != date(2026, 4, 13)]
    assert {(due, had) for _, _, due, had in said} == {("1", "0")}


def test_units_stand_in_the_directorys_order_whatever_they_have(office: Office, orgadmin: Person) -> None:
    early, late = office.county.unit("石桥镇", office.county.region), office.county.unit("云岭乡", office.county.region)
    rows = [office.second(name, unit, start_on=SINCE) for name, unit in (("甲", late), ("乙", late), ("丙", early))]
    order = units_of(office.open("/overview", orgadmin).text)
    assert order == ["云岭乡", "白鹭镇", "石桥镇"]
    for row in rows[:2]:
        office.write("2026-04-13", secondment=row)
    page = office.open("/overview?sort=-received", orgadmin)
    assert units_of(page.text) == order
    assert "aria-sort" not in page.text


def test_no_word_of_a_record_or_a_visit_is_on_it(office: Office, orgadmin: Person) -> None:
    office.write("2026-04-13", "走访石桥村六户。", difficulty="跨县协调不畅。")
    visit = {"secondment_id": str(office.secondment.id), "visited_at": NOON.isoformat(), "note": "工地见到本人。"}
    answer = office.api.as_(office.supervisor).post("/api/v1/spot-checks", json=visit)
    assert answer.status_code == 201
    page = office.open("/overview", orgadmin).text
    assert links(page, f"/spot-checks/{answer.json()['id']}")
    assert not [word for word in ("石桥村", "跨县协调", "工地见到") if word in page]


def test_a_month_waits_until_its_unit_has_confirmed_it(office: Office, orgadmin: Person) -> None:
    office.second("许文澜", start_on=SINCE, arrived_on=SINCE)
    opened = f"/attendance?month=2026-03&amp;unit_id={office.town.id}"
    assert opened in office.open("/overview", orgadmin).text
    body = {"unit_id": str(office.town.id), "basis": "online"}
    confirmed = office.api.as_(office.supervisor).post("/api/v1/attendance/2026-03/confirm", json=body)
    assert confirmed.status_code == 200
    assert opened not in office.open("/overview", orgadmin).text


def test_holidays_that_are_not_known_yet_are_said(office: Office, orgadmin: Person) -> None:
    assert "2026 年的放假安排还没有导入" in office.look("/overview", orgadmin)


def test_more_units_than_a_page_are_turned(office: Office, orgadmin: Person) -> None:
    names = [f"第{number:02d}村" for number in range(30)]
    for name in names:
        office.second(name, office.county.unit(name, office.county.region), start_on=SINCE)
    first, second = (office.open(f"/overview?units={number}", orgadmin).text for number in (1, 2))
    assert units_of(first) + units_of(second) == ["白鹭镇", *names]
    assert links(first, "/overview?units=2")
    assert not links(second, "/overview?units=3")


def test_an_empty_county_is_told_how_to_begin(office: Office) -> None:
    elsewhere = office.county.person("新县", Role.ORGADMIN, office.county.unit("新安县"))
    assert "还没有项目" in office.look("/overview", elsewhere)


def test_questions_say_whose_turn_it_is_and_since_when(office: Office, orgadmin: Person) -> None:
    row = {"unit_id": office.town.id, "subject_id": office.secondment.id, "secondment_id": office.secondment.id}
    row |= {"person_id": office.cadre.id, "first_on": SINCE, "last_on": SINCE, "evidence": {"rule": 1}}
    row |= {"opened_on": date(2026, 4, 1), "expires_on": date(2026, 5, 9), "told_at": NOON - timedelta(days=6)}
    asked = Signal(kind=SignalKind.MISSING, window="2026-03", state=SignalState.TOLD, **row)
    answered = Signal(kind=SignalKind.MISSING, window="2026-02", state=SignalState.ANSWERED, **row)
    office.county.add(asked, answered)
    page = office.open("/overview", orgadmin).text
    assert [word.strip() for _, word in links(page, "/signals?step=answered")]
    seen = readable(page)
    assert "等本人回答 1" in seen
    assert "已答，等人判断 1" in seen
    assert seen.count("缺记录 · 已等 6 天") == 2


def test_what_is_due_of_spot_checks_opens_the_draw(office: Office, orgadmin: Person) -> None:
    plan = {"programme_id": str(office.programme.id), "every": "month", "size": 1}
    answer = office.api.as_(orgadmin).post("/api/v1/spot-checks/plans", json=plan | {"from_on": "2026-02-01"})
    assert answer.status_code == 201, answer.text
    page = office.open("/overview", orgadmin).text
    draw = f"/checks/draws/new?programme_id={office.programme.id}&amp;period="
    assert [href for href, _ in links(page, draw)] == [
        f"{draw}2026-02-01/2026-02-28",
        f"{draw}2026-03-01/2026-03-31",
    ]
    seen = readable(page)
    assert "应于3月14日前抽签" in seen
    assert "应于4月14日前抽签" in seen
