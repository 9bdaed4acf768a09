"""The way to the server cut, silent and flapping, the server gone and back: one text, taken once."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Timer

import pytest
from playwright.sync_api import Page, Route, expect

from app.secondments.models import MonthLock
from tests.browser.conftest import Post, submit, text_field
from tests.support.proxy import Proxy

Until = Callable[[Page, Callable[[], bool]], None]
VISIT = "走访柳湾村四户，登记待销黄桃 3.2 吨。"
LONGER_THAN_PATIENCE = 3.6
"""Seconds: by then the worker shows what it has kept, where nothing was written since."""
KEPT_TODAY = """caches.open("jishi-pages-" + document.body.dataset.who)
  .then((pages) => pages.match("/today")).then((found) => (found ? found.text() : ""))"""
KEEP_TODAY_AGAIN = """caches.open("jishi-pages-" + document.body.dataset.who)
  .then((pages) => pages.delete("/today"))
  .then(() => navigator.serviceWorker.controller.postMessage({ prefetch: ["/today"] }))"""
HOLD_ANSWERS = """() => {
  const ask = self.fetch;
  const held = new Promise((resolve) => { self.letGo = resolve; });
  self.fetch = (...wanted) => {
    self.fetch = ask;
    return ask(...wanted).then((answer) => { self.isHeld = true; return held.then(() => answer); });
  };
}"""
MEETING = "在镇里开招商例会。"


@pytest.fixture
def way(post: Post) -> Iterator[Proxy]:
    """The phone's way to the server, which can be cut; the server itself goes on."""
    proxy = Proxy(post.address.replace("http://", "postgresql://") + "/way")
    direct, post.address = post.address, f"http://127.0.0.1:{proxy.port}"
    yield proxy
    proxy.close()
    post.address = direct


def write(page: Page, text: str = VISIT) -> None:
    page.get_by_role("radio", name="在岗").check()
    text_field(page).fill(text)


def try_again(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_cut_before_during_and_after_the_request(post: Post, way: Proxy) -> None:
    page = post.phone()
    asked: list[str] = []

    def lose_the_answer(route: Route) -> None:
        asked.append("after")
        route.fetch()
        route.abort()

    def cut_on_the_way(route: Route) -> None:
        asked.append("during")
        way.shut()
        route.continue_()

    write(page)
    way.shut()
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")
    way.open()
    for cut in (cut_on_the_way, lose_the_answer):
        page.route("**/records/*", cut, times=1)
        with page.expect_event("requestfailed"):
            try_again(page)
        way.open()
    assert asked == ["during", "after"]
    try_again(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.texts() == [VISIT]
    assert post.actions() == ["submit"]


def test_the_worker_sends_what_waits_with_no_page_open(post: Post, way: Proxy, until: Until) -> None:
    page = post.phone(service_workers="allow")
    until(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    write(page)
    way.shut()
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")
    page.goto("about:blank")
    way.open()
    worker = page.context.service_workers[0]
    worker.evaluate("self.dispatchEvent(new SyncEvent('sync', { tag: 'jishi' }))")
    until(page, lambda: post.texts() == [VISIT])
    assert post.actions() == ["submit"]


def submitted_and_kept(page: Page, until: Until) -> None:
    write(page)
    submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    until(page, lambda: "今天的记录" in page.evaluate(KEPT_TODAY))


def withdraw(page: Page, until: Until) -> None:
    """Withdrawn, and the page stays where it is."""
    page.evaluate("document.addEventListener('jishi:done', (event) => event.preventDefault() || (window.taken = true))")
    page.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    until(page, lambda: bool(page.evaluate("window.taken")))


def open_on_a_slow_way(page: Page, way: Proxy) -> None:
    way.fall_silent()
    again = Timer(LONGER_THAN_PATIENCE, way.open)
    again.start()
    page.goto("/today")
    again.join()
    expect(text_field(page)).to_have_value(VISIT)


def test_on_a_slow_way_no_page_is_shown_that_was_kept_before_a_write(post: Post, way: Proxy, until: Until) -> None:
    page = post.phone(service_workers="allow")
    submitted_and_kept(page, until)
    withdraw(page, until)
    open_on_a_slow_way(page, way)


def test_a_page_asked_for_before_a_write_and_kept_after_it_is_old_news(post: Post, way: Proxy, until: Until) -> None:
    page = post.phone(service_workers="allow")
    submitted_and_kept(page, until)
    until(page, lambda: page.evaluate("Boolean(navigator.serviceWorker.controller)"))
    worker = page.context.service_workers[0]
    worker.evaluate(HOLD_ANSWERS)
    page.evaluate(KEEP_TODAY_AGAIN)
    until(page, lambda: worker.evaluate("self.isHeld === true"))
    withdraw(page, until)
    worker.evaluate("self.letGo()")
    until(page, lambda: "今天的记录" in page.evaluate(KEPT_TODAY))
    open_on_a_slow_way(page, way)


def test_flapping_and_reloading_the_last_text_is_there_once(post: Post, way: Proxy, until: Until) -> None:
    page = post.phone(service_workers="allow")
    until(page, lambda: page.evaluate("caches.match('/today/blank').then((found) => Boolean(found))"))
    write(page)
    for number in range(3):
        way.shut()
        text_field(page).fill(f"{VISIT}第{number}次。")
        submit(page)
        expect(page.locator("[data-state]")).to_contain_text("待上传")
        page.reload()
        expect(text_field(page)).to_have_value(f"{VISIT}第{number}次。")
        way.open()
        if number == 1:
            way.fall_silent()
            way.open()
    try_again(page)
    until(page, lambda: post.texts() == [f"{VISIT}第2次。"])
    assert post.actions().count("submit") <= 3


@pytest.mark.parametrize("worker", ["allow", "block"])
def test_two_phones_one_day_without_a_network(post: Post, way: Proxy, worker: str) -> None:
    page = post.phone(service_workers=worker)
    write(page, MEETING)
    way.shut()
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")
    body = {"client_id": str(post.cadre.id), "day_type": "on_post", "items": [{"text": VISIT}], "submit": True}
    assert post.api.as_(post.cadre).put(post.record_path(), json=body).status_code == 201
    way.open()
    try_again(page)
    panel = page.get_by_role("alert", name="这一天在别处改过，两份都在")
    expect(panel.locator("[data-theirs]")).to_contain_text(VISIT)
    expect(panel.locator("[data-mine]")).to_contain_text(MEETING)
    page.reload()
    page.goto(f"/days/{post.today}?edit=true")
    expect(text_field(page)).to_have_value(MEETING)
    assert post.texts() == [VISIT]
    panel.get_by_role("button", name="用本机写的").click()
    submit(page)
    page.get_by_role("heading", name="今天的记录").wait_for()
    assert post.texts() == [MEETING]


def test_a_month_that_closed_meanwhile_and_a_refused_text_stay_on_the_phone(post: Post, way: Proxy) -> None:
    page = post.phone()
    write(page, "登记张某，身份证 11010519491231002X。")
    way.shut()
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")
    way.open()
    try_again(page)
    expect(page.locator("[data-state]")).to_contain_text("需修改")
    page.reload()
    expect(text_field(page)).to_have_value("登记张某，身份证 11010519491231002X。")
    text_field(page).fill(VISIT)
    way.shut()
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")
    month = post.today.isoformat()[:7]
    post.county.add(MonthLock(programme_id=post.secondment.programme_id, month=month, state="closed"))
    way.open()
    try_again(page)
    expect(page.get_by_text("本月已结账").first).to_be_visible()
    page.goto("/today")
    expect(page.locator("[data-leftover]")).to_contain_text(VISIT)


def test_a_full_phone_says_so_and_sends_from_the_open_page(post: Post, way: Proxy, until: Until) -> None:
    page = post.open_page("phone", base_url=post.address)
    post.sign_in(page, post.cadre)
    page.add_init_script(
        """delete window.indexedDB;
        Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("private", "SecurityError"); } });
        Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };"""
    )
    page.goto("/today")
    page.locator("form[data-record][data-ready]").wait_for()
    write(page)
    expect(page.locator("[data-state]")).to_contain_text("手机存不下，请勿关页")
    way.shut()
    submit(page)
    expect(page.get_by_role("heading", name="手机存不下，上传前请勿关闭本页")).to_be_visible()
    way.open()
    try_again(page)
    until(page, lambda: post.texts() == [VISIT])
    assert post.actions() == ["submit"]


def test_what_an_older_version_left_is_taken_over_once(post: Post, until: Until) -> None:
    page = post.open_page("phone", base_url=post.address)
    post.sign_in(page, post.cadre)
    yesterday = post.today - timedelta(days=1)
    page.goto("/offline")
    page.evaluate(
        """([person, subject, url, id, text]) => {
          const body = { client_id: id, day_type: "on_post", items: [{ text }], attachment_ids: [], submit: true };
          const said = { label: "记录", link: "/today" };
          const write = Object.assign(said, { id, kind: "record", subject, method: "PUT", url, body, etag: "" });
          localStorage.setItem("jishi.write." + person + ".001795355378328." + id, JSON.stringify(write));
        }""",
        [
            str(post.cadre.id),
            f"{post.secondment.id}/{yesterday}",
            post.record_path(yesterday),
            str(post.unit.id),
            VISIT,
        ],
    )
    page.goto("/month")
    until(page, lambda: post.texts(yesterday) == [VISIT])
    assert post.actions(yesterday) == ["submit"]
    page.reload()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jishi.write.'))") == []
