"""Getting in and being let out: a forgotten password, a lost phone, a form that outlives its session, a second step."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.core import clock
from app.core.actor import Role
from tests.factories import County
from tests.support.browser import OpenPage

PASSWORD, OWN = "a good long password 2026", "清水河边种过三年的树"
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36 "
    "MicroMessenger/8.0.37"
)
SIGN_IN = re.compile(r"/sign-in")


@dataclass
class Town:
    """The county's people and their browsers."""

    address: str
    open_page: OpenPage
    cadre: Person

    def phone(self, path: str = "/") -> Page:
        page = self.open_page("phone", base_url=self.address, user_agent=WECHAT, is_mobile=True)
        page.goto(path)
        return page

    def desk(self, login: str, path: str = "/") -> Page:
        page = self.open_page("desk", base_url=self.address)
        page.goto(path)
        sign_in(page, login)
        return page


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Fill in the sign-in form at which the page stands."""
    page.locator("#username").fill(login)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def next_code(authenticator: pyotp.TOTP) -> str:
    """The code of the step after this one: the present one may be the one that turned it on."""
    return authenticator.at(clock.now() + timedelta(seconds=30))


@pytest.fixture
def town(county: County, served: str, open_page: OpenPage) -> Town:
    hashed, home = hash_password(PASSWORD), county.region

    def person(name: str, role: Role, login: str) -> Person:
        return county.person(name, role, home, login=login, password_hash=hashed, home_unit_id=home.id)

    person("顾文澍", Role.ORGADMIN, "guws")
    person("程以宁", Role.FINANCE, "chengyn")
    return Town(served, open_page, person("何景行", Role.CADRE, "hejx"))


def test_a_forgotten_password_is_replaced_in_person(town: Town) -> None:
    admin = town.desk("guws", f"/people/{town.cadre.id}")
    admin.get_by_role("button", name="生成重置码").click()
    admin.get_by_role("dialog").get_by_role("button", name="确定").click()
    slip = admin.locator("#reset-code")
    expect(slip).to_be_visible()
    expect(slip).to_contain_text("何景行")
    code = slip.locator("[data-value=code]").inner_text()
    admin.reload()
    expect(admin.get_by_text(code)).to_have_count(0)

    phone = town.phone("/month?m=2026-03")
    sign_in(phone, "hejx")
    expect(phone.get_by_role("alert")).to_contain_text("账号或密码不对")
    phone.get_by_role("link", name="忘记密码").tap()
    phone.get_by_label("账号").fill("hejx")
    phone.get_by_label("重置码").fill("K7QF-2M9X-PW4T")
    phone.get_by_role("button", name="登录并设置新密码").tap()
    expect(phone.get_by_role("alert")).to_contain_text("账号或密码不对")
    phone.get_by_label("重置码").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="登录并设置新密码").tap()
    expect(phone.get_by_role("heading", name="修改密码")).to_be_visible()
    phone.goto("/me")
    expect(phone.get_by_text("现在的密码是别人为您设的")).to_be_visible()
    phone.get_by_label("新密码").fill(OWN)
    phone.get_by_role("button", name="保存").tap()
    phone.wait_for_url(re.compile(r"/today$"))
    phone.goto("/me")
    phone.get_by_role("button", name="退出登录").tap()
    phone.wait_for_url(SIGN_IN)
    sign_in(phone, "hejx", OWN)
    phone.wait_for_url(re.compile(r"/today$"))


def test_a_lost_phone_is_signed_out_from_the_desk(town: Town) -> None:
    phone = town.phone("/me")
    sign_in(phone, "hejx")
    expect(phone.get_by_role("heading", name="何景行")).to_be_visible()
    desk = town.desk("hejx", "/me")
    desk.get_by_role("link", name="登录设备").click()
    lost = desk.get_by_role("listitem").filter(has_text="微信 · 安卓手机")
    expect(desk.get_by_role("listitem").filter(has_text="本机")).to_have_count(1)
    lost.get_by_role("button", name="退出").click()
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.get_by_text("已退出该设备")).to_be_visible()
    expect(lost).to_have_count(0)
    phone.goto("/me")
    expect(phone).to_have_url(re.compile(r"/sign-in\?next=/me$"))


def test_what_was_typed_outlives_the_session(town: Town) -> None:
    desk = town.desk("guws", "/units/new")
    desk.get_by_label("名称").fill("白鹭镇")
    desk.get_by_label("类别").select_option("township")
    desk.get_by_label("上级单位").select_option(index=1)
    other = town.desk("guws", "/me/devices")
    other.get_by_role("button", name="退出其他所有设备").click()
    other.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(other.get_by_text("其他设备已退出")).to_be_visible()

    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_role("alert")).to_contain_text("登录已过期")
    desk.get_by_role("link", name="重新登录").click()
    sign_in(desk, "guws")
    desk.wait_for_url(re.compile(r"/units/new$"))
    expect(desk.get_by_label("名称")).to_have_value("白鹭镇")
    expect(desk.get_by_label("类别")).to_have_value("township")
    expect(desk.get_by_text("刚才填写的内容已放回本页")).to_be_visible()
    desk.get_by_role("button", name="保存").click()
    desk.wait_for_url(re.compile(r"/units/[0-9a-f-]{36}$"))


def test_nobody_else_gets_what_was_typed(town: Town, until: Callable[[Page, Callable[[], bool]], None]) -> None:
    desk = town.desk("guws", "/me/second-factor")
    desk.context.clear_cookies()
    desk.get_by_label("密码").fill(PASSWORD)
    desk.get_by_role("button", name="下一步").click()
    desk.get_by_role("link", name="重新登录").click()
    sign_in(desk, "chengyn")
    expect(desk.get_by_role("heading", name="两步验证", exact=True)).to_be_visible()
    until(desk, lambda: desk.evaluate("() => sessionStorage.getItem('jishi.kept-form')") is None)


def test_finance_signs_in_by_two_steps(town: Town) -> None:
    desk = town.desk("chengyn", "/me")
    desk.get_by_role("link", name="两步验证").click()
    desk.get_by_label("密码").fill(PASSWORD)
    desk.get_by_role("button", name="下一步").click()
    expect(desk.locator("img.qr")).to_be_visible()
    authenticator = pyotp.TOTP(desk.locator("[data-value=secret]").inner_text().replace(" ", ""))
    desk.get_by_label("6 位验证码").fill(authenticator.now())
    desk.get_by_role("button", name="确认开启").click()
    codes = desk.locator("#codes li")
    expect(codes).to_have_count(8)
    recovery = codes.all_inner_texts()
    desk.get_by_role("link", name="我已保存好").click()
    expect(desk.get_by_text("已开启")).to_be_visible()

    phone = town.phone("/me/devices")
    sign_in(phone, "chengyn")
    expect(phone.get_by_role("heading", name="两步验证")).to_be_visible()
    phone.get_by_label("验证码").fill(recovery[0])
    phone.get_by_role("button", name="验证并登录").tap()
    expect(phone.get_by_role("heading", name="登录设备")).to_be_visible()

    again = town.phone("/me/second-factor")
    sign_in(again, "chengyn")
    again.get_by_label("验证码").fill(recovery[0])
    again.get_by_role("button", name="验证并登录").tap()
    expect(again.get_by_role("alert")).to_contain_text("验证码不对或已用过")
    again.get_by_label("验证码").fill(next_code(authenticator))
    again.get_by_role("button", name="验证并登录").tap()
    expect(again.get_by_text("7 个")).to_be_visible()
