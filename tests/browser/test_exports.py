"""A month's sheet is made apart, watched and downloaded; the file in hand is recognised, and a changed one is not."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from app.accounts.models import Person
from app.allowances import service_export
from app.allowances.models import Rate
from app.core import clock
from app.core.actor import Role
from tests.browser.conftest import Post
from tests.factories import Api, County


@pytest.fixture
def finance(post: Post, county: County, api: Api) -> Person:
    """Somebody of finance, and last month calculated for the cadre on post."""
    month = clock.previous_month(clock.month_of(clock.today()))
    person = county.person("程以宁", Role.FINANCE, county.region)
    programme_id = post.secondment.programme_id
    first = date(2020, 1, 1)
    county.add(Rate(programme_id=programme_id, amount_fen=30_00, valid_from=first))
    answer = api.as_(person).post(f"/api/v1/allowances/{month}/calculate", json={"programme_id": str(programme_id)})
    assert answer.status_code == 200, answer.text
    return person


@pytest.fixture
def desk(post: Post, finance: Person) -> Page:
    """The desk of finance, at last month."""
    page = post.open_page("desk", base_url=post.address)
    post.sign_in(page, finance)
    page.goto("/allowances")
    return page


def test_a_sheet_is_made_watched_taken_and_recognised(
    desk: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(service_export, "LARGE", 0)  # everything is large: another process makes it
    with desk.expect_download(timeout=60_000) as download:
        desk.get_by_role("link", name="打印").click()
        expect(desk.locator("[data-export-status]")).to_be_visible()
    sheet = tmp_path / "sheet.pdf"
    download.value.save_as(sheet)
    assert "何景行" in PdfReader(sheet).pages[0].extract_text()
    desk.get_by_role("link", name="导出记录").click()
    expect(desk.get_by_role("row").filter(has_text="汇总表 PDF")).to_contain_text("可下载")
    desk.locator("#digest-file").set_input_files(sheet)
    expect(desk.locator("#verdict")).to_contain_text("与生成时完全一致")
    expect(desk.locator("#verdict")).to_contain_text("程以宁")
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(sheet.read_bytes() + b" ")
    desk.locator("#digest-file").set_input_files(changed)
    expect(desk.locator("#verdict")).to_contain_text("生成之后被改动过")


def test_a_file_chosen_before_the_scripts_are_there_is_looked_up(desk: Page, tmp_path: Path) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/static/**/exports.js", hold)
    desk.goto("/exports", wait_until="commit")
    file = tmp_path / "foreign.pdf"
    file.write_bytes(b"not of this house")
    desk.locator("#digest-file").set_input_files(file)
    held.pop().continue_()
    desk.unroute("**/static/**/exports.js")
    expect(desk.locator("#verdict")).to_contain_text("不是本系统为您所管项目生成的文件")


def test_sums_are_looked_at_and_taken(desk: Page) -> None:
    desk.get_by_role("link", name="汇总", exact=True).click()
    month = clock.previous_month(clock.month_of(clock.today()))
    first, last = clock.month_bounds(month)
    desk.goto(f"/totals?from={first}&to={last}&group_by=cadre")
    expect(desk.get_by_role("row").filter(has_text="合计").last).to_contain_text("0.00")
    with desk.expect_download() as download:
        desk.get_by_role("button", name="导出 CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("姓名,人员编号,计发天数")
    desk.get_by_role("link", name="对账").click()
    expect(desk.get_by_text("这段时间没有已结账的月份")).to_be_visible()
