"""A day that is very like an earlier one: asked about before it is submitted, with and without a network."""

from datetime import timedelta
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.browser.conftest import Post, submit, text_field

VISIT = "到永寿镇看三家泡菜合作社，记下收购价1.9元/公斤，约周五带种植户来谈订单。"
AGAIN = "到永寿镇看三家泡菜合作社，记下收购价2.1元/公斤，约周五带种植户来谈订单。"
NEWS = "订单谈成，签了两份，共四十吨。"
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('jishi.alike')).map(key => localStorage[key])"


def wrote_before(post: Post) -> str:
    """The day before was submitted; how its date is said."""
    on = post.today - timedelta(days=1)
    body = {"client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": VISIT}], "submit": True}
    answer = post.api.as_(post.cadre).put(post.record_path(on), json=body)
    assert answer.status_code == 201, answer.text
    return f"{on.month}月{on.day}日"


def question(page: Page) -> None:
    page.get_by_role("dialog").wait_for()


def test_asked_then_more_is_written_then_submitted_anyway(post: Post) -> None:
    said = wrote_before(post)
    page = post.phone()
    text_field(page).fill(AGAIN)
    submit(page)
    question(page)
    box = page.get_by_role("dialog")
    expect(box.get_by_role("heading")).to_have_text(f"与{said}的记录很像，补充今天的新情况？")
    expect(box.locator("mark").first).to_have_text("到永寿镇看三家泡菜合作社，记下收购价")
    box.get_by_role("button", name="补充一下").click()
    expect(text_field(page)).to_be_focused()
    assert post.record() == {}
    text_field(page).fill(AGAIN + NEWS)
    submit(page)
    question(page)
    box.get_by_role("button", name="照样提交").click()
    expect(page.get_by_role("heading", name="今天的记录")).to_be_visible()
    assert post.texts() == [AGAIN + NEWS]


def test_without_a_network_the_phone_remembers_its_own_days(post: Post) -> None:
    yesterday = post.today - timedelta(days=1)
    page = post.phone(path=f"/days/{yesterday}")
    page.locator("form[data-record][data-ready]").wait_for()
    text_field(page).fill(VISIT)
    submit(page)
    expect(page.get_by_text("已提交").first).to_be_visible()
    kept = page.evaluate(KEPT)
    assert len(kept) == 1
    assert VISIT[:6] not in kept[0]
    page.goto("/today")
    page.locator("form[data-record][data-ready]").wait_for()
    post.offline(page)
    text_field(page).fill(AGAIN)
    submit(page)
    question(page)
    expect(page.get_by_role("dialog")).to_contain_text("的记录很像")
    page.get_by_role("dialog").get_by_role("button", name="照样提交").click()
    expect(page.get_by_text("没有网络，已存手机，联网后自动上传。")).to_be_visible()
    post.online(page)
    expect(page.get_by_role("heading", name="今天的记录")).to_be_visible()
    assert post.texts() == [AGAIN]


def test_a_new_day_is_not_asked_about(post: Post) -> None:
    wrote_before(post)
    page = post.phone()
    text_field(page).fill(NEWS)
    submit(page)
    expect(page.get_by_role("heading", name="今天的记录")).to_be_visible()
    assert post.texts() == [NEWS]
