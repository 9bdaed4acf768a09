"""From a cadre's account to the bank file: stated on the phone, keyed from paper, batched, taken, one returned."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.allowances.models import AllowanceRow, AllowanceRun, RowStatus, RunState
from app.allowances.service_payments import create_payments
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from tests.browser.conftest import Post

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
NUMBER = "6228480402564890018"


@pytest.fixture
def finance(post: Post) -> Person:
    """Somebody in finance, and last month closed with 630 yuan for the cadre."""
    row, month = post.secondment, clock.previous_month(clock.month_of(post.today))
    run = AllowanceRun(programme_id=row.programme_id, month=month, state=RunState.CALCULATED)
    owed = AllowanceRow(
        run_id=run.id,
        secondment_id=row.id,
        cadre_id=row.cadre_id,
        unit_id=row.receiving_unit_id,
        status=RowStatus.PAYABLE,
        payable_halves=42,
        subsidy_fen=630_00,
        total_fen=630_00,
    )
    post.county.add(run, owed)
    with Work(post.county.database, SYSTEM, writes=True) as work:
        closed = work.session.get_one(AllowanceRun, run.id)
        closed.state, closed.closed_at = RunState.CLOSED, work.now
        work.session.flush()
        assert create_payments(work, closed) == 1
    return post.county.person("程以宁", Role.FINANCE, post.county.region)


def accessible(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def state_account(page: Page) -> None:
    page.get_by_role("link", name="收款账户").click()
    page.get_by_label("开户行").fill("云浦农商银行")
    page.get_by_label("账号", exact=True).fill("6228 4804 0256 4890 018")
    assert accessible(page) == []
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("**** 0018")).to_be_visible()
    expect(page.get_by_text("待核验", exact=True)).to_be_visible()
    assert accessible(page) == []


def verify(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).click()
    number = page.get_by_label("账号", exact=True)
    number.fill(NUMBER[:-1] + "9")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_text("与本人填写的账号不一致")).to_be_visible()
    assert accessible(page) == []
    number.fill(NUMBER)
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_text("没有等核验的账户")).to_be_visible()


def test_from_the_account_to_the_bank_file(post: Post, finance: Person) -> None:
    state_account(post.phone(path="/me"))
    desk = post.open_page("desk", base_url=post.address)
    post.sign_in(desk, finance)
    desk.goto("/bank-accounts")
    verify(desk, post.cadre.name)
    desk.get_by_role("link", name="银行文件", exact=True).click()
    desk.get_by_role("button", name="生成第 1 批，1 人").click()
    expect(desk.get_by_role("rowheader", name="第 1 批")).to_be_visible()
    assert accessible(desk) == []
    with desk.expect_download() as taking:
        desk.get_by_role("button", name="下载").click()
    content = taking.value.path().read_text(encoding="utf-8-sig")
    assert re.search(rf"{post.cadre.name},{NUMBER},云浦农商银行,,630\.00,", content)
    assert NUMBER not in desk.content()
    desk.get_by_role("button", name="登记退票").click()
    desk.get_by_text("户名不符", exact=True).first.click()
    desk.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(desk.get_by_text("待付 1 人 ¥630.00")).to_be_visible()
    expect(desk.get_by_role("link", name="去核验")).to_be_visible()
    assert accessible(desk) == []
