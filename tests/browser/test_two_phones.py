"""One account on two phones without a network; two tabs where a browser has no locks: all is kept, nothing doubled."""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Post, submit, text_field
from tests.browser.walk import JUMPS, NO_LOCKS
from tests.support.way import Way

Until = Callable[[Page, Callable[[], bool]], None]
FIRST = "走访柳湾村四户，登记待销黄桃 3.2 吨。"
SECOND = "在镇里开招商例会，谈冷链物流园二期。"
FIRST_OTHER = "到农机站看了三台旧收割机的维修单。"
SECOND_OTHER = "陪县医院专家义诊，量血压五十六人次。"
LEASE = 30_000
"""Milliseconds that a tab which died while sending may hold up the others."""
DIES = "window.addEventListener('pagehide', (event) => event.stopImmediatePropagation())"
"""As a process that is killed: without a word to the others."""
BACK: dict[str, tuple[int, ...]] = {"first first": (0, 1), "second first": (1, 0)}
"""Which phone has its network back first; both at once, who wins as it happens, in the long run alone."""
if os.environ.get("JISHI_TEST_SOAK") == "1":
    BACK["at once"] = ()


def form_of(page: Page, on: date) -> Page:
    """A page with the form of a day, opened while there is a network."""
    page.goto(f"/days/{on}?edit=true")
    page.locator("form[data-record][data-ready]").wait_for()
    return page


def submit_offline(page: Page, text: str) -> None:
    page.get_by_role("radio", name="在岗").check()
    text_field(page).fill(text)
    submit(page)
    expect(page.locator("[data-state]")).to_contain_text("待上传")


def flush(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('online'))")


@pytest.mark.parametrize("back", BACK.values(), ids=BACK)
def test_two_phones_write_the_same_day_and_each_its_own(post: Post, until: Until, back: tuple[int, ...]) -> None:
    texts = FIRST, SECOND
    others = {post.today - timedelta(days=1): FIRST_OTHER, post.today - timedelta(days=2): SECOND_OTHER}
    phones = [post.phone(service_workers=worker) for worker in ("block", "allow")]
    for phone, text, (on, other) in zip(phones, texts, others.items(), strict=True):
        tab = form_of(phone.context.new_page(), on)
        post.offline(phone)
        submit_offline(phone, text)
        submit_offline(tab, other)
    for number in back or (0, 1):
        post.online(phones[number])
        if back:
            until(phones[number], lambda: len(post.texts(list(others)[number])) == 1)  # noqa: B023 - asked at once
            until(phones[number], lambda: bool(post.texts()))
    until(phones[0], lambda: post.texts() in ([FIRST], [SECOND]))
    winner = texts.index(post.texts()[0])
    if back:
        assert winner == back[0]
    loser = phones[1 - winner]
    panel = loser.get_by_role("alert", name="这一天在别处改过，两份都在")
    expect(panel.locator("[data-theirs]")).to_contain_text(texts[winner])
    expect(panel.locator("[data-mine]")).to_contain_text(texts[1 - winner])
    for on, other in others.items():
        until(loser, lambda: post.texts(on) == [other])  # noqa: B023 - asked at once
        assert post.actions(on) == ["submit"]
    assert post.actions() == ["submit"]
    panel.get_by_role("button", name="用本机写的").click()
    until(loser, lambda: post.texts() == [texts[1 - winner]])
    assert post.actions() == ["submit", "submit"]


@pytest.fixture
def way(post: Post) -> Iterator[Way]:
    """The phone's way to the server, which counts how many writes are under way at once."""
    way = Way(int(urlsplit(post.address).port or 0))
    direct, post.address = post.address, way.address
    yield way
    way.close()
    post.address = direct


def two_tabs(post: Post, way: Way) -> tuple[Page, Page, date]:
    """Two tabs of one phone that has no Web Locks, a submitted day waiting in each."""
    page = post.open_page("phone", base_url=post.address)
    page.context.add_init_script(NO_LOCKS + JUMPS)
    post.sign_in(page, post.cadre)
    yesterday = post.today - timedelta(days=1)
    form_of(page, post.today)
    tab = form_of(page.context.new_page(), yesterday)
    assert [one.evaluate("typeof navigator.locks") for one in (page, tab)] == ["undefined"] * 2
    way.shut()
    submit_offline(page, FIRST)
    submit_offline(tab, FIRST_OTHER)
    way.open()
    way.writes = way.most_at_once = 0
    return page, tab, yesterday


def test_without_locks_two_tabs_send_one_after_another(post: Post, way: Way, until: Until) -> None:
    page, tab, yesterday = two_tabs(post, way)
    way.is_slow = True
    for one in (page, tab, page):
        flush(one)
    until(page, lambda: post.texts() == [FIRST] and post.texts(yesterday) == [FIRST_OTHER])
    assert (way.most_at_once, way.writes) == (1, 2)
    assert post.actions() == post.actions(yesterday) == ["submit"]


def go_away_while_sending(page: Page, way: Way, until: Until) -> None:
    way.faults.append("hang")
    flush(page)
    until(page, lambda: way.writes == 1)
    page.goto("about:blank")  # its scripts end here
    way.free()


def test_without_locks_a_tab_that_goes_away_while_sending_leaves_the_rest_to_the_next(
    post: Post, way: Way, until: Until
) -> None:
    page, tab, yesterday = two_tabs(post, way)
    go_away_while_sending(page, way, until)
    flush(tab)
    until(tab, lambda: post.texts() == [FIRST] and post.texts(yesterday) == [FIRST_OTHER])
    assert post.actions() == post.actions(yesterday) == ["submit"]


@pytest.mark.parametrize("jump", [LEASE + 1_000, -3_600_000], ids=["later", "clock put back"])
def test_without_locks_a_tab_that_died_while_sending_holds_up_nobody(
    post: Post, way: Way, until: Until, jump: int
) -> None:
    page, tab, yesterday = two_tabs(post, way)
    page.evaluate(DIES)
    go_away_while_sending(page, way, until)
    flush(tab)
    tab.wait_for_timeout(700)  # longer than it waits before it asks for the lease again
    assert way.writes == 1
    tab.evaluate(f"localStorage.setItem('walk.jump', {jump})")
    until(tab, lambda: post.texts() == [FIRST] and post.texts(yesterday) == [FIRST_OTHER])
    assert way.most_at_once == 1
    assert post.actions() == post.actions(yesterday) == ["submit"]
