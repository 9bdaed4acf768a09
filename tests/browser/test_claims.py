"""A round trip from the cadre's phone, over a lost network and an invoice used before, to the desk of finance."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import update

from app.accounts.models import Person
from app.core.actor import Role
from app.secondments.models import Programme, ProgrammePolicy
from tests.browser.conftest import Post

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"


@pytest.fixture
def finance(post: Post) -> Person:
    """程以宁, over a programme that pays 500.00 a round trip."""
    with post.county.database.session(write=True) as session:
        session.execute(update(ProgrammePolicy).values(transport_cap_fen=50_000))
        session.commit()
    return post.county.person("程以宁", Role.FINANCE, post.county.region)


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    kept = io.BytesIO()
    Image.new("RGB", (320, 200), (236, 226, 206)).save(kept, "JPEG")
    path = tmp_path / "receipt.jpg"
    path.write_bytes(kept.getvalue())
    return path


def accessible(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


def use_elsewhere(post: Post, day: date, invoice: str) -> None:
    """Another cadre's claim holds a number."""
    other = post.county.person("乔思源", Role.CADRE, post.unit)
    term = {"start_on": post.secondment.start_on, "end_on": post.secondment.end_on}
    row = post.county.secondment(other, programme_of(post), post.unit, **term)
    leg = {"from": "甲", "to": "乙", "on": str(day), "amount_fen": 100, "invoice_no": invoice}
    body = {"secondment_id": str(row.id), "kind": "transport", "leg": "round", "legs": [leg]}
    api = post.api.as_(other)
    claim = api.post("/api/v1/claims", json=body | {"outbound_on": str(day), "return_on": str(day)}).json()
    assert api.post(f"/api/v1/claims/{claim['id']}/submit", json={"version": 1}).status_code == 200


def programme_of(post: Post) -> Programme:
    with post.county.database.session(write=False) as session:
        return session.get_one(Programme, post.secondment.programme_id)


def fill(page: Page, day: date, receipt: Path) -> None:
    page.locator("#f-outbound_on").fill(str(day))
    page.locator("#f-return_on").fill(str(day + timedelta(days=2)))
    leg = page.locator("[data-leg]").nth(0)
    leg.get_by_label("从").fill("江州")
    leg.get_by_label("到", exact=True).fill("云浦")
    leg.get_by_label("金额（元）").fill("311.50")
    leg.get_by_label("票据号").fill("e2610－01")
    leg.locator("input[type=file]").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="同意", exact=True).click()
    chosen.value.set_files(receipt)
    expect(leg.get_by_alt_text("票据照片")).to_be_visible()
    page.get_by_role("button", name="再加一段").click()
    back = page.locator("[data-leg]").nth(1)
    expect(back.get_by_label("从")).to_have_value("云浦")
    expect(back.get_by_label("日期")).to_have_value(str(day + timedelta(days=2)))
    back.get_by_label("金额（元）").fill("312")
    back.get_by_label("票据号").fill("E2610-02")


def test_a_round_trip_from_the_phone_to_finance(post: Post, finance: Person, receipt: Path) -> None:
    day = post.today - timedelta(days=20)
    use_elsewhere(post, day, "E2610-01")
    phone = post.phone(path="/me")
    phone.get_by_role("link", name="报销").click()
    phone.get_by_role("link", name="填报销").click()
    fill(phone, day, receipt)
    expect(phone.locator("[data-sum]")).to_have_text("623.50")
    expect(phone.locator("[data-effect]")).to_contain_text("拟核报 ¥500.00")
    assert accessible(phone) == []

    phone.reload()
    expect(phone.get_by_text("已恢复这台手机上没交完的内容。")).to_be_visible()
    post.offline(phone)
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.locator("[data-outbox]")).to_contain_text("待上传 1 条")
    expect(phone.get_by_label("金额（元）")).to_have_value("")
    post.online(phone)
    first = phone.locator("[data-leg]").nth(0)
    expect(first.get_by_text("这个票据号已经用过")).to_be_visible()
    first.get_by_label("票据号").fill("E2610-03")
    phone.get_by_role("button", name="提交", exact=True).click()
    expect(phone.get_by_text("待核实", exact=True)).to_be_visible()
    assert accessible(phone) == []

    reviewer = post.phone(post.supervisor, "/todo", user_agent=MOBILE, is_mobile=True)
    reviewer.get_by_role("link", name="何景行").click()
    expect(reviewer.get_by_alt_text("票据照片：江州 到 云浦")).to_be_visible()
    assert accessible(reviewer) == []
    reviewer.get_by_role("button", name="核实无误").click()
    expect(reviewer.get_by_text("待财务审核")).to_be_visible()

    desk = post.open_page("desk", base_url=post.address)
    post.sign_in(desk, finance)
    desk.goto("/claims")
    expect(desk.get_by_role("heading", name="何景行")).to_be_visible()
    expect(desk.locator(".leg-photo img")).to_be_visible()
    assert accessible(desk) == []
    desk.get_by_role("button", name="审核通过").click()
    expect(desk.get_by_text("没有等您办理的报销")).to_be_visible()
    claim = post.api.as_(post.cadre).get("/api/v1/claims").json()["items"][0]
    assert (claim["state"], claim["receipts_fen"], claim["pay_fen"]) == ("approved", 62350, 50000)
    assert [leg["invoice_no"] for leg in claim["legs"]] == ["E2610-03", "E2610-02"]
