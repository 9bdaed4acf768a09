"""One month of a cadre from the first check-in to the yuan, by everybody's own hands in real Chromium."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.allowances.models import Rate
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.browser.conftest import submit, text_field
from tests.factories import LONG_AGO, Api, County
from tests.support.browser import OpenPage

PASSWORD = "a good long password 2026"
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"
VAGUE, MENDED = "走访群众，了解情况。", "走访石桥村六户，核对医保参保，二户补缴。"
REASON = "请写明哪个村、几户。"
SEEN, ANSWER = "在石桥村见到本人，正在入户核对参保。", "二户本周五前补缴，已约好时间。"
RATES_FEN = {"县外": 3000, "省外": 4150}


@dataclass
class Cast:
    """Who plays, on which stage, and the month that is settled."""

    address: str
    open_page: OpenPage
    month: str
    workdays: int

    def phone(self, login: str) -> Page:
        """Somebody's own phone, signed in through the form."""
        page = self.open_page("phone", base_url=self.address, user_agent=MOBILE, is_mobile=True)
        return self._sign_in(page, login)

    def desk(self, login: str) -> Page:
        """Somebody's own desk, signed in through the form."""
        page = self.open_page("desk", base_url=self.address)
        page.set_viewport_size({"width": 1280, "height": 800})
        return self._sign_in(page, login)

    def yuan(self, band: str) -> float:
        """What the month pays to a cadre in a region band, worked out by hand: every workday, nobody was away."""
        return self.workdays * RATES_FEN[band] / 100

    def _sign_in(self, page: Page, login: str) -> Page:
        page.goto("/")
        page.locator("#username").fill(login)
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(re.compile(r"/(today|todo|allowances)$"))
        return page


@pytest.fixture
def cast(county: County, api: Api, served: str, open_page: OpenPage) -> Cast:
    """何景行 and 许文澜 on post in 白鹭镇 under 周敏 since the month before last; 程以宁 and 苏念恩 keep the money."""
    with Work(county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    hashed = hash_password(PASSWORD)

    def person(name: str, role: Role, login: str, unit: Any) -> Person:
        return county.person(name, role, unit, login=login, password_hash=hashed, home_unit_id=unit.id)

    town = county.unit("白鹭镇", county.region)
    supervisor = person("周敏", Role.SUPERVISOR, "zhoumin", town)
    finance = person("程以宁", Role.FINANCE, "chengyn", county.region)
    person("苏念恩", Role.FINANCE, "sunne", county.region)
    programme = county.programme("外派挂职·第三批", check_in="voluntary", location="coarse")
    month = clock.previous_month(clock.month_of(clock.today()))
    began = clock.month_bounds(clock.previous_month(month))[0]
    for (band, fen), (name, login) in zip(RATES_FEN.items(), (("何景行", "hejx"), ("许文澜", "xuwl")), strict=True):
        county.add(Rate(programme_id=programme.id, region_band=band, amount_fen=fen, valid_from=LONG_AGO))
        term: dict[str, Any] = {"start_on": began, "end_on": clock.today() + timedelta(days=90), "region_band": band}
        county.secondment(person(name, Role.CADRE, login, town), programme, town, supervisors=(supervisor,), **term)
    return Cast(served, open_page, month, workdays_of(api, finance, month))


def workdays_of(api: Api, person: Person, month: str) -> int:
    """The workdays of a month by the calendar that everybody may read."""
    year = api.as_(person).get("/api/v1/workdays", params={"year": month[:4]}).json()
    special = {entry["on"]: entry["kind"] == "makeup" for entry in year["days"]}
    first, last = clock.month_bounds(month)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    return sum(special.get(on.isoformat(), on.weekday() < 5) for on in days)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_month_from_the_first_check_in_to_the_yuan(cast: Cast, tmp_path: Path) -> None:
    cadre, supervisor = cast.phone("hejx"), cast.phone("zhoumin")
    writes_today(cadre)
    returns_it(supervisor)
    mends_it(cadre)
    approves_it(supervisor)
    notes_a_visit(supervisor)
    answers_the_note(cadre)
    confirms_the_month(cast, supervisor)
    calculates(cast)
    approves_the_run(cast)
    closes(cast, tmp_path)
    sees_what_is_owed(cast, cadre)


def writes_today(page: Page) -> None:
    """Check in without a position, write one line, submit."""
    page.locator("form[data-check-in][data-ready]").wait_for()
    page.get_by_role("button", name="签到").tap()
    expect(page.get_by_text("已签到，未提供位置")).to_be_visible()
    page.get_by_role("radio", name="在岗").check()
    page.get_by_role("radio", name="走访").check()
    text_field(page).fill(VAGUE)
    submit(page)
    expect(page.get_by_role("heading", name="今天的记录")).to_be_visible()
    expect(page.get_by_text("已提交").first).to_be_visible()


def returns_it(page: Page) -> None:
    """The day waits; it goes back with a reason in own words."""
    page.goto("/todo")
    expect(page.get_by_role("heading", name="何景行")).to_be_visible()
    expect(page.get_by_text(VAGUE)).to_be_visible()
    page.get_by_role("button", name=re.compile("^退回")).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(REASON)
    with page.expect_navigation():
        dialog.get_by_role("button", name="退回此日").tap()
    expect(page.get_by_text("没有等您审阅的记录")).to_be_visible()


def mends_it(page: Page) -> None:
    """The message leads to the day, which says who asked for what; the mended text goes again."""
    page.goto("/inbox")
    page.locator("main").get_by_role("link", name=re.compile("退回")).first.tap()
    page.locator("form[data-record][data-ready]").wait_for()
    expect(page.get_by_text(REASON)).to_be_visible()
    expect(page.get_by_text("周敏")).to_be_visible()
    expect(text_field(page)).to_have_value(VAGUE)
    text_field(page).fill(MENDED)
    submit(page)
    expect(page.get_by_text("已重交").first).to_be_visible()


def approves_it(page: Page) -> None:
    """The mended day is marked as such, and approved."""
    page.goto("/todo")
    expect(page.get_by_text(MENDED)).to_be_visible()
    expect(page.get_by_text("已重交").first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="通过这一天").tap()
    expect(page.get_by_text("没有等您审阅的记录")).to_be_visible()


def notes_a_visit(page: Page) -> None:
    """From 我的 to a note about one of the two cadres."""
    page.get_by_role("link", name="我的").tap()
    page.get_by_role("link", name="抽查记录").tap()
    page.get_by_role("link", name="写抽查记录").tap()
    page.get_by_role("link", name=re.compile("何景行")).tap()
    page.get_by_label("地点").fill("石桥村")
    page.get_by_label("所见所谈").fill(SEEN)
    page.get_by_role("button", name="提交").tap()
    page.wait_for_url(re.compile(r"/spot-checks/[0-9a-f-]{36}$"))
    expect(page.get_by_text(SEEN)).to_be_visible()


def answers_the_note(page: Page) -> None:
    """今日 shows the approval; 我的 says that a note waits for an answer."""
    page.goto("/today")
    expect(page.get_by_text(re.compile("周敏 .*通过"))).to_be_visible()
    page.get_by_role("link", name="我的").tap()
    page.get_by_role("link", name=re.compile("抽查记录.*待您回复")).tap()
    page.get_by_role("link", name=re.compile("石桥村")).tap()
    expect(page.get_by_text(SEEN)).to_be_visible()
    page.get_by_label("您的回复").fill(ANSWER)
    page.get_by_role("button", name="回复", exact=True).tap()
    expect(page.locator("p.say", has_text=ANSWER)).to_be_visible()


def confirms_the_month(cast: Cast, page: Page) -> None:
    """Last month on the phone: two cadres without an exception, one tap."""
    page.goto("/todo")
    page.get_by_role("link", name="月度确认").tap()
    page.wait_for_url("**/attendance*")
    page.goto(f"/attendance?month={cast.month}")
    expect(page.get_by_role("link", name=re.compile("何景行"))).to_contain_text(f"{cast.workdays} 天")
    with page.expect_navigation():
        page.get_by_role("button", name="确认这 2 人").tap()
    expect(page.get_by_text("已确认 2 人，待确认 0 人")).to_be_visible()


def calculates(cast: Cast) -> None:
    """The first finance person makes the sums and may not check them."""
    page = cast.desk("chengyn")
    page.goto(f"/allowances?month={cast.month}")
    with page.expect_navigation():
        page.get_by_role("button", name="核算本月").click()
    expect(page.get_by_text("核算人不能审核；请另一位财务人员审核")).to_be_visible()
    expect(page.get_by_role("button", name="审核通过")).to_have_count(0)
    total = f"{cast.yuan('县外') + cast.yuan('省外'):,.2f}"
    expect(page.locator("tfoot")).to_contain_text(total)


def approves_the_run(cast: Cast) -> None:
    """The second one reads the days behind the yuan and approves, and may then not close."""
    page = cast.desk("sunne")
    page.goto(f"/allowances?month={cast.month}")
    for name, band in (("何景行", "县外"), ("许文澜", "省外")):
        expect(page.get_by_role("row", name=re.compile(name))).to_contain_text(f"{cast.yuan(band):,.2f}")
        page.get_by_role("link", name=name).click()
        reads_the_days(cast, page, band)
        page.get_by_role("link", name="月度补助").last.click()
    with page.expect_navigation():
        page.get_by_role("button", name="审核通过").click()
    expect(page.get_by_role("button", name="结账")).to_have_count(0)


def closes(cast: Cast, folder: Path) -> None:
    """The first one closes what the second has approved, and takes the sheet home."""
    page = cast.desk("chengyn")
    page.goto(f"/allowances?month={cast.month}")
    page.get_by_role("button", name="结账").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("button", name="登记支付")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="汇总表 XLSX").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    reads_the_sheet(cast, path)


def reads_the_days(cast: Cast, page: Page, band: str) -> None:
    """Every workday of the month carries its yuan, no other day does, and they add up to the sum."""
    expect(page.locator("main p.large")).to_contain_text(f"¥{cast.yuan(band):,.2f}")
    paid = page.locator(".ledger .cell .fen").all_inner_texts()
    assert paid == [f"{RATES_FEN[band] / 100:.2f}"] * cast.workdays
    expect(page.locator("table.sum")).to_contain_text(f"{cast.yuan(band):,.2f}")


def reads_the_sheet(cast: Cast, path: Path) -> None:
    """A spreadsheet library finds both cadres, their days and sums, and the total of it all."""
    assert path.suffix == ".xlsx"
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    at = next(number for number, row in enumerate(rows) if "姓名" in row)
    head = [str(cell) for cell in rows[at]]
    people = {row[head.index("姓名")]: dict(zip(head, row, strict=True)) for row in rows[at + 1 : at + 3]}
    assert {name: (row["计发天数"], row["生活补助"], row["合计"]) for name, row in people.items()} == {
        "何景行": (cast.workdays, cast.yuan("县外"), cast.yuan("县外")),
        "许文澜": (cast.workdays, cast.yuan("省外"), cast.yuan("省外")),
    }
    assert rows[at + 3][head.index("合计")] == cast.yuan("县外") + cast.yuan("省外")
    assert "程以宁" in str(rows)
    assert "苏念恩" in str(rows)


def sees_what_is_owed(cast: Cast, page: Page) -> None:
    """On the cadre's phone: days, rate and sum, and each day of them."""
    year, month = map(int, cast.month.split("-"))
    page.goto(f"/month?m={cast.month}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{year}年{month}月")
    expect(page.locator("p.amount")).to_have_text(
        f"{cast.workdays} 天 × ¥30.00 = ¥{cast.yuan('县外'):,.2f}", use_inner_text=True
    )
    expect(page.get_by_text("已结账")).to_be_visible()
    page.get_by_role("link", name="逐日明细").tap()
    expect(page.get_by_text("30.00", exact=True)).to_have_count(cast.workdays)
    first = date(year, month, 1)
    expect(page.locator("main li").first).to_contain_text(f"{first.month}月{first.day}日")
