"""Money from the cadre's receipt to the bank's file and back to the cadre, each step by whose task it is."""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from app.accounts.models import Person
from app.allowances.models import Rate
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.secondments.models import ProgrammePolicy
from app.workdays.service import ensure_seeded, get_calendar
from tests.browser.conftest import Post
from tests.browser.test_claims import MOBILE, fill, receipt
from tests.factories import LONG_AGO

__all__ = ["receipt"]
ACCOUNT = "6228480010012345678"
FORMAT, ENCODING = "通用 CSV（GB18030）", "gb18030"
RATE_FEN, CAP_FEN = 30_00, 500_00


@dataclass
class Money:
    """The stage: whose month it is, and what it must pay, worked out by hand."""

    post: Post
    finance: Person
    finance2: Person
    month: str
    workdays: int

    @property
    def subsidy_fen(self) -> int:
        return self.workdays * RATE_FEN

    @property
    def total_fen(self) -> int:
        """The journey's receipts are 623.50, of which the cap pays 500.00."""
        return self.subsidy_fen + CAP_FEN

    @property
    def page(self) -> str:
        return f"/allowances?month={self.month}&programme_id={self.post.secondment.programme_id}"

    def desk(self, person: Person) -> Page:
        page = self.post.open_page("desk", base_url=self.post.address)
        self.post.sign_in(page, person)
        return page


@pytest.fixture
def money(post: Post) -> Money:
    """Last month of 何景行 at 30.00 a day, a round trip capped at 500.00; 程以宁 and 苏念恩 keep the money."""
    county, month = post.county, clock.previous_month(clock.month_of(post.today))
    with Work(county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
        work.session.execute(update(ProgrammePolicy).values(transport_cap_fen=CAP_FEN))
        first, last = clock.month_bounds(month)
        calendar = get_calendar(work, first, last)
    served = range(max((post.secondment.start_on - first).days, 0), (last - first).days + 1)
    workdays = sum(calendar.is_workday(first + timedelta(days=offset)) for offset in served)
    county.add(Rate(programme_id=post.secondment.programme_id, amount_fen=RATE_FEN, valid_from=LONG_AGO))
    finance = county.person("程以宁", Role.FINANCE, county.region)
    return Money(post, finance, county.person("苏念恩", Role.FINANCE, county.region), month, workdays)


def yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def test_from_the_receipt_to_the_bank_file_and_back(money: Money, receipt: Path, tmp_path: Path) -> None:
    phone = claims_and_states_an_account(money, receipt)
    verifies_and_confirms(money)
    calculates(money)
    second = approves(money)
    closes(money, second, tmp_path)
    sees_it_paid(money, phone)


def claims_and_states_an_account(money: Money, receipt: Path) -> Page:
    """On the phone: a round trip with the photo of its receipt, and where to be paid."""
    phone = money.post.phone(path="/claims/new", user_agent=MOBILE, is_mobile=True)
    fill(phone, clock.month_bounds(money.month)[0] + timedelta(days=9), receipt)
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.get_by_text("待核实", exact=True)).to_be_visible()
    phone.goto("/bank-account")
    phone.get_by_label("开户行").fill("云浦农商银行")
    phone.get_by_label("账号").fill(ACCOUNT)
    with phone.expect_navigation():
        phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("**** 5678")).to_be_visible()
    return phone


def verifies_and_confirms(money: Money) -> None:
    """The supervisor has a look at the receipt, then confirms the month."""
    page = money.post.phone(money.post.supervisor, "/todo", user_agent=MOBILE, is_mobile=True)
    page.get_by_role("link", name="何景行").click()
    page.get_by_role("button", name="核实无误").click()
    expect(page.get_by_text("待财务审核")).to_be_visible()
    page.goto(f"/attendance?month={money.month}")
    with page.expect_navigation():
        page.get_by_role("button", name="确认").first.click()
    expect(page.get_by_text("已确认 1 人，待确认 0 人")).to_be_visible()


def calculates(money: Money) -> None:
    """程以宁 calculates: the account asks to be verified, the journey is not approved yet."""
    page = money.desk(money.finance)
    page.goto(money.page)
    expect(page.get_by_text("1 人考勤全部确认")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="核算本月").click()
    expect(page.locator("tbody.exc")).to_contain_text("账号待核")
    expect(page.locator("tfoot")).to_contain_text(yuan(money.subsidy_fen))


def approves(money: Money) -> Page:
    """苏念恩 approves the journey, keys the account from paper and calculates anew; so the approval is 程以宁's."""
    page = money.desk(money.finance2)
    page.goto("/claims")
    page.get_by_role("button", name="审核通过").click()
    expect(page.get_by_text("没有等您办理的报销")).to_be_visible()
    page.goto(money.page)
    page.get_by_role("link", name="去核验").click()
    page.get_by_label("账号").fill(ACCOUNT)
    with page.expect_navigation():
        page.get_by_role("button", name="核验").click()
    page.goto(money.page)
    with page.expect_navigation():
        page.get_by_role("button", name="重新核算").click()
    expect(page.get_by_text("有变动 1 人")).to_be_visible()
    expect(page.locator("tbody.exc")).to_contain_text("往返票据 623.50 元，按每月次数和限额核报 500.00 元")
    expect(page.locator("tfoot")).to_contain_text(yuan(money.total_fen))
    expect(page.get_by_text("核算人不能审核；请另一位财务人员审核")).to_be_visible()
    return page


def closes(money: Money, second: Page, folder: Path) -> None:
    """程以宁 approves, 苏念恩 closes and takes both files; what they say is right to the fen."""
    first = money.desk(money.finance)
    first.goto(money.page)
    with first.expect_navigation():
        first.get_by_role("button", name="审核通过").click()
    expect(first.get_by_text("审核人不能结账；请另一位财务人员结账")).to_be_visible()
    second.goto(money.page)
    second.get_by_role("button", name="结账").click()
    with second.expect_navigation():
        second.get_by_role("dialog").get_by_role("button", name="确定").click()
    reads_the_sheet(money, taken(second, "汇总表 XLSX", folder))
    second.get_by_role("link", name="银行文件").last.click()
    second.locator("#f-format_id").select_option(label=FORMAT)
    with second.expect_navigation():
        second.get_by_role("button", name="生成第 1 批，1 人").click()
    with second.expect_download() as download:
        second.get_by_role("button", name="下载").click()
    download.value.save_as(folder / "bank.csv")
    reads_the_bank_file(money, (folder / "bank.csv").read_bytes())
    second.goto(money.page)
    second.get_by_role("button", name="登记支付").click()
    with second.expect_navigation():
        second.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(second.get_by_role("row").filter(has_text="何景行")).to_contain_text("已付")


def taken(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def reads_the_sheet(money: Money, path: Path) -> None:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    at = next(number for number, row in enumerate(rows) if "姓名" in row)
    row = dict(zip(map(str, rows[at]), rows[at + 1], strict=True))
    said = {name: row[name] for name in ("姓名", "计发天数", "生活补助", "票据额", "核报交通", "调整", "合计")}
    assert said == {
        "姓名": "何景行",
        "计发天数": money.workdays,
        "生活补助": money.subsidy_fen / 100,
        "票据额": 623.5,
        "核报交通": CAP_FEN / 100,
        "调整": 0,
        "合计": money.total_fen / 100,
    }
    assert ACCOUNT not in str(rows)


def reads_the_bank_file(money: Money, data: bytes) -> None:
    rows = list(csv.reader(io.StringIO(data.decode(ENCODING))))
    line = next(row for row in rows if ACCOUNT in row)
    assert "何景行" in line
    assert f"{money.total_fen / 100:.2f}" in line
    assert sum(ACCOUNT in row for row in rows) == 1


def sees_it_paid(money: Money, phone: Page) -> None:
    """The cadre reads the sum, that it was paid, and why it is what it is."""
    year, month = map(int, money.month.split("-"))
    phone.goto("/me/allowances")
    paid = phone.get_by_role("link", name=f"{year}年{month}月")
    expect(paid).to_contain_text(f"¥{yuan(money.total_fen)}")
    expect(paid).to_contain_text("已支付")
    paid.click()
    expect(phone.locator("p.amount")).to_have_text(f"¥{yuan(money.total_fen)}")
    expect(phone.get_by_text(f"{money.workdays} 天 × ¥30.00").first).to_be_visible()
    expect(phone.locator("main")).to_contain_text("500.00")
