"""People in life: a unit merged, a consent given and taken back, one's own data taken along."""

import json
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.accounts.models import Person
from app.attendance.models import CheckIn
from app.core.actor import Role
from app.core.db import Database
from tests.browser.conftest import Post
from tests.support.browser import OpenPage


def signed_in(post: Post, open_page: OpenPage, person: Person, size: str, path: str, **options: Any) -> Page:
    page = open_page(size, base_url=post.address, **options)
    post.sign_in(page, person)
    page.goto(path)
    return page


def test_a_merged_units_cadre_is_seen_by_the_supervisor_of_its_successor(post: Post, open_page: OpenPage) -> None:
    county = post.county
    successor = county.unit("临湖镇", county.region)
    host = county.person("临湖主管", Role.SUPERVISOR, successor)
    orgadmin = county.person("顾文澍", Role.ORGADMIN, county.region)
    reviewer = signed_in(post, open_page, host, "phone", "/secondments")
    expect(reviewer.get_by_text("何景行")).to_have_count(0)

    desk = signed_in(post, open_page, orgadmin, "desk", f"/units/{post.unit.id}")
    desk.get_by_role("link", name="并入其他单位").click()
    desk.get_by_label("并入单位").select_option(str(successor.id))
    desk.get_by_role("button", name="先看会转移什么").click()
    expect(desk.locator("li", has_text="在挂干部（接收）")).to_contain_text("1")
    desk.get_by_label("依据或原因").fill("机构改革")
    desk.get_by_role("button", name="确认并入").click()
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("云浦县 / 临湖镇")
    expect(desk.locator("li", has_text="白鹭镇")).to_contain_text("已并入")

    reviewer.reload()
    reviewer.get_by_role("link", name="何景行").first.click()
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("何景行")
    expect(reviewer.get_by_role("main").get_by_text("临湖镇").first).to_be_visible()


def position_of(database: Database) -> list[float | None]:
    with database.session(write=False) as session:
        return [row.lat for row in session.exec(select(CheckIn).order_by(CheckIn.received_at)).all()]


def test_a_position_is_asked_for_once_and_gone_when_taken_back(
    post: Post, open_page: OpenPage, database: Database
) -> None:
    where: dict[str, Any] = {"geolocation": {"latitude": 28.5, "longitude": 105.2, "accuracy": 40}}
    page = post.phone(permissions=["geolocation"], **where)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_text("已签到，未提供位置")).to_be_visible()
    page.get_by_role("radio", name="附大致位置").check()
    page.get_by_role("button", name="签到").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("不同意没有任何影响")
    sheet.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator("[data-check-ins] li").nth(1)).to_contain_text("已签到，附大致位置")
    page.get_by_role("button", name="签到").click()
    expect(page.locator("[data-check-ins] li").nth(2)).to_contain_text("附大致位置")
    assert [lat is not None for lat in position_of(database)] == [False, True, True]

    page.goto("/me")
    page.get_by_role("link", name="隐私与授权").click()
    part = page.locator("#position")
    expect(part).to_contain_text("已同意")
    part.get_by_role("button", name="收回同意").click()
    expect(page.locator("#position")).to_contain_text("已收回")
    assert position_of(database) == [None, None, None]


def test_declining_is_a_check_in_like_any_other(post: Post) -> None:
    page = post.phone(geolocation={"latitude": 28.5, "longitude": 105.2}, permissions=["geolocation"])
    page.get_by_role("radio", name="附大致位置").check()
    page.get_by_role("button", name="签到").click()
    page.get_by_role("dialog").get_by_role("button", name="不同意").click()
    expect(page.get_by_text("已签到，未提供位置")).to_be_visible()
    assert page.get_by_role("radio", name="不提供位置").is_checked()


def test_the_photo_button_asks_before_the_camera(post: Post) -> None:
    page = post.phone()
    page.locator("label.tool", has_text="照片").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("给记录附照片")
    with page.expect_file_chooser():
        sheet.get_by_role("button", name="同意", exact=True).click()
    with page.expect_file_chooser():
        page.locator("label.tool", has_text="照片").click()


def test_answers_need_no_script(post: Post, open_page: OpenPage) -> None:
    page = signed_in(post, open_page, post.cadre, "phone", "/me/consents", java_script_enabled=False)
    page.locator("#photos").get_by_role("button", name="不同意").click()
    expect(page.locator("#photos")).to_contain_text("未同意")


def test_my_data_comes_as_one_file(post: Post, open_page: OpenPage) -> None:
    body = {"client_id": str(post.secondment.id), "day_type": "on_post", "items": [{"text": "走访柳湾村四户"}]}
    post.api.as_(post.cadre).put(post.record_path(), json=body | {"submit": True})
    page = signed_in(post, open_page, post.cadre, "phone", "/me")
    page.get_by_role("link", name="我的数据").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载我的数据").click()
    assert taken.value.suggested_filename == f"jishi-my-data-{post.today}.zip"
    with ZipFile(taken.value.path()) as archive:
        said = json.loads(archive.read("my-data.json"))
    assert said["sections"]["records"]["rows"][0]["items"][0]["text"] == "走访柳湾村四户"


def test_a_person_leaves_after_what_they_answer_for_was_read(post: Post, open_page: OpenPage) -> None:
    orgadmin = post.county.person("顾文澍", Role.ORGADMIN, post.county.region)
    desk = signed_in(post, open_page, orgadmin, "desk", f"/people/{post.supervisor.id}")
    desk.get_by_role("link", name="办理离任").click()
    expect(desk.locator("li", has_text="只有他一人主管")).to_contain_text("何景行")
    desk.get_by_label("离任日期").fill(str(post.today + timedelta(days=10)))
    desk.get_by_role("button", name="按这天再看").click()
    desk.get_by_label("原因").fill("退休")
    desk.get_by_role("button", name="确认离任").click()
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.get_by_role("button", name="撤销离任")).to_be_visible()
