"""The cadre's pages inside WeChat, WeCom and DingTalk, without what browsers have: nothing breaks, and what cannot be
done there says where it can."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Post, submit, text_field

ANDROID = "Mozilla/5.0 (Linux; Android 10; M2007J3SC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 13_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
AGENTS = {
    "wechat": f"{ANDROID} MQQBrowser/6.2 Mobile Safari/537.36 MicroMessenger/8.0.30 Language/zh_CN",
    "wecom": f"{IPHONE} wxwork/4.1.0 MicroMessenger/7.0.1 Language/zh",
    "dingtalk": f"{IPHONE} AliApp(DingTalk/6.5.20) com.laiwang.DingTalk/21563184 language/zh-Hans-CN",
}
BARE = """
for (const name of ["serviceWorker", "clipboard", "share"])
  Object.defineProperty(Navigator.prototype, name, { get: () => undefined, configurable: true });
delete HTMLAnchorElement.prototype.download;
window.open = () => null;
window.print = () => { throw new Error("printed"); };
window.Notification = undefined;
"""
PAGES = ("/today", "/month", "/month/lines", "/inbox", "/leave", "/claims", "/me", "/me/consents", "/me/data", "/help")


def inside(post: Post, agent: str) -> Page:
    page = post.open_page("phone", base_url=post.address, user_agent=AGENTS[agent], service_workers="block")
    page.context.add_init_script(BARE)
    post.sign_in(page, post.cadre)
    return page


def test_every_page_of_a_cadre_stands_inside_a_webview(post: Post) -> None:
    page = inside(post, "wechat")
    for path in PAGES:
        page.goto(path)
        expect(page.locator("h1")).to_be_visible()
    assert page.locator("[data-install]").count() == 0 or page.locator("[data-install]").is_hidden()


@pytest.mark.parametrize("agent", ["wecom", "dingtalk"])
def test_a_day_is_written_and_a_file_is_fetched_elsewhere(post: Post, agent: str) -> None:
    page = inside(post, agent)
    page.goto("/today")
    page.locator("form[data-record][data-ready]").wait_for()
    assert page.locator("input[type=file]").first.get_attribute("accept") == "image/*"
    text_field(page).fill("在岗值班。")
    submit(page)
    expect(page.get_by_text("在岗值班。")).to_be_visible()
    assert post.texts() == ["在岗值班。"]
    page.goto("/me/data")
    taken: list[object] = []
    page.on("download", lambda found: taken.extend([found]))
    page.get_by_role("link", name="下载我的数据").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("请在浏览器里打开本页再下载")
    assert asked.get_by_label("本页地址").input_value() == f"{post.address}/me/data"
    asked.get_by_role("button", name="复制地址").click()
    expect(page.locator("#toasts")).to_contain_text("复制")
    assert taken == []


def test_a_browser_downloads_as_ever(post: Post) -> None:
    page = post.phone(path="/me/data")
    with page.expect_download() as taken:
        page.get_by_role("link", name="下载我的数据").click()
    assert taken.value.suggested_filename


def test_the_home_screen_is_offered_only_where_it_can_be_had(post: Post) -> None:
    page = post.phone(path="/me")
    expect(page.locator("[data-install]")).to_be_hidden()
    page.evaluate(
        "window.dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt() { window.asked = 1; } }))"
    )
    page.get_by_role("button", name="添加到手机桌面").click()
    assert page.evaluate("window.asked") == 1
    expect(page.locator("[data-install]")).to_be_hidden()
