"""From the first password to 今日: what a scripted newcomer taps and types; the demonstration leaves nothing behind."""

from playwright.sync_api import Page, expect

from app.accounts.passwords import hash_password
from app.core.actor import Role
from tests.browser.conftest import PASSWORD, Post, text_field

FRESH = "my own quiet words 2026"
TAP, SIGN = 1.5, 0.3
"""Seconds that a person without practice takes for a tap, looking included, and for a sign."""


class Newcomer:
    """Counts what a hand does."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.signs = page, 0, 0

    @property
    def seconds(self) -> float:
        return self.taps * TAP + self.signs * SIGN

    def tap(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name, exact=True).first.tap()  # type: ignore[arg-type] - a role
        self.taps += 1

    def type(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).first.tap()
        self.page.keyboard.type(words)
        self.taps, self.signs = self.taps + 1, self.signs + len(words)


def newcomer(post: Post) -> Newcomer:
    fresh = {"password_hash": hash_password(PASSWORD), "must_change_password": True, "welcome_due": True}
    cadre = post.county.person("林初", Role.CADRE, post.unit, login="linchu", **fresh)
    programme = post.county.programme(check_in="voluntary", location="coarse")
    post.county.secondment(
        cadre, programme, post.unit, start_on=post.secondment.start_on, end_on=post.secondment.end_on
    )
    return Newcomer(post.open_page("phone", base_url=post.address))


def test_a_first_sign_in_takes_less_than_a_minute(post: Post) -> None:
    hand = newcomer(post)
    page = hand.page
    page.goto("/")
    hand.type("账号", "linchu")
    hand.type("密码", PASSWORD)
    hand.tap("button", "登录")
    hand.type("原密码", PASSWORD)
    hand.type("新密码", FRESH)
    hand.tap("button", "保存")
    expect(page.get_by_role("heading", name="您好，林初")).to_be_visible()
    page.locator('input[name="position"][value="no"]').tap()
    hand.taps += 1
    hand.tap("button", "试写一条")
    page.locator("form[data-trial][data-ready]").wait_for()
    expect(page.get_by_text("示范：照样点、照样改，不保存，也不提交。")).to_be_visible()
    hand.tap("link", "提交（示范）")
    expect(page.get_by_text("示范内容没有保存。")).to_be_visible()
    hand.tap("link", "去写今天的记录")
    page.locator("form[data-record][data-ready]").wait_for()
    assert hand.taps <= 10
    assert hand.seconds < 60
    expect(text_field(page)).to_have_value("")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.indexOf('draft') >= 0)") == []
    page.goto("/")
    expect(page).to_have_url(f"{post.address}/today")


def test_the_demonstration_is_skipped_by_one_tap_and_found_again(post: Post) -> None:
    page = post.phone(path="/welcome")
    page.get_by_role("button", name="跳过").tap()
    page.locator("form[data-record][data-ready]").wait_for()
    page.goto("/help")
    page.get_by_text("昨天忘了写，能补吗？").tap()
    expect(page.get_by_text("一般三个工作日内直接补")).to_be_visible()
    page.get_by_role("link", name="看示范").tap()
    page.locator("form[data-trial][data-ready]").wait_for()
    page.locator('form[data-trial] textarea[name="items[0].text"]').fill("一份没有人看见的示范")
    page.get_by_role("link", name="提交（示范）").tap()
    page.get_by_role("link", name="去写今天的记录").tap()
    page.locator("form[data-record][data-ready]").wait_for()
    assert post.record() == {}
