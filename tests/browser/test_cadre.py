"""The cadre's day on a phone: written in under a minute, kept without a network, never lost and never doubled."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from app.http.scripts import files
from app.secondments.models import MonthLock
from tests.browser.conftest import PASSWORD, Post, submit, text_field
from tests.support.browser import OpenPage

Until = Callable[[Page, Callable[[], bool]], None]
VISIT = "走访柳湾村四户，登记待销黄桃 3.2 吨。"
MENDED = "走访柳湾村四户：张、李、王、赵家，登记待销黄桃 3.2 吨。"
LIMIT = 100 * 1024


def choose(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label).check()


def state(page: Page) -> Any:
    return expect(page.locator("[data-state]"))


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_a_day_from_sign_in_to_submission(post: Post, open_page: OpenPage) -> None:
    page = open_page("phone", base_url=post.address)
    page.goto("/today")
    page.locator("#username").fill("hejx")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{post.today.month}月{post.today.day}日")
    page.locator("form[data-check-in][data-ready]").wait_for()
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_text("已签到，未提供位置")).to_be_visible()
    choose(page, "在岗")
    choose(page, "走访")
    text_field(page).fill(VISIT)
    submit(page)
    expect(page.get_by_role("heading", name="今天的记录")).to_be_visible()
    expect(page.get_by_text("已提交").first).to_be_visible()
    record = post.record()
    assert (record["status"], record["day_type"]) == ("submitted", "on_post")
    assert record["items"][0] | {"text": VISIT, "category": "visit"} == record["items"][0]
    listed = post.api.as_(post.cadre).get("/api/v1/check-ins").json()["items"]
    assert [(entry["kind"], entry["position"]) for entry in listed] == [("on_post", None)]


def test_six_taps_are_enough(post: Post) -> None:
    page = post.phone()
    page.evaluate("window.taps = 0; document.addEventListener('pointerdown', () => (window.taps += 1), true)")
    page.get_by_role("button", name="签到").tap()
    page.get_by_text("已签到，未提供位置").wait_for()
    page.locator("#f-day_type-on_post").tap()
    text_field(page).tap()
    page.keyboard.insert_text(VISIT)
    taps = page.evaluate("window.taps")
    page.get_by_role("button", name="提交", exact=True).tap()
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert taps + 1 <= 6
    assert post.record()["status"] == "submitted"


def test_written_without_a_network_it_arrives_once_afterwards(post: Post, until: Until) -> None:
    page = post.phone()
    post.offline(page)
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    submit(page)
    state(page).to_contain_text("待上传")
    expect(page.get_by_role("heading", name="离线，联网后打开本页自动上传")).to_be_visible()
    assert post.record() == {}
    post.online(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    until(page, lambda: post.texts() == [VISIT])
    assert post.actions() == ["submit"]


def test_an_answer_that_is_lost_does_not_double_the_record(post: Post) -> None:
    page = post.phone()

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/records/*", lose_the_answer, times=1)
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    submit(page)
    state(page).to_contain_text("待上传")
    assert post.record()["status"] == "submitted"
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.actions() == ["submit"]


def test_what_waits_goes_from_the_next_page_that_opens(post: Post) -> None:
    page = post.phone()
    page.route("**/records/*", lambda route: route.abort(), times=1)
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    submit(page)
    state(page).to_contain_text("待上传")
    page.goto("/month")
    expect(page.get_by_text("记录 已上传")).to_be_visible()
    assert post.actions() == ["submit"]


def test_a_draft_survives_a_reload_and_can_be_given_up(post: Post) -> None:
    page = post.phone()
    page.route("**/records/*", lambda route: route.abort())
    choose(page, "培训")
    text_field(page).fill(VISIT)
    page.get_by_role("button", name="再记一条").click()
    text_field(page, 2).fill("参加县里的防汛培训。")
    state(page).to_contain_text("草稿已存手机")
    page.reload()
    expect(page.get_by_text("已恢复本机上未提交的内容")).to_be_visible()
    expect(text_field(page)).to_have_value(VISIT)
    expect(text_field(page, 2)).to_have_value("参加县里的防汛培训。")
    assert page.locator("#f-day_type-training").is_checked()
    page.get_by_role("button", name="清空重写").click()
    expect(text_field(page)).to_have_value("")
    page.get_by_role("button", name="撤销").click()
    expect(text_field(page)).to_have_value(VISIT)


def test_leaving_the_page_keeps_a_private_draft_on_the_server(post: Post, until: Until) -> None:
    page = post.phone()
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    page.goto("/month")
    until(page, lambda: post.texts() == [VISIT])
    assert post.record()["status"] == "draft"
    hidden = post.api.as_(post.supervisor).get(post.record_path())
    assert hidden.status_code == 404
    page.goto("/today")
    expect(text_field(page)).to_have_value(VISIT)
    expect(page.get_by_text("已恢复本机上未提交的内容")).to_be_hidden()
    submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.actions()[-1] == "submit"


@pytest.mark.parametrize("mine", [True, False])
def test_two_phones_write_one_day_and_the_person_chooses(post: Post, mine: bool) -> None:
    first, second = post.phone(), post.phone()
    for page, text in ((first, VISIT), (second, "在镇里开招商例会。")):
        choose(page, "在岗")
        text_field(page).fill(text)
        submit(page)
        if page is first:
            page.get_by_role("heading", name="今天的记录").wait_for()
    panel = second.get_by_role("alert", name="这一天在别处改过，两份都在")
    expect(panel.locator("[data-theirs]")).to_contain_text(VISIT)
    expect(panel.locator("[data-mine]")).to_contain_text("在镇里开招商例会。")
    assert post.texts() == [VISIT]
    if mine:
        second.get_by_role("button", name="用本机写的").click()
    else:
        second.get_by_role("button", name="用已保存的").click()
        second.get_by_role("dialog").get_by_role("button", name="确定").click()
    second.get_by_role("heading", name="今天的记录").wait_for()
    assert post.texts() == (["在镇里开招商例会。"] if mine else [VISIT])
    assert post.actions().count("submit") == (2 if mine else 1)


def test_a_returned_record_is_mended_and_sent_again(post: Post) -> None:
    body = {"client_id": str(post.cadre.id), "day_type": "on_post", "items": [{"text": VISIT}], "submit": True}
    made = post.api.as_(post.cadre).put(post.record_path(), json=body).json()
    returned = {"version": made["version"], "reason": "请写明走访了哪几户。"}
    assert post.api.as_(post.supervisor).post(f"/api/v1/records/{made['id']}/return", json=returned).status_code == 200
    page = post.phone()
    expect(page.get_by_text("请写明走访了哪几户。")).to_be_visible()
    expect(page.get_by_text("周敏")).to_be_visible()
    text_field(page).fill(MENDED)
    submit(page)
    expect(page.get_by_text("已重交").first).to_be_visible()
    assert post.texts() == [MENDED]
    assert post.record()["status"] == "submitted"


def test_an_identity_number_is_refused_with_its_reason_at_the_field(post: Post) -> None:
    page = post.phone()
    choose(page, "在岗")
    page.get_by_role("button", name="再记一条").click()
    text_field(page, 3).wait_for(state="hidden")
    text_field(page, 2).fill("登记张某，身份证 11010519491231002X。")
    submit(page)
    field = text_field(page, 2)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#f-items-1-text-error")).to_contain_text("身份证")
    state(page).to_contain_text("需修改")
    assert post.record() == {}
    field.fill("登记张某一户。")
    expect(field).not_to_have_attribute("aria-invalid", "true")
    submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.texts() == ["登记张某一户。"]


def test_a_workday_without_text_is_told_what_is_missing(post: Post) -> None:
    page = post.phone()
    choose(page, "在岗")
    submit(page)
    expect(page.locator("#f-items-0-text-error")).to_contain_text("至少写一项")
    choose(page, "休假")
    submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.record()["day_type"] == "leave"


def test_an_expired_sign_in_keeps_the_text_and_sends_it_afterwards(post: Post) -> None:
    page = post.phone()
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    page.context.clear_cookies()
    submit(page)
    page.locator("form").get_by_role("link", name="去登录").click()
    page.locator("#username").fill("hejx")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.actions() == ["submit"]


@pytest.mark.parametrize("granted", [True, False])
def test_a_position_goes_along_only_by_consent(post: Post, granted: bool) -> None:
    permissions: dict[str, Any] = {"permissions": ["geolocation"] if granted else []}
    page = post.phone(geolocation={"latitude": 28.5, "longitude": 105.2, "accuracy": 40}, **permissions)
    assert page.get_by_role("radio", name="不提供位置").is_checked()
    choose(page, "附大致位置")
    page.get_by_role("button", name="签到").click()
    page.get_by_role("dialog").get_by_role("button", name="同意", exact=True).click()
    said = "已签到，附大致位置" if granted else "已签到，未提供位置"
    row = page.locator("[data-check-ins] li")
    expect(row).to_contain_text(said)
    if not granted:
        expect(page.get_by_text("没有取得位置，已按不提供位置签到。")).to_be_visible()
    row.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("[data-check-ins] li")).to_have_count(0)


def test_a_tap_without_a_network_is_one_check_in_later(post: Post, until: Until) -> None:
    page = post.phone()
    post.offline(page)
    page.get_by_role("button", name="签到").click()
    expect(page.get_by_text("待上传 1 条")).to_be_visible()
    post.online(page)
    expect(page.get_by_text("已签到，未提供位置")).not_to_contain_text("待上传")
    assert len(post.api.as_(post.cadre).get("/api/v1/check-ins").json()["items"]) == 1


def test_the_first_load_is_light(post: Post) -> None:
    fresh = post.open_page("phone", base_url=post.address)
    post.sign_in(fresh, post.cadre)
    requests: list[Any] = []
    fresh.on("requestfinished", lambda request: requests.extend([request]))
    fresh.goto("/today", wait_until="networkidle")
    sizes = {one.url.rsplit("/", 1)[1]: one.sizes()["responseBodySize"] for one in requests}
    assert {"today", "phone.css", *(name.rsplit("/", 1)[1] for name in files("today")), "icons-first.svg"} <= set(sizes)
    assert 0 < sum(sizes.values()) < LIMIT, sizes


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_day_type_text_and_submit_are_on_the_first_screen(post: Post, language: str) -> None:
    page = post.phone(locale=language)
    dock = page.locator(".dock").bounding_box()
    write = page.locator(".write").first.bounding_box()
    tiles = page.locator(".tiles").bounding_box()
    assert dock is not None
    assert write is not None
    assert tiles is not None
    assert tiles["y"] >= 0
    assert write["y"] + write["height"] <= dock["y"]
    assert dock["y"] + dock["height"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("care", [False, True])
def test_the_cadres_pages_have_no_accessibility_fault(post: Post, language: str, care: bool) -> None:
    page = post.open_page("phone", base_url=post.address, locale=language, bypass_csp=True)
    post.sign_in(page, post.cadre)
    if care:
        page.context.add_cookies([{"name": "jishi_care", "value": "1", "url": post.address}])
    for path in ("/today", "/month", "/month/lines", "/me", "/spot-checks"):
        page.goto(path)
        page.evaluate((Path(__file__).parent.parent / "vendor/axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(result => result.violations.map(found => found.id))")
        assert (path, found) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_telephone_number_is_stored_and_pointed_out(post: Post) -> None:
    page = post.phone()
    choose(page, "在岗")
    text_field(page).fill("联系黄桃合作社 13912345678，约定周五看货。")
    submit(page)
    expect(page.locator("[data-warnings]")).to_contain_text("电话号码")
    assert post.record()["status"] == "submitted"
    page.reload()
    expect(page.locator("[data-warnings]")).to_be_hidden()


def test_half_a_word_is_kept_here_and_not_sent(post: Post) -> None:
    page = post.phone()
    choose(page, "在岗")
    text_field(page).dispatch_event("compositionstart")
    text_field(page).fill("zou fang")
    page.goto("/month")
    page.goto("/today")
    expect(text_field(page)).to_have_value("zou fang")
    assert post.record() == {}


def test_another_persons_writes_stay_on_the_phone_unsent(post: Post) -> None:
    page = post.phone()
    page.route("**/records/*", lambda route: route.abort())
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    submit(page)
    state(page).to_contain_text("待上传")
    page.context.clear_cookies()
    page.unroute_all()
    post.sign_in(page, post.supervisor)
    page.goto("/me")
    expect(page.get_by_role("heading", name="周敏")).to_be_visible()
    assert post.record() == {}
    page.context.clear_cookies()
    post.sign_in(page, post.cadre)
    page.goto("/me")
    expect(page.get_by_text("记录 已上传")).to_be_visible()
    assert post.actions() == ["submit"]


def test_a_text_for_a_day_that_closed_meanwhile_is_shown_and_not_lost(post: Post) -> None:
    page = post.phone()
    page.route("**/records/*", lambda route: route.abort())
    choose(page, "在岗")
    text_field(page).fill(VISIT)
    submit(page)
    state(page).to_contain_text("待上传")
    month = post.today.isoformat()[:7]
    post.county.add(MonthLock(programme_id=post.secondment.programme_id, month=month, state="closed"))
    page.unroute_all()
    page.goto("/month")
    expect(page.get_by_text("本月已结账，不能再修改")).to_be_visible()
    page.get_by_role("link", name="记录", exact=False).first.click()
    left = page.locator("[data-leftover]")
    expect(left).to_contain_text(VISIT)
    expect(left).to_contain_text("本月已结账")
    left.get_by_role("button", name="删除这份").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(left).to_be_hidden()
    page.goto("/month")
    expect(page.get_by_role("heading", name=f"{post.today.year}年{post.today.month}月", exact=True)).to_be_visible()
    expect(page.locator("[data-outbox]")).to_be_hidden()


def test_a_draft_of_yesterday_is_not_forgotten(post: Post) -> None:
    yesterday = post.today - timedelta(days=1)
    page = post.phone(path=f"/days/{yesterday}")
    page.route("**/records/*", lambda route: route.abort())
    page.locator("form[data-record][data-ready]").wait_for()
    text_field(page).fill(VISIT)
    page.goto("/today")
    expect(page.get_by_role("heading", name="还有没提交的草稿")).to_be_visible()
    page.get_by_role("link", name=f"{yesterday.month}月{yesterday.day}日 记录").click()
    expect(text_field(page)).to_have_value(VISIT)
