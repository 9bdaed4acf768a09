"""The reviewer's 待办: by keyboard alone at the desk, by touch on the phone, nothing refused in silence."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.actor import Role
from app.records.models import DailyRecord, DayType, RecordStatus, RecordVersion
from app.secondments.models import Secondment
from tests.browser.conftest import Post

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"
VISIT, VAGUE, DONE = "走访石桥村六户，核对医保参保，二户补缴。", "走访群众，了解情况。", "冷链仓库主体封顶。"
READY, OWN = "请写明地点、对象和结果", "请写明是哪个村、几户。"
LOOKS = [("light", "zh-CN", False), ("dark", "zh-CN", True), ("light", "en", True), ("dark", "en", False)]
SMALLEST = 44


@dataclass
class Week:
    """Last week's records of two cadres under one supervisor."""

    post: Post
    days: list[date]
    own: list[DailyRecord]
    other: DailyRecord

    def statuses(self) -> list[str]:
        """How the first cadre's days stand, by day."""
        return [self.post.record(on)["status"] for on in self.days]

    def desk(self) -> Page:
        """The supervisor at the desk."""
        page = self.post.open_page("desk", base_url=self.post.address)
        self.post.sign_in(page, self.post.supervisor)
        page.goto("/todo")
        return page

    def phone(self) -> Page:
        """The supervisor with a phone in the hand."""
        return self.post.phone(self.post.supervisor, "/todo", user_agent=MOBILE, is_mobile=True)


@pytest.fixture
def week(post: Post) -> Week:
    """何景行 wrote three days, the second of them vague; 许文澜 wrote one."""
    monday = post.today - timedelta(days=7 + post.today.weekday())
    days = [monday + timedelta(days=offset) for offset in range(3)]
    own = [submitted(post, post.secondment, on, text) for on, text in zip(days, (VISIT, VAGUE, DONE), strict=True)]
    cadre = post.county.person("许文澜", Role.CADRE)
    programme = post.county.programme("互派挂职")
    dates = {"start_on": post.secondment.start_on, "end_on": post.secondment.end_on}
    second = post.county.secondment(cadre, programme, post.unit, supervisors=(post.supervisor,), **dates)
    return Week(post, days, own, submitted(post, second, monday, "参加镇项目调度会。"))


def submitted(post: Post, secondment: Secondment, on: date, text: str) -> DailyRecord:
    """A day as its author submitted it that evening."""
    at = clock.beijing_midnight(on) + timedelta(hours=18)
    row = DailyRecord(
        secondment_id=secondment.id,
        cadre_id=secondment.cadre_id,
        unit_id=secondment.receiving_unit_id,
        work_on=on,
        day_type=DayType.ON_POST,
        status=RecordStatus.SUBMITTED,
        items=[{"text": text}],
        submitted_at=at,
        created_at=at,
        updated_at=at,
    )
    content = {"day_type": "on_post", "items": row.items, "difficulty": None, "takeaway": None, "attachment_ids": []}
    version = RecordVersion(
        record_id=row.id,
        secondment_id=secondment.id,
        number=1,
        action="submit",
        status=RecordStatus.SUBMITTED,
        content=content,
        actor_id=secondment.cadre_id,
        at=at,
    )
    post.county.add(row, version)
    return row


def open_card_of(page: Page, name: str) -> None:
    """Change the person with `j`, or with `k` from the last one."""
    shown = page.locator(".pane-read h2 a")
    if shown.inner_text() != name:
        first = page.locator(".queue a").first.get_attribute("aria-current") is not None
        with page.expect_navigation():
            page.keyboard.press("j" if first else "k")
    expect(shown).to_have_text(name)


def test_a_supervisor_reads_returns_undoes_and_approves_by_keyboard_alone(week: Week) -> None:
    page = week.desk()
    open_card_of(page, "何景行")
    for text in (VISIT, VAGUE, DONE):
        expect(page.get_by_text(text)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-day]").nth(1)).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.press("1")
    expect(page.locator("form.return .input").nth(1)).to_have_value(READY)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="通过其余 2 天")).to_be_visible()
    expect(page.get_by_text(VAGUE)).to_be_visible()
    assert week.statuses() == ["submitted", "returned", "submitted"]
    assert week.post.record(week.days[1])["decision_comment"] == READY
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.get_by_role("button", name="通过这 3 天")).to_be_visible()
    assert week.statuses() == ["submitted"] * 3
    with page.expect_navigation():
        page.keyboard.press("a")
    expect(page.locator(".pane-read h2 a")).to_have_text("许文澜")
    assert week.statuses() == ["approved"] * 3
    with page.expect_navigation():
        page.keyboard.press("u")
    assert week.statuses() == ["submitted"] * 3


def test_own_words_are_typed_without_deciding_on_the_week(week: Week) -> None:
    page = week.desk()
    open_card_of(page, "何景行")
    page.keyboard.press("r")
    expect(page.locator("form.return [data-fill]").first).to_be_focused()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(page.locator("form.return").first).to_be_hidden()
    expect(page.locator("[data-day]").first).to_be_focused()
    page.keyboard.press("r")
    page.locator("form.return .input").first.focus()
    page.keyboard.insert_text(OWN)
    page.keyboard.type(" ark")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert week.statuses() == ["returned", "submitted", "submitted"]
    assert week.post.record(week.days[0])["decision_comment"] == f"{OWN} ark"


def test_a_return_without_a_reason_is_asked_for_one(week: Week) -> None:
    page = week.desk()
    open_card_of(page, "何景行")
    page.keyboard.press("r")
    page.locator("form.return .input").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("form.return .error").first).to_have_text("请填写此项。")
    assert week.statuses() == ["submitted"] * 3


def test_all_shortcuts_are_listed_on_demand(week: Week) -> None:
    page = week.desk()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert week.statuses() == ["submitted"] * 3


def test_what_does_not_go_through_is_told_by_day_and_reason(week: Week) -> None:
    page = week.desk()
    open_card_of(page, "何景行")
    author = week.post.api.as_(week.post.cadre)
    assert author.post(f"/api/v1/records/{week.own[1].id}/withdraw", json={"version": 1}).status_code == 200
    with page.expect_navigation():
        page.keyboard.press("a")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("已办 2 天，另有 1 天没有办成")
    on = week.days[1]
    expect(notice.get_by_role("listitem")).to_contain_text(f"{on.month}月{on.day}日：")
    assert week.statuses() == ["approved", "draft", "approved"]


def test_a_supervisor_decides_by_touch(week: Week) -> None:
    page = week.phone()
    if not page.get_by_text(VISIT).is_visible():
        page.get_by_role("link", name="下一位").tap()
    expect(page.get_by_text(VISIT)).to_be_visible()
    on = week.days[1]
    page.get_by_role("button", name=f"退回{on.month}月{on.day}日的记录").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=READY).tap()
    with page.expect_navigation():
        dialog.get_by_role("button", name="退回此日").tap()
    expect(page.get_by_text(VAGUE)).to_be_visible()
    expect(page.locator("article", has_text=VAGUE)).to_contain_text(READY)
    assert week.statuses() == ["submitted", "returned", "submitted"]
    with page.expect_navigation():
        page.get_by_role("button", name=f"撤销对{on.month}月{on.day}日记录的决定").tap()
    assert week.statuses() == ["submitted"] * 3
    with page.expect_navigation():
        page.get_by_role("button", name="通过这 3 天").tap()
    expect(page.get_by_text("参加镇项目调度会。")).to_be_visible()
    assert week.statuses() == ["approved"] * 3


def test_everything_on_the_phone_is_wide_enough_for_a_thumb(week: Week) -> None:
    page = week.phone()
    small = page.evaluate(
        """least => Array.from(document.querySelectorAll("main a, main button, .dock a, .dock button"))
        .filter(one => one.offsetParent !== null && !one.closest("h2"))
        .filter(one => one.getBoundingClientRect().height < least)
        .map(one => one.outerHTML.slice(0, 80))""",
        SMALLEST,
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("scheme", "locale", "care"), LOOKS)
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_everybody_can_read_it(week: Week, scheme: str, locale: str, care: bool, size: str) -> None:
    agent = {"user_agent": MOBILE, "is_mobile": True} if size == "phone" else {}
    post = week.post
    page = post.open_page(
        size, base_url=post.address, color_scheme=scheme, locale=locale, reduced_motion="reduce", **agent
    )
    page.context.add_cookies([{"name": "jishi_care", "value": "1" if care else "0", "url": post.address}])
    post.sign_in(page, post.supervisor)
    admin = post.county.person("顾文澍", Role.ORGADMIN, post.county.region)
    faults = {}
    for person, path in ((post.supervisor, "/todo"), (admin, "/overview"), (admin, "/todo"), (admin, "/nowhere")):
        post.sign_in(page, person)
        page.goto(path)
        if size == "desk" and page.locator("[data-return]").count():
            page.keyboard.press("r")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(result => result.violations.map(one => [one.id, one.nodes[0].html]))")
        faults[path] = found
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    assert faults == {path: [] for path in faults}
