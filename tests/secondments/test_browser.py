"""In a real browser: a secondment is entered, approved and begun, and a wrong policy is pointed at."""

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.core import clock
from app.core.actor import Role
from tests.secondments.conftest import Scene
from tests.support.browser import OpenPage
from tests.support.databases import Copies

PASSWORD = "a password of the tests"


@pytest.fixture
def database_url(copies: Copies) -> Iterator[str]:
    """Journeys run on SQLite."""
    with copies.url("sqlite") as url:
        yield url


def sign_in(page: Page, address: str, person: Person) -> None:
    page.goto(urljoin(address, "/sign-in"))
    page.fill("[name=username]", person.login)
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


def test_from_the_draft_to_the_arrival(
    scene: Scene, served: str, open_page: OpenPage, page_problems: list[str]
) -> None:
    region, digest = scene.county.region, hash_password(PASSWORD)
    admin = scene.county.person("组织部甲", Role.ORGADMIN, region, password_hash=digest)
    host = scene.county.person("主管甲", Role.SUPERVISOR, scene.host, password_hash=digest)
    desk = open_page("desk")
    sign_in(desk, served, admin)
    page_problems.clear()  # where an administrator lands is another page's affair
    desk.goto(urljoin(served, "/secondments/new"))
    desk.select_option("[name=cadre_id]", label="许文澜（0102）")
    desk.select_option("[name=programme_id]", str(scene.programme.id))
    desk.select_option("[name=receiving_unit_id]", str(scene.host.id))
    desk.fill("[name=post_title]", "副局长（挂职）")
    today = clock.today()
    desk.fill("[name=start_on]", today.isoformat())
    desk.fill("[name=end_on]", today.replace(year=today.year + 1, day=1).isoformat())
    desk.get_by_role("button", name="存为草稿").click()
    expect(desk.get_by_text("草稿", exact=True)).to_be_visible()
    path = desk.url
    desk.get_by_role("button", name="批准").click()
    desk.locator("#step-approve button[type=submit]").click()
    expect(desk.locator("#s-approve-no-error")).to_have_text("请填写此项。")
    desk.fill("#s-approve-no", "云组干〔2026〕31号")
    desk.locator("#step-approve button[type=submit]").click()
    expect(desk.get_by_text("待到岗", exact=True)).to_be_visible()
    phone = open_page("phone")
    sign_in(phone, served, host)
    phone.goto(path)
    phone.get_by_role("button", name="登记到岗").click()
    phone.locator("#step-activate button[type=submit]").click()
    expect(phone.get_by_text("在任", exact=True)).to_be_visible()
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_a_wrong_policy_is_pointed_at(scene: Scene, served: str, open_page: OpenPage, page_problems: list[str]) -> None:
    admin = scene.county.person("组织部甲", Role.ORGADMIN, scene.county.region, password_hash=hash_password(PASSWORD))
    desk = open_page("desk")
    sign_in(desk, served, admin)
    page_problems.clear()
    desk.goto(urljoin(served, f"/programmes/{scene.programme.id}"))
    desk.select_option("[name=check_in]", "duty")
    desk.get_by_role("button", name="保存政策").click()
    desk.locator("[role=dialog]:visible .primary").click()
    expect(desk.locator("#f-duty_basis-error")).to_have_text("值守签到必须写明依据。")
    desk.fill("[name=duty_basis]", "防汛值守规定")
    desk.get_by_role("button", name="保存政策").click()
    desk.locator("[role=dialog]:visible .primary").click()
    expect(desk.get_by_text("将行", exact=True)).to_be_visible()
