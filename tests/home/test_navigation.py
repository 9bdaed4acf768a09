"""Menus and tabs: each role sees what is theirs and nothing greyed, begins at its own page, and is told what waits."""

import re

import pytest

from app.core.actor import Role
from tests.home.conftest import PHONE, Office, readable

LANDINGS = {
    Role.CADRE: "/today",
    Role.SUPERVISOR: "/todo",
    Role.GROUP_LEADER: "/todo",
    Role.LIAISON: "/todo",
    Role.ORGADMIN: "/overview",
    Role.SENDER: "/secondments",
    Role.FINANCE: "/allowances",
    Role.SYSADMIN: "/people",
    Role.INSPECTOR: "/checks",
}
MENUS = {
    Role.SUPERVISOR: "/todo /delegations /attendance /leave /inbox /feedback /secondments /appraisals /handbooks"
    " /spot-checks /signals /objections /workdays",
    Role.LIAISON: "/todo /attendance /leave /inbox /feedback /secondments /appraisals /handbooks /spot-checks /signals"
    " /workdays",
    Role.ORGADMIN: "/overview /leave /inbox /feedback /secondments /appraisals /handbooks /groups /people /units"
    " /delegations /attention"
    " /checks /spot-checks /signals /holds /attendance /allowances /claims /adjustments /objections /insurance /totals"
    " /exports /reconciliation /programmes /rates /workdays /audit /retention /jobs",
    Role.FINANCE: "/allowances /claims /adjustments /bank-accounts /objections /inbox /feedback /insurance /rates"
    " /workdays /totals /bank-files /exports /reconciliation",
    Role.SENDER: "/leave /inbox /feedback /secondments /appraisals /handbooks",
    Role.SYSADMIN: "/inbox /feedback /people /units /audit /retention /api-clients /scans /channels /deliveries /jobs",
}


def menu_of(page: str) -> list[str]:
    nav = re.search(r'<nav class="side-menu".*?</nav>', page, re.DOTALL)
    assert nav is not None
    return re.findall(r'<a href="([^"]+)"', nav[0])


def tabs_of(page: str) -> list[str]:
    nav = re.search(r'<nav class="tabbar".*?</nav>', page, re.DOTALL)
    assert nav is not None
    return re.findall(r'<a href="([^"]+)"', nav[0])


@pytest.mark.parametrize("role", LANDINGS)
def test_each_role_begins_at_a_page_that_it_may_open(office: Office, role: Role) -> None:
    person = office.county.person("某人", role, office.county.region)
    answer = office.open("/", person)
    assert (answer.status_code, answer.headers["location"]) == (303, LANDINGS[role])
    assert office.open(LANDINGS[role], person).status_code == 200


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_holds_what_the_role_may_open_and_no_more(office: Office, role: Role) -> None:
    person = office.county.person("某人", role, office.county.region)
    shown = menu_of(office.open(LANDINGS[role], person).text)
    assert sorted(shown) == sorted(MENUS[role].split())
    assert {href: office.open(href, person).status_code for href in shown} == dict.fromkeys(shown, 200)


@pytest.mark.parametrize("role", LANDINGS)
def test_on_a_phone_every_place_is_a_tab_or_on_ones_own_page(office: Office, role: Role) -> None:
    person = office.county.person("某人", role, office.county.region)
    page = office.open("/me", person, agent=PHONE).text
    tabs = tabs_of(page)
    assert tabs[-2:] == ["/inbox", "/me"]
    assert len(tabs) <= 5
    for href in MENUS.get(role, "/inbox").split():
        assert f'href="{href}"' in page


def test_a_desk_page_in_the_hand_has_the_tabs_and_the_menu(office: Office) -> None:
    page = office.open("/secondments", agent=PHONE).text
    assert tabs_of(page) == ["/todo", "/secondments", "/inbox", "/me"]
    assert 'class="menu-open" href="#side"' in page


def test_somebody_without_a_role_is_told_whom_to_ask(office: Office) -> None:
    person = office.county.person("新来的")
    assert office.open("/", person).headers["location"] == "/start"
    assert "还没有给您分配角色" in office.look("/start", person)


def test_waiting_work_is_counted_by_cards_and_quietly(office: Office) -> None:
    nothing = office.open("/secondments").text
    assert 'class="dot' not in nothing
    office.write("2026-04-13")
    office.write("2026-04-14")
    office.write("2026-04-15", secondment=office.second("许文澜"))
    page = office.open("/secondments").text
    assert [readable(dot).strip() for dot in re.findall(r'<span class="dot plain">.*?</span></span>', page)] == [
        "2 件待办"
    ]
    assert 'class="dot"' not in page
    seen = office.look("/secondments", lang="en")
    assert "2 to do" in seen


def test_the_current_place_is_marked_once(office: Office) -> None:
    page = office.open("/secondments").text
    assert page.count('href="/secondments" aria-current="page"') == 2
    assert page.count('aria-current="page"') == 2


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/overview", 403), ("/secondments/x", 422)])
def test_a_refusal_says_what_is_lost_and_what_to_do(office: Office, path: str, status: int) -> None:
    answer = office.open(path)
    assert answer.status_code == status
    seen = readable(answer.text)
    assert "回到首页" in seen
    assert answer.headers["x-request-id"] in seen
