"""The calendar as a county lives with it: an arrangement that comes late, the day it explains, and the awaited year."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from playwright.sync_api import Page, expect

from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.browser.conftest import Post

NOTICE = "一、元旦：1月1日（周五）至3日（周日）放假，共3天。"
AWAITED = "2027 年的放假安排还没有导入"


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def october(post: Post) -> Post:
    """October is confirmed, and the holidays of 2027 are not announced."""
    with Work(post.county.database, SYSTEM, True) as work:
        ensure_seeded(work)
    body = {"unit_id": str(post.unit.id), "basis": "online"}
    answer = post.api.as_(post.supervisor).post("/api/v1/attendance/2026-10/confirm", json=body)
    assert answer.status_code == 200, answer.text
    return post


def desk(post: Post, role: Role, name: str) -> Page:
    page = post.open_page("desk", base_url=post.address)
    post.sign_in(page, post.county.person(name, role, post.county.region))
    return page


def test_a_late_arrangement_explains_a_day_and_asks_for_the_month_anew(october: Post) -> None:
    office = desk(october, Role.ORGADMIN, "顾文澍")
    office.goto("/workdays")
    form = office.locator("#arrange form")
    form.get_by_label("地方放假", exact=True).check()
    form.get_by_label("适用单位").select_option(str(october.unit.id))
    form.get_by_label("名称").fill("县运动会")
    form.get_by_label("从", exact=True).fill("2026-10-20")
    form.get_by_label("到", exact=True).fill("2026-10-20")
    form.get_by_label("文号").fill("云府发〔2026〕8号")
    form.get_by_label("理由").fill("全县运动会开幕")
    form.get_by_role("button", name="先看影响").click()
    expect(office.locator("#overlay-preview li")).to_contain_text("2026-10：1 人的日子会变，其中 1 人已确认")
    form.get_by_role("button", name="登记").click()
    expect(office.locator("#overlays")).to_contain_text("县运动会")

    phone = october.phone(path="/month?m=2026-10")
    phone.get_by_role("link", name="每日认定依据").click()
    row = phone.locator("li.day-row", has=phone.locator("#d20"))
    expect(row).to_contain_text("县运动会 · 白鹭镇 · 云府发〔2026〕8号")
    expect(row).to_contain_text("不计")

    supervisor = october.open_page("desk", base_url=october.address)
    october.sign_in(supervisor, october.supervisor)
    supervisor.goto("/attendance?month=2026-10")
    expect(supervisor.get_by_text("请再确认").first).to_be_visible()
    path = f"/api/v1/attendance/2026-10?unit_id={october.unit.id}"
    with supervisor.expect_response(lambda answer: answer.url.endswith("/confirm")) as confirmed:
        supervisor.get_by_role("button", name="确认").first.click()
        if supervisor.locator("dialog[open]").count():
            supervisor.locator("dialog[open] button.primary").click()
    assert confirmed.value.status == 200
    (found,) = october.api.as_(october.supervisor).get(path).json()["items"]
    assert (found["confirmation"]["state"], found["confirmation"]["changed"]) == ("confirmed", False)


def test_from_november_the_next_year_is_asked_for_until_its_notice_is_in(october: Post) -> None:
    office = desk(october, Role.ORGADMIN, "顾文澍")
    office.goto("/overview")
    expect(office.get_by_text(AWAITED)).to_be_visible()
    office.get_by_role("link", name="去导入").click()
    form = office.locator("#import form")
    form.get_by_label("依据").fill("国办发明电〔2026〕9号")
    form.get_by_label("通知原文或表格").fill(NOTICE)
    form.get_by_role("button", name="预览").click()
    expect(office.locator("#preview")).to_contain_text("2027-01-01 休 元旦")
    expect(office.locator("#preview [data-effects]")).to_contain_text("没有人的日子会变")
    form.get_by_role("button", name="导入").click()
    expect(office.get_by_text("依据：国办发明电〔2026〕9号")).to_be_visible()
    office.goto("/overview")
    expect(office.get_by_text(AWAITED)).to_have_count(0)


def test_a_trip_is_stated_for_the_cadre_from_the_phone(october: Post) -> None:
    phone = october.phone(october.supervisor, "/attendance")
    phone.get_by_role("link", name="登记多日出勤").click()
    phone.get_by_text("何景行").click()
    phone.get_by_label("从", exact=True).fill("2026-11-23")
    phone.get_by_label("到", exact=True).fill("2026-11-24")
    phone.get_by_label("理由").fill("赴省厅对接项目")
    phone.get_by_role("button", name="登记").click()
    phone.wait_for_url("**/attendance?month=2026-11")
    own = october.phone(path=f"/secondments/{october.secondment.id}/days?month=2026-11")
    row = own.locator("li.day-row", has=own.locator("#d23"))
    expect(row).to_contain_text("赴省厅对接项目")
    expect(row).to_contain_text("周敏")
