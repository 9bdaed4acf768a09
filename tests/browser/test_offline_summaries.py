"""Summaries and the cadre's part of the term-end form without a network: kept, sent once, both texts at a conflict."""

from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from app.core.ids import new_id
from app.records.periods import Grain, period_of
from app.secondments.models import SecondmentStatus
from tests.browser.conftest import Post
from tests.browser.test_offline import kept_pages
from tests.browser.test_offline_forms import PHONE, note, nudged, waits

Until = Callable[[Page, Callable[[], bool]], None]
FIRST, SECOND, THIRD, ELSEWHERE = (
    "本周在柳湾村登记黄桃挂果户，讲了两次管护。",
    "本周在柳湾村登记黄桃挂果户，讲了两次管护，另有三户要技术员上门。",
    "晚上补一句：技术员周五到。",
    "在单位电脑上写的另一份。",
)
NOTED = "作风扎实，群众认可，下月请多到北片走走。"


def summary_of(post: Post, name: str) -> httpx.Response:
    return post.api.as_(post.cadre).get(f"/api/v1/secondments/{post.secondment.id}/summaries/{name}")


def box(page: Page) -> Any:
    return page.locator("form[data-keep] textarea").first


def save(page: Page, word: str = "保存") -> None:
    page.get_by_role("button", name=word, exact=True).click()


def test_a_summary_waits_goes_once_and_meets_the_other_phone(post: Post, until: Until) -> None:
    name = period_of(post.today, Grain.WEEK).name
    here = f"/secondments/{post.secondment.id}/summaries/{name}"
    page = post.phone(path="/summaries", service_workers="allow", **PHONE)
    until(page, lambda: here in kept_pages(page))
    post.offline(page)
    page.goto(here)
    page.locator("[data-outbox]").wait_for(state="attached")
    box(page).fill(FIRST)
    expect(page.get_by_text("草稿已存手机")).to_be_visible()
    save(page)
    note(page).to_contain_text("待上传")
    box(page).fill(SECOND)
    page.reload()
    expect(box(page)).to_have_value(SECOND)
    save(page)
    waits(page).to_contain_text("待上传 2 条")
    assert summary_of(post, name).status_code == 404

    post.online(page, lost=2)
    until(page, lambda: nudged(page) and summary_of(post, name).json().get("version") == 2)
    assert summary_of(post, name).json()["text"] == SECOND
    page = page.context.new_page()  # the other one may be leaving at this very moment
    page.goto(here)
    expect(box(page)).to_have_value(SECOND)
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert summary_of(post, name).json()["version"] == 2, "each went once, although an answer was lost"

    meet_the_other_phone(post, page, name, until)


def meet_the_other_phone(post: Post, page: Page, name: str, until: Until) -> None:
    """One's own text from elsewhere comes before what waits here."""
    post.offline(page)
    box(page).fill(THIRD)
    save(page)
    note(page).to_contain_text("待上传")
    body = {"client_id": str(new_id()), "text": ELSEWHERE}
    other = post.api.as_(post.cadre).put(summary_of(post, name).url.path, json=body, headers={"If-Match": '"2"'})
    assert other.status_code == 200
    post.online(page)
    expect(page.locator("[data-kept-theirs]")).to_contain_text(ELSEWHERE)
    expect(box(page)).to_have_value(THIRD)
    assert summary_of(post, name).json()["text"] == ELSEWHERE, "neither text is lost, none is chosen by itself"
    save(page)
    until(page, lambda: bool(summary_of(post, name).json()["text"] == THIRD))
    assert summary_of(post, name).json()["version"] == 4


def test_a_self_report_waits_and_what_a_host_types_is_kept(post: Post, until: Until) -> None:
    month = period_of(post.today, Grain.MONTH).name
    host = post.phone(post.supervisor, f"/secondments/{post.secondment.id}/summaries/{month}", **PHONE)
    box(host).fill(NOTED)
    expect(host.get_by_text("草稿已存手机")).to_be_visible()
    host.reload()
    expect(box(host)).to_have_value(NOTED)

    row = post.secondment
    row.status = SecondmentStatus.APPRAISING
    post.county.add(row)
    url = f"/api/v1/secondments/{row.id}/appraisal"
    form = lambda: post.api.as_(post.cadre).get(url).json()  # noqa: E731 - read anew at each look
    page = post.phone(path=f"/secondments/{row.id}/appraisal", **PHONE)
    page.locator("[data-outbox]").wait_for(state="attached")
    post.offline(page)
    box(page).fill(FIRST)
    save(page, "先保存，不提交")
    note(page).to_contain_text("期满鉴定表 本人自评")
    box(page).fill(SECOND)
    save(page, "提交并签字")
    post.online(page)
    until(page, lambda: form()["turn"] == "receiving")
    expect(page.get_by_text("待接收单位填写")).to_be_visible()
    assert (form()["self_report"], form()["version"]) == (SECOND, 3)
