"""Who lacks cover is seen, a sheet is mended and imported, and the cadre reads on the phone that they are covered."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from app.accounts.passwords import hash_password
from app.core.actor import Role
from tests.browser.conftest import PASSWORD
from tests.factories import County
from tests.secondments.sheets import workbook
from tests.support.browser import OpenPage

HEADINGS = ("人员编号", "姓名", "保单号", "保险公司", "起保日期", "终保日期", "保费（元）")
LINE = ["00231", "何景行", "PYIL-7", "人保财险", "2020-01-01", "2029-12-31", 120.5]


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in")
    page.locator("#username").fill(login)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def upload(page: Page, folder: Path, *lines: list[object]) -> None:
    file = folder / "保险.xlsx"
    file.write_bytes(workbook(保险=[HEADINGS, *lines]))
    page.locator("#roster-file").set_input_files(file)
    page.get_by_role("button", name="试读").click()


def test_a_gap_is_closed_by_a_sheet(county: County, served: str, open_page: OpenPage, tmp_path: Path) -> None:
    hashed, home = hash_password(PASSWORD), county.region
    county.person("程以宁", Role.FINANCE, home, login="money", password_hash=hashed)
    cadre = county.person("何景行", Role.CADRE, home, login="cadre", person_no="00231", password_hash=hashed)
    term = {"start_on": date(2020, 1, 1), "end_on": date(2029, 12, 31)}
    county.secondment(cadre, county.programme(insured=True), county.unit("青石镇", home), **term)
    desk, phone = open_page("desk", base_url=served), open_page("phone", base_url=served)
    sign_in(phone, "cadre")
    phone.goto("/me/insurance")
    expect(phone.get_by_text("您现在没有保险")).to_be_visible()
    sign_in(desk, "money")
    desk.get_by_role("link", name="保险", exact=True).click()
    expect(desk.get_by_text("现无保险")).to_be_visible()
    desk.get_by_role("link", name="按表导入").click()
    upload(desk, tmp_path, [*LINE[:6], "一百"])
    expect(desk.locator(".roster-errors tbody tr")).to_contain_text("这不是金额。")
    upload(desk, tmp_path, LINE)
    desk.get_by_role("button", name="确认导入").click()
    expect(desk.get_by_text("已导入")).to_be_visible()
    desk.get_by_role("link", name="看还有谁有缺口").click()
    expect(desk.get_by_text("应投保的人任期内每天都有保单")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("PYIL-7")).to_be_visible()
    expect(phone.get_by_text("您现在没有保险")).to_have_count(0)
