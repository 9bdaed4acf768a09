"""Mail as a channel, in a browser: tried by its owner, read as a digest, refused once and sent again."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.clock import BEIJING
from app.core.config import Settings
from app.core.job_runs import run_slot
from app.core.jobs import Job
from app.core.work import Work
from app.reminders.channels.house import House
from app.reminders.models_channels import Channel, ChannelSettings
from app.reminders.schemas import Phrase
from app.reminders.service_sending import Postman
from app.workdays.service import ensure_seeded
from tests.browser.conftest import Post
from tests.reminders.gateways import PostOffice, post_office
from tests.support.push import leave_pushed

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=BEIJING)
"""A Wednesday."""
Deliver = Callable[[], None]
Until = Callable[[Page, Callable[[], bool]], None]


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """The county's mail server, set up before the application is put together."""
    with time_machine.travel(NOON, tick=True), post_office() as office:
        settings.public_url, settings.smtp_host, settings.smtp_port = "http://127.0.0.1", "127.0.0.1", office.port
        settings.smtp_tls, settings.smtp_from = "none", "jishi@example.gov.cn"
        yield office


@pytest.fixture
def mailed(office: PostOffice, post: Post, settings: Settings) -> Post:
    """The county of the phone, with mail switched on and the year's calendar."""
    post.county.add(ChannelSettings(channel=Channel.EMAIL, enabled=True))
    with Work(post.county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    return post


@pytest.fixture
def deliver(mailed: Post, settings: Settings) -> Deliver:
    """What the scheduler does each minute."""
    numbers = count(1)

    def deliver() -> None:
        job = Job(f"deliveries-{next(numbers)}", "", {"minute": "*"}, carry=lambda units, _: carry(units))
        run_slot(mailed.county.database, job, clock.now())

    def carry(units: Any) -> str:
        return Postman(units, House(settings)).run()

    return deliver


def digest(post: Post, person: Person) -> None:
    """The day's digest, written and queued as the job does."""
    said = [Phrase(text="今天的纪实还没有写", href="/today"), Phrase(text="请核对收款账户", href="/bank-account")]
    with Work(post.county.database, SYSTEM, writes=True) as work:
        until = clock.beijing(work.now).replace(hour=18, minute=0)
        assert leave_pushed(work, person.id, "digest", said, until)


def give_address(page: Page, address: str) -> None:
    way = page.locator("#way-email")
    way.get_by_label("邮箱地址").fill(address)
    way.get_by_role("button", name="保存").click()


def tried(phone: Page, office: PostOffice) -> None:
    """An address is given, wrongly at first, and a test sent to it."""
    phone.get_by_role("link", name=re.compile("每日提醒")).click()
    way = phone.locator("#way-email")
    way.get_by_role("button", name="填写邮箱地址").click()
    give_address(phone, "hejx")
    expect(way.locator(".error", has_text="应为电子邮箱地址")).to_be_visible()
    give_address(phone, "hejx@example.gov.cn")
    expect(way).to_contain_text("h***@example.gov.cn")
    expect(way.get_by_role("switch", name="电子邮件")).to_have_attribute("aria-checked", "true")
    way.get_by_role("button", name="发一条测试").click()
    expect(way.get_by_role("status")).to_contain_text("已发出")
    assert (len(office.letters), "hejx@example.gov.cn" in office.letters[0].decode()) == (1, True)


def read(phone: Page, until: Until, unread: Callable[[], int]) -> None:
    """The digest's line leads to where the thing is done, and the message counts as read."""
    phone.goto("/inbox")
    expect(phone.get_by_role("main")).to_contain_text("1 条未读")
    phone.get_by_role("link", name="今天的纪实还没有写").click()
    phone.wait_for_url("**/today")
    until(phone, lambda: unread() == 0)
    phone.goto("/inbox")
    expect(phone.get_by_role("main")).to_contain_text("没有未读消息")


def sent_again(desk: Page) -> None:
    """The dead letter is found by the channel's count and queued, once it was asked whether twice will do."""
    desk.goto("/channels")
    expect(desk.locator("#way-email")).to_contain_text("未送达 1")
    desk.get_by_role("link", name="未送达 1").click()
    row = desk.get_by_role("row", name=re.compile("何景行"))
    expect(row).to_contain_text("smtp-550")
    row.get_by_role("button", name="重发").click()
    asked = desk.get_by_role("dialog")
    expect(asked).to_contain_text("收到两次")
    asked.get_by_role("button", name="确定").click()
    expect(desk.get_by_role("main")).to_contain_text("没有这样的记录")


def test_mail_is_tried_read_and_sent_again(mailed: Post, office: PostOffice, deliver: Deliver, until: Until) -> None:
    phone, own = mailed.phone(path="/me"), mailed.api.as_(mailed.cadre)
    tried(phone, office)
    office.replies["RCPT"] = "550 unknown here"
    digest(mailed, mailed.cadre)
    deliver()
    read(phone, until, lambda: own.get("/api/v1/inbox").json()["unread"])
    office.replies.clear()
    desk = mailed.open_page("desk", base_url=mailed.address)
    mailed.sign_in(desk, mailed.county.person("沈维之", Role.SYSADMIN, mailed.county.region))
    sent_again(desk)
    deliver()
    desk.goto("/deliveries?state=sent")
    expect(desk.get_by_role("row", name=re.compile("何景行"))).to_contain_text("已发出")
    assert len(office.letters) == 2
    assert "hejx" not in desk.content()
