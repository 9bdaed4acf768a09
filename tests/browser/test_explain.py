"""A sum that its cadre does not agree with: read on the phone, objected to in three taps, answered at the desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.allowances.models import Rate
from app.core import clock
from app.core.actor import SYSTEM, Role
from app.core.work import Work
from app.workdays.service import ensure_seeded
from tests.browser.conftest import Post

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
SAYS = "这一天我在防汛值班，应计发。"


@pytest.fixture
def month(post: Post) -> str:
    """Last month."""
    return clock.previous_month(clock.month_of(post.today))


@pytest.fixture
def finance(post: Post, month: str) -> Person:
    """程以宁, who has calculated the confirmed month."""
    with Work(post.county.database, SYSTEM, writes=True) as work:
        ensure_seeded(work)
    first = clock.month_bounds(month)[0]
    post.county.add(Rate(programme_id=post.secondment.programme_id, amount_fen=3000, valid_from=first.replace(day=1)))
    finance = post.county.person("程以宁", Role.FINANCE, post.county.region)
    said = {"unit_id": str(post.unit.id), "basis": "online"}
    confirmed = post.api.as_(post.supervisor).post(f"/api/v1/attendance/{month}/confirm", json=said)
    assert confirmed.status_code == 200, confirmed.text
    done = post.api.as_(finance).post(
        f"/api/v1/allowances/{month}/calculate", json={"programme_id": str(post.secondment.programme_id)}
    )
    assert done.status_code == 200, done.text
    return finance


def accessible(page: Page, heading: str) -> list[str]:
    """What axe finds wrong with the page under this heading."""
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def spoken(month: str) -> str:
    return f"{int(month[:4])}年{int(month[5:])}月"


def test_objected_to_on_the_phone_and_answered_at_the_desk(post: Post, finance: Person, month: str) -> None:
    phone = post.phone(path="/me")
    phone.get_by_role("link", name="补助").click()
    assert accessible(phone, "我的补助") == []
    phone.get_by_role("link", name=spoken(month)).click()
    assert accessible(phone, spoken(month)) == []
    expect(phone.get_by_text("× ¥30.00").first).to_be_visible()

    phone.get_by_role("link", name="提出异议").tap()
    phone.locator("#day-12").tap()
    phone.get_by_label("说一句").fill(SAYS)
    assert accessible(phone, "提出异议") == []
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_role("link", name="异议：")).to_contain_text("12日")
    expect(phone.get_by_text("待答复")).to_be_visible()

    desk = post.open_page("desk", base_url=post.address)
    post.sign_in(desk, finance)
    desk.goto("/objections")
    assert accessible(desk, "异议") == []
    desk.get_by_role("link", name="何景行").click()
    expect(desk.get_by_text(SAYS)).to_be_visible()
    assert accessible(desk, spoken(month)) == []
    desk.get_by_label("已说明，金额不变").check(force=True)
    desk.get_by_label("答复").fill("值班表上没有这一天，按规定不计。")
    desk.get_by_role("button", name="答复").click()
    expect(desk.get_by_text("已答复").first).to_be_visible()
    desk.get_by_role("link", name="补助说明").click()
    assert accessible(desk, "何景行") == []

    phone.goto("/inbox")
    expect(phone.get_by_text(f"您对{spoken(month)}补助的异议已答复")).to_be_visible()
    phone.goto("/me/allowances")
    expect(phone.get_by_text("异议已答复")).to_be_visible()
