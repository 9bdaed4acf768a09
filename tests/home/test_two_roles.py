"""Somebody who is a cadre and something else: nothing of either is hidden, on the phone or at the desk."""

import pytest

from app.core.actor import Role
from tests.home.conftest import PHONE, Office, readable
from tests.home.test_navigation import menu_of, tabs_of

OTHERS = (Role.SUPERVISOR, Role.FINANCE, Role.ORGADMIN, Role.SYSADMIN, Role.SENDER)


@pytest.mark.parametrize("role", OTHERS)
def test_the_desks_menu_is_that_of_both(office: Office, role: Role) -> None:
    single = office.county.person("单一", role, office.county.region)
    alone = menu_of(office.open("/me", single).text)
    office.county.grant(office.cadre, role, office.county.region)
    menus = [menu_of(office.open(path, office.cadre).text) for path in ("/today", "/month", "/month/lines", "/me")]
    assert menus[0][:2] == ["/today", "/month"]
    assert sorted(menus[0]) == sorted({*alone, "/today", "/month"})
    assert menus == [menus[0]] * 4
    assert {href: office.open(href, office.cadre).status_code for href in menus[0]} == dict.fromkeys(menus[0], 200)


@pytest.mark.parametrize("role", OTHERS)
def test_on_the_phone_the_tabs_begin_with_ones_own_day(office: Office, role: Role) -> None:
    office.county.grant(office.cadre, role, office.county.region)
    page = office.open("/me", office.cadre, agent=PHONE).text
    tabs = tabs_of(page)
    assert tabs[0] == "/today"
    assert tabs[-2:] == ["/inbox", "/me"]
    assert len(tabs) <= 5
    for href in menu_of(office.open("/me", office.cadre).text):
        assert f'href="{href}"' in page
    assert 'class="side-menu"' not in office.open("/today", office.cadre, agent=PHONE).text


def test_all_that_one_is_stands_beside_the_name(office: Office) -> None:
    office.county.grant(office.cadre, Role.FINANCE, office.county.region)
    assert "财务、挂职干部" in readable(office.open("/month", office.cadre).text)


def test_a_cadre_alone_keeps_the_phones_page_at_the_desk(office: Office) -> None:
    assert 'class="side-menu"' not in office.open("/today", office.cadre).text
