"""From a day without a record to the digest, from its line to the record, and no second asking, on a phone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from app.core.actor import SYSTEM
from app.core.clock import BEIJING
from app.core.db import Database
from app.core.job_runs import Outcome, run_slot
from app.core.work import Work
from app.reminders.jobs import JOBS
from app.workdays.service import ensure_seeded
from tests.browser.conftest import Post, submit, text_field

FIVE = datetime(2026, 11, 18, 17, 0, tzinfo=BEIJING)
"""A Wednesday at the programme's hour."""
MISSING = "今天的纪实还没有写"
DIGEST = next(job for job in JOBS if job.name == "workday-digest")


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FIVE, tick=True) as traveller:
        yield traveller


def remind(database: Database, slot: datetime) -> None:
    """What the scheduler does at the full hour."""
    assert run_slot(database, DIGEST, slot).outcome is Outcome.DONE


def open_inbox(page: Page) -> None:
    """By the way that everybody takes: the tab 消息."""
    page.goto("/me")
    page.locator('.tabbar a[href="/inbox"]').tap()
    page.wait_for_url("**/inbox")


def test_a_missing_day_is_asked_for_once_and_written_from_the_line(
    post: Post, database: Database, travel: time_machine.Traveller
) -> None:
    with Work(database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    page = post.phone()
    remind(database, FIVE)

    page.goto("/me")
    expect(page.get_by_role("navigation").get_by_role("link", name="消息")).to_contain_text("1条未读")
    open_inbox(page)
    message = page.locator(".message")
    expect(message).to_have_count(1)
    expect(message.get_by_text("未读")).to_be_visible()
    message.get_by_role("link", name=MISSING).tap()

    page.wait_for_url("**/today")
    page.locator("form[data-record][data-ready]").wait_for()
    page.get_by_role("radio", name="在岗").check()
    text_field(page).fill("石桥村防汛值班。")
    submit(page)
    expect(page.get_by_text("已提交").first).to_be_visible()
    assert post.texts() == ["石桥村防汛值班。"]

    travel.move_to(FIVE + timedelta(minutes=1))
    remind(database, FIVE + timedelta(minutes=1))
    open_inbox(page)
    expect(page.locator(".message")).to_have_count(1)
    expect(page.locator(".message.unread")).to_have_count(0)
