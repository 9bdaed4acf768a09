"""A cadre is moved on the 16th: both hosts confirm their own dates, finance calculates by two bands."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.allowances.models import Rate
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.factories import LONG_AGO, County
from tests.support.browser import OpenPage

PASSWORD = "a good long password 2026"
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"


@dataclass
class Stage:
    """The last month is over; 何景行 serves in 白鹭镇 and will have been moved to 江州市商务局."""

    address: str
    open_page: OpenPage
    secondment_id: UUID
    month: str

    @property
    def on(self) -> date:
        return clock.month_bounds(self.month)[0].replace(day=16)

    def desk(self, login: str) -> Page:
        """Somebody's desk, signed in through the form."""
        page = self.open_page("desk", base_url=self.address)
        page.set_viewport_size({"width": 1280, "height": 800})
        return self._sign_in(page, login)

    def phone(self, login: str) -> Page:
        """Somebody's phone."""
        return self._sign_in(self.open_page("phone", base_url=self.address, user_agent=MOBILE, is_mobile=True), login)

    @staticmethod
    def _sign_in(page: Page, login: str) -> Page:
        page.goto("/")
        page.locator("#username").fill(login)
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(r"/(today|todo|allowances|overview)$"))
        return page


@pytest.fixture
def stage(county: County, served: str, open_page: OpenPage) -> Stage:
    with Work(county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    hashed = hash_password(PASSWORD)

    def person(name: str, role: Role, login: str, unit: Any) -> Person:
        return county.person(name, role, unit, login=login, password_hash=hashed, home_unit_id=unit.id)

    town = county.unit("白鹭镇", county.region, region_band="县内")
    bureau = county.unit("江州市商务局", region_band="县外")
    supervisor = person("周敏", Role.SUPERVISOR, "zhoumin", town)
    person("温致和", Role.SUPERVISOR, "wenzh", bureau)
    person("程以宁", Role.FINANCE, "chengyn", county.region)
    person("顾文澍", Role.ORGADMIN, "guws", county.region)
    programme = county.programme("外派挂职·第三批", day_basis="calendar")
    for band, fen in (("县内", 1500), ("县外", 3000)):
        county.add(Rate(programme_id=programme.id, region_band=band, amount_fen=fen, valid_from=LONG_AGO))
    month = clock.previous_month(clock.month_of(clock.today()))
    first = clock.month_bounds(month)[0]
    term: dict[str, Any] = {
        "start_on": first, "end_on": clock.today() + timedelta(days=90), "arrived_on": first, "region_band": "县内"
    }  # fmt: skip
    cadre = person("何景行", Role.CADRE, "hejx", town)
    row = county.secondment(cadre, programme, town, supervisors=(supervisor,), **term)
    return Stage(served, open_page, row.id, month)


def test_a_transfer_on_the_sixteenth(stage: Stage) -> None:
    moves(stage)
    confirms(stage, "zhoumin", "白鹭镇", "16")
    waits(stage)
    confirms(stage, "wenzh", "江州市商务局", "15")
    pays(stage)


def moves(stage: Stage) -> None:
    """The Organization Department writes the transfer; the page then shows both stretches."""
    page = stage.desk("guws")
    page.goto(f"/secondments/{stage.secondment_id}")
    page.get_by_role("button", name="调动").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("自哪天起").fill(stage.on.isoformat())
    dialog.get_by_label("接收单位").select_option(label="江州市商务局")
    dialog.get_by_label("职务").fill("招商科副科长（挂职）")
    dialog.get_by_label("理由").fill("县委组织部统一调整")
    with page.expect_navigation():
        dialog.get_by_role("button", name="调动").click()
    history = page.locator("section.card", has=page.get_by_role("heading", name="任职经过"))
    expect(history).to_contain_text("白鹭镇")
    expect(history).to_contain_text("江州市商务局 · 招商科副科长（挂职） 县外")


def confirms(stage: Stage, login: str, unit: str, other_day: str) -> None:
    """Each host sees its own dates alone, and confirms them."""
    page = stage.phone(login)
    page.goto(f"/attendance?month={stage.month}")
    expect(page.get_by_role("heading", name=unit)).to_be_visible()
    row = page.get_by_role("link", name=re.compile("何景行"))
    expect(row).to_have_count(1)
    days = f"{stage.on.month}月1日–\u206015日" if unit == "白鹭镇" else f"{stage.on.month}月16日–\u2060"
    expect(row).to_contain_text(days)
    with page.expect_navigation():
        page.get_by_role("button", name="确认这 1 人").tap()
    expect(page.get_by_text("已确认 1 人，待确认 0 人")).to_be_visible()


def waits(stage: Stage) -> None:
    """One word of two: finance still finds the cadre among those who wait."""
    page = stage.desk("chengyn")
    page.goto("/attendance/pending")
    row = page.get_by_role("row", name=re.compile("何景行"))
    expect(row).to_contain_text("江州市商务局")
    expect(row).to_contain_text("待确认")
    expect(page.get_by_role("row", name=re.compile("何景行"))).to_have_count(1)


def pays(stage: Stage) -> None:
    """15 days at 15 and the rest at 30 yuan."""
    page = stage.desk("chengyn")
    page.goto("/attendance/pending")
    expect(page.get_by_text("没有人待确认")).to_be_visible()
    page.goto(f"/allowances?month={stage.month}")
    page.get_by_role("button", name=re.compile("核算")).first.click()
    last = clock.month_bounds(stage.month)[1].day
    yuan = 15 * 15 + (last - 15) * 30
    row = page.get_by_role("row", name=re.compile("何景行"))
    expect(row).to_contain_text(f"{yuan:.2f}")
    expect(row).to_contain_text("县内、县外")
