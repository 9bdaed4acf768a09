"""Half a day of leave from the cadre's phone to the month's confirmation."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.actor import SYSTEM
from app.core.work import Work
from app.workdays.service import ensure_seeded, get_calendar
from tests.browser.conftest import Post

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"
REASON = "孩子入学，回去办手续"


@pytest.fixture
def day(post: Post) -> date:
    """A workday of last month, within the term: its month can be confirmed."""
    with Work(post.county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
        first, last = clock.month_bounds(clock.previous_month(clock.month_of(post.today)))
        calendar = get_calendar(work, first, last)
        return next(on for on in (last - timedelta(days=back) for back in range(20)) if calendar.is_workday(on))


def spoken(on: date) -> str:
    return f"{on.month}月{on.day}日"


def accessible(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def file_half_a_day(page: Page, day: date) -> None:
    page.get_by_role("link", name="请假").click()
    page.get_by_role("link", name="我要请假").click()
    page.get_by_label("事假", exact=True).check()
    page.locator("#f-start_on").fill(day.isoformat())
    page.locator("#f-end_on").fill(day.isoformat())
    page.locator('[data-field="start_half"]').get_by_label("下午").check()
    expect(page.locator("[data-effect]")).to_contain_text("共 0.5 天，接收单位审批。")
    expect(page.locator("[data-effect]")).to_contain_text("记为补假")
    assert accessible(page) == []
    page.get_by_label("事由").fill(REASON)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("待接收单位审批")).to_be_visible()


def test_half_a_day_from_the_phone_to_the_confirmed_month(post: Post, day: date) -> None:
    phone = post.phone(path="/me")
    file_half_a_day(phone, day)

    reviewer = post.phone(post.supervisor, "/todo", user_agent=MOBILE, is_mobile=True)
    reviewer.get_by_role("link", name="何景行").click()
    expect(reviewer.get_by_text(REASON)).to_be_visible()
    assert accessible(reviewer) == []
    reviewer.get_by_role("button", name="批准", exact=True).click()
    expect(reviewer.get_by_text("已批准")).to_be_visible()

    phone.goto(f"/month?m={clock.month_of(day)}")
    expect(phone.get_by_role("link", name=f"{spoken(day)} 请假")).to_be_visible()
    phone.get_by_role("link", name=f"{spoken(day)} 下午").click()
    phone.get_by_role("button", name="销假", exact=True).click()
    expect(phone.get_by_text("待确认销假")).to_be_visible()

    desk = post.open_page("desk", base_url=post.address)
    post.sign_in(desk, post.supervisor)
    desk.goto("/leave")
    desk.get_by_role("link", name="何景行").click()
    desk.get_by_role("button", name="确认销假").click()
    expect(desk.get_by_text("已销假")).to_be_visible()
    desk.goto(f"/attendance?month={clock.month_of(day)}")
    expect(desk.get_by_text("请假（半天）")).to_be_visible()
    desk.get_by_role("button", name="确认这 1 人").click()
    expect(desk.locator("#main").get_by_text("已确认", exact=True)).to_be_visible()
    days = post.api.as_(post.supervisor).get(
        f"/api/v1/secondments/{post.secondment.id}/days", params={"month": clock.month_of(day)}
    )
    found = next(one for one in days.json()["items"] if one["on"] == day.isoformat())
    assert (found["am"], found["pm"], found["confirmed"]) == ("on_post", "leave", True)
