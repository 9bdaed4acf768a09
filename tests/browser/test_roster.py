"""A county arrives on one sheet: tried, mended, imported; slips are printed, and a cadre comes in by one."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from app.accounts.models import UnitKind
from app.accounts.passwords import hash_password
from app.core.actor import Role
from tests.browser.conftest import PASSWORD
from tests.factories import County
from tests.secondments.sheets import flat, workbook
from tests.support.browser import OpenPage

OWN = "my own long password 2027"
ONE = {"人员编号": "00231", "姓名": "何景行", "开始日期": "2026-03-01", "结束日期": "2030-02-28"}
TWO = ONE | {"人员编号": "00232", "姓名": "许文澜"}
WRONG = flat(ONE | {"接收单位": "县发改委", "手机": "见通讯录"}, TWO | {"结束日期": "2025-03-01"})


@pytest.fixture
def desk(county: County, served: str, open_page: OpenPage) -> Page:
    """The Organization Department's desk, at the roster."""
    county.unit("青石镇", county.region, kind=UnitKind.TOWNSHIP)
    county.unit("县发改局", county.region)
    county.programme("外派挂职")
    hashed = hash_password(PASSWORD)
    home = county.region
    county.person("顾文澍", Role.ORGADMIN, home, login="guws", password_hash=hashed, home_unit_id=home.id)
    page = open_page("desk", base_url=served)
    sign_in(page, "guws", PASSWORD)
    page.goto("/people")
    page.get_by_role("link", name="名册导入").click()
    return page


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/sign-in")
    page.locator("#username").fill(login)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def upload(page: Page, folder: Path, data: bytes) -> None:
    file = folder / "名册.xlsx"
    file.write_bytes(data)
    page.locator("#roster-file").set_input_files(file)
    page.get_by_role("button", name="试读").click()


def test_a_county_arrives_on_one_sheet(desk: Page, served: str, open_page: OpenPage, tmp_path: Path) -> None:
    with desk.expect_download() as template:
        desk.get_by_role("link", name="下载模板").click()
    with CalamineWorkbook.from_path(template.value.path()) as book:
        assert book.sheet_names[:2] == ["说明", "名册"]
    upload(desk, tmp_path, workbook(名册=WRONG))
    rows = desk.locator(".roster-errors tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(re.compile(r"C2\s+手机\s+见通讯录\s+这不是电话号码"))
    with desk.expect_download() as marked:
        desk.get_by_role("button", name="下载标注的表格").click()
    assert marked.value.suggested_filename == "名册-marked.xlsx"
    upload(desk, tmp_path, workbook(名册=flat(ONE, TWO)))
    expect(desk.get_by_text("试读通过，还没有写入。")).to_be_visible()
    desk.get_by_role("button", name="确认导入").click()
    expect(desk.get_by_text("已导入")).to_be_visible()
    desk.locator("#slips").get_by_role("link", name="青石镇").click()
    desk.get_by_role("button", name="生成登录码").click()
    desk.get_by_role("button", name="确定").click()
    slip = desk.locator(".slip").filter(has_text="何景行")
    code = slip.locator(".slip-code").inner_text()
    phone = open_page("phone", base_url=served)
    sign_in(phone, "00231", code)
    expect(phone).to_have_url(re.compile(r"/password"))
    phone.goto("/today")
    expect(phone).to_have_url(re.compile(r"/password"))
    phone.locator("[name=new]").fill(OWN)
    phone.get_by_role("button", name=re.compile("保存|修改|设置")).click()
    expect(phone).not_to_have_url(re.compile(r"/password"))
    other = open_page("phone", base_url=served)
    sign_in(other, "00231", OWN)
    expect(other).not_to_have_url(re.compile(r"/password"))
