"""Without a network: pages that open, a day that turned meanwhile, words that stay, and a person's own phone."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Post, submit, text_field

Until = Callable[[Page, Callable[[], bool]], None]
VISIT = "走访柳湾村四户，登记待销黄桃 3.2 吨。"
KEPT = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("jishi-pages-"));
  if (!names.length) return [];
  const kept = await (await caches.open(names[0])).keys();
  return kept.map((request) => new URL(request.url).pathname);
}"""


def choose(page: Page, label: str) -> None:
    page.get_by_role("radio", name=label).check()


def state(page: Page) -> Any:
    return expect(page.locator("[data-state]"))


def kept_pages(page: Page) -> set[str]:
    return set(page.evaluate(KEPT))


@pytest.fixture
def phone(post: Post, until: Until) -> Page:
    """A phone whose worker has fetched the cadre's pages."""
    page = post.phone(service_workers="allow")
    wanted = {"/today", "/today/blank", "/month", "/inbox", "/leave/new"}
    until(page, lambda: wanted <= kept_pages(page))
    return page


def test_the_pages_open_without_a_network_and_say_so(post: Post, phone: Page) -> None:
    post.offline(phone)
    for path, heading in (("/month", "月"), ("/inbox", "消息"), ("/leave/new", "请假"), ("/today", "月")):
        phone.goto(path)
        expect(phone.get_by_role("heading", level=1)).to_contain_text(heading)
        expect(phone.get_by_text("可能不是最新的")).to_be_visible()
    phone.goto("/month/lines")
    expect(phone.get_by_role("heading", name="没有网络，这一页还没存到手机上")).to_be_visible()


def test_the_first_opening_on_a_new_day_writes_into_that_day(post: Post, phone: Page, until: Until) -> None:
    tomorrow = post.today + timedelta(days=1)
    post.offline(phone)
    phone.clock.install(time=datetime.combine(tomorrow, time(9)))
    phone.goto("/today")
    phone.wait_for_url("**/today/blank")
    expect(phone.get_by_role("heading", level=1)).to_contain_text(f"{tomorrow.month}月{tomorrow.day}日")
    choose(phone, "在岗")
    text_field(phone).fill(VISIT)
    submit(phone)
    state(phone).to_contain_text("待上传")
    kept = phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jishi.draft.'))")
    assert kept == [f"jishi.draft.{post.cadre.id}/{post.secondment.id}/{tomorrow}"]


def test_a_day_that_was_never_opened_can_be_written_without_a_network(post: Post, phone: Page, until: Until) -> None:
    yesterday = post.today - timedelta(days=1)
    post.offline(phone)
    phone.goto(f"/days/{yesterday}?s={post.secondment.id}")
    expect(phone.get_by_role("heading", level=1)).to_contain_text(f"{yesterday.month}月{yesterday.day}日")
    choose(phone, "在岗")
    text_field(phone).fill(VISIT)
    submit(phone)
    state(phone).to_contain_text("待上传")
    assert post.record(yesterday) == {}
    post.online(phone)
    until(phone, lambda: post.texts(yesterday) == [VISIT])
    assert post.actions(yesterday) == ["submit"]
    expect(text_field(phone)).to_have_count(0)  # the page goes on by itself to what was taken
    phone.goto(f"/days/{post.today + timedelta(days=400)}")
    expect(phone.get_by_text("还没存到手机上")).to_be_hidden()


def test_a_blank_day_knows_what_this_phone_has_sent(post: Post, phone: Page) -> None:
    choose(phone, "在岗")
    text_field(phone).fill(VISIT)
    submit(phone)
    phone.get_by_role("heading", name="今天的记录").wait_for()
    post.offline(phone)
    phone.goto("/today/blank")
    state(phone).to_contain_text("已提交")
    expect(text_field(phone)).to_have_value(VISIT)
    assert post.actions() == ["submit"]


def test_a_session_that_ended_seals_the_text_for_its_author(post: Post, phone: Page, until: Until) -> None:
    choose(phone, "在岗")
    text_field(phone).fill(VISIT)
    phone.context.clear_cookies()
    submit(phone)
    phone.locator("form").get_by_role("link", name="去登录").wait_for()
    text_field(phone).fill(VISIT + "晚上开会。")
    dump = """async () => {
      const base = await new Promise((done) => {
        const asked = indexedDB.open("jishi-phone");
        asked.onsuccess = () => done(asked.result);
      });
      const all = (table) => new Promise((done) => {
        const asked = base.transaction([table]).objectStore(table).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      const rows = {};
      for (const table of ["writes", "refused", "known", "sealed", "keys"]) rows[table] = await all(table);
      return JSON.stringify([rows, Object.assign({}, localStorage)]);
    }"""
    until(phone, lambda: '"typed"' in phone.evaluate(dump) or "/typed" in phone.evaluate(dump))
    phone.goto("/sign-in")
    expect(phone.get_by_text("写它的人登录后才会恢复")).to_be_visible()
    assert "柳湾村" not in phone.evaluate(dump)
    assert kept_pages(phone) == set()
    post.sign_in(phone, post.supervisor)
    phone.goto("/me")
    expect(phone.get_by_text("还存着另一个人没有上传的内容")).to_be_visible()
    assert "柳湾村" not in phone.content() + phone.evaluate(dump)
    phone.context.clear_cookies()
    phone.goto("/sign-in")
    phone.locator("#username").fill("hejx")
    phone.locator("#password").fill(PASSWORD)
    phone.get_by_role("button", name="登录").click()
    until(phone, lambda: post.texts() == [VISIT])
    expect(text_field(phone)).to_have_count(0)  # signed in, the page goes on by itself to what was taken
    phone.goto("/days/" + str(post.today) + "?edit=true")
    expect(text_field(phone)).to_have_value(VISIT + "晚上开会。")
    assert post.actions() == ["submit"]


@pytest.mark.parametrize("how", ["send", "seal", "drop"])
def test_signing_out_with_unsent_work_asks_first(post: Post, until: Until, how: str) -> None:
    phone = post.phone()
    phone.route("**/records/*", lambda route: route.abort())
    choose(phone, "在岗")
    text_field(phone).fill(VISIT)
    submit(phone)
    state(phone).to_contain_text("待上传")
    phone.goto("/me")
    phone.locator("form[action='/sign-out'] button").last.click()
    dialog = phone.get_by_role("dialog", name="还有没上传的内容")
    dialog.get_by_role("button", name="先不退出").click()
    expect(dialog).to_be_hidden()
    phone.locator("form[action='/sign-out'] button").last.click()
    if how == "send":
        dialog.get_by_role("button", name="现在上传再退出").click()
        expect(dialog.get_by_text("还有 1 条没有传上")).to_be_visible()
        phone.unroute_all()
    label = {"send": "现在上传再退出", "seal": "封存在手机里", "drop": "丢弃这些内容"}[how]
    dialog.get_by_role("button", name=label).click()
    phone.wait_for_url("**/sign-in")
    phone.unroute_all()
    assert post.texts() == ([VISIT] if how == "send" else [])
    post.sign_in(phone, post.cadre)
    phone.goto("/me")
    if how == "seal":
        until(phone, lambda: post.texts() == [VISIT])
        assert post.actions() == ["submit"]
    expect(phone.locator("[data-outbox]")).to_be_hidden()
