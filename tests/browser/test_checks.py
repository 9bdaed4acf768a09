"""A formal check as its people do it: drawn at the desk, visited and signed on phones, answered, put right, closed."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect
from sqlmodel import select

from app.accounts.models import Person
from app.core import clock
from app.core.actor import Role
from app.spot_checks.models_formal import FormalCheck
from tests.browser.conftest import Post

MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/98 Mobile Safari/537.36"
PHONE: dict[str, Any] = {"user_agent": MOBILE, "is_mobile": True}


def the_check(post: Post) -> FormalCheck:
    with post.county.database.session(write=False) as session:
        return session.exec(select(FormalCheck)).one()


def desk(post: Post, person: Person, path: str) -> Page:
    page = post.open_page("desk", base_url=post.address)
    post.sign_in(page, person)
    page.goto(path)
    return page


def test_drawn_visited_answered_put_right_and_closed(post: Post) -> None:
    county, yesterday = post.county, clock.today() - timedelta(days=1)
    office = county.person("顾文澍", Role.ORGADMIN, county.region)
    first, second = (county.person(name, Role.INSPECTOR, county.region) for name in ("祝南舟", "温如棠"))
    drawing = desk(post, office, "/checks/draws/new")
    drawing.get_by_label("从", exact=True).fill((yesterday - timedelta(days=20)).isoformat())
    drawing.get_by_label("到", exact=True).fill(yesterday.isoformat())
    drawing.get_by_label("抽取人数").fill("1")
    drawing.get_by_role("button", name="查看名册人数").click()
    expect(drawing.get_by_text("名册 1 人")).to_be_visible()
    drawing.get_by_role("button", name="抽签").click()
    drawing.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(drawing.get_by_text("重算一致，与名册校验码一致")).to_be_visible()
    check = the_check(post)
    _visit(post, first, check)
    reading = post.phone(second, f"/checks/{check.id}", **PHONE)
    expect(reading.get_by_text("通勤车只到十八点半。")).to_be_visible()
    reading.get_by_role("button", name="核对无误，签字").click()
    expect(reading.get_by_text("待答复").first).to_be_visible()
    own = post.phone(path="/spot-checks")
    own.get_by_role("link", name="抽查").last.click()
    own.get_by_label("您的答复").fill("情况属实，已在协调班车。")
    own.get_by_role("button", name="答复").click()
    own.get_by_label("办了什么").fill("班车已延到二十点。")
    own.get_by_role("button", name="提交整改情况").click()
    expect(own.get_by_text("已整改").first).to_be_visible()
    closing = desk(post, office, f"/checks/{check.id}")
    closing.get_by_role("button", name="办结").click()
    closing.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(closing.get_by_text("已办结").first).to_be_visible()
    assert the_check(post).status == "closed"


def _visit(post: Post, inspector: Person, check: FormalCheck) -> None:
    """The form on a phone; what was typed survives the page."""
    phone = post.phone(inspector, "/checks", **PHONE)
    phone.get_by_role("link", name=post.cadre.name).click()
    phone.get_by_role("link", name="填写走访结果").click()
    phone.get_by_label("本人说的困难").fill("通勤车只到十八点半。")
    expect(phone.get_by_text("草稿已存手机")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("本人说的困难")).to_have_value("通勤车只到十八点半。")
    for name in ("实地", "部分一致", "相符", "整改"):
        phone.get_by_role("radio", name=name, exact=True).check()
    phone.get_by_role("group", name="请假手续").get_by_role("radio", name="不适用").check()
    phone.get_by_label("办理期限").fill((clock.today() + timedelta(days=14)).isoformat())
    phone.get_by_role("button", name="提交结果并签字").click()
    expect(phone.get_by_text("待签字").first).to_be_visible()
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('jishi.draft.'))"
    assert phone.evaluate(drafts) == [], "what was sent is not kept"
