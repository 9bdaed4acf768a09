"""What must not be there: hidden from the phone at once, purged by two at their desks; and feedback without a name."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.core.actor import Role
from app.core.config import Settings
from app.core.db import Database
from tests.browser.conftest import Post
from tests.records.care import ITEM, bytes_in_store, words_in_files, words_in_tables
from tests.records.test_attachments import picture

MOBILE = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/98.0 Mobile Safari/537.36"
COMPLAINT, ANSWER = "值班安排长期没有补休，希望统一规定。", "已与接收单位商定，下月起按规定安排补休。"


def written(post: Post) -> dict[str, str]:
    """The cadre's day of today with a photo, as the phone sent it."""
    client, key = post.api.as_(post.cadre), str(uuid4())
    photo = client.put(f"/api/v1/attachments/{key}", files={"file": ("a.jpg", picture(size=(90, 60)), "image/jpeg")})
    body = {
        "client_id": str(uuid4()), "day_type": "on_post", "items": [{"text": ITEM}], "attachment_ids": [key],
        "submit": True,
    }  # fmt: skip
    row = client.put(post.record_path(), json=body)
    assert row.status_code == 201, row.text
    return {"record_id": row.json()["id"], "sha256": photo.json()["sha256"]}


def desk(post: Post, person: Person, path: str) -> Page:
    page = post.open_page("desk", base_url=post.address)
    post.sign_in(page, person)
    page.goto(path)
    return page


def say(page: Page, words: str) -> None:
    """Answer the dialog's question."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(words)
    dialog.get_by_role("button", name="确定").click()


def test_hidden_on_the_phone_and_purged_by_two(post: Post, database: Database, settings: Settings) -> None:
    first, second = (post.county.person(name, Role.ORGADMIN, post.county.region) for name in ("顾文澍", "唐既明"))
    record = written(post)

    phone = post.phone(post.supervisor, "/todo", user_agent=MOBILE, is_mobile=True)
    expect(phone.get_by_text(ITEM)).to_be_visible()
    phone.get_by_role("link", name="隔离").tap()
    phone.get_by_label("他人隐私").check()
    phone.get_by_label("给组织部的说明").fill("写了困难户的病情")
    phone.get_by_role("button", name="立即隔离").tap()
    phone.wait_for_url("**/todo")
    expect(phone.get_by_text(ITEM)).to_have_count(0)

    own = post.phone(post.cadre, f"/days/{post.today}", user_agent=MOBILE, is_mobile=True)
    expect(own.get_by_text("内容已隔离（他人隐私），等待组织部处理。出勤与补助不受影响。")).to_be_visible()
    expect(own.get_by_text(ITEM)).to_have_count(0)
    assert post.texts() == []

    one = desk(post, first, "/holds")
    one.get_by_role("link", name="何景行").click()
    expect(one.get_by_text("写了困难户的病情")).to_be_visible()
    expect(one.get_by_text(ITEM)).to_have_count(0)
    one.get_by_role("link", name="查看内容（会留下记录）").click()
    expect(one.get_by_text(ITEM)).to_be_visible()
    one.go_back()
    one.get_by_role("button", name="提出清除").click()
    say(one, "含他人隐私，按规定清除")
    expect(one.get_by_text("您已提出清除，须由另一位组织部管理员确认。")).to_be_visible()
    expect(one.get_by_role("button", name="确认清除")).to_have_count(0)

    assert words_in_tables(database) == {ITEM}
    other = desk(post, second, "/holds")
    other.get_by_role("link", name="何景行").click()
    other.get_by_role("button", name="确认清除").click()
    say(other, "核实无误")
    expect(other.get_by_text("已清除").first).to_be_visible()
    expect(other.get_by_role("button", name="恢复内容")).to_have_count(0)

    assert words_in_tables(database) == set()
    assert words_in_files(database) == set()
    assert bytes_in_store(settings, {"sha256": record["sha256"]}) == []
    own.reload()
    expect(own.get_by_text("内容已依规清除（他人隐私）。出勤与补助不受影响。")).to_be_visible()
    own.get_by_role("link", name="重新填写").tap()
    expect(own.locator("form[data-record][data-ready]")).to_be_visible()


def test_feedback_without_a_name_is_answered_and_found_by_its_code(post: Post) -> None:
    orgadmin = post.county.person("顾文澍", Role.ORGADMIN, post.county.region)
    phone = post.phone(post.cadre, "/me", user_agent=MOBILE, is_mobile=True)
    phone.get_by_role("link", name="投诉建议").tap()
    phone.get_by_role("link", name="写投诉建议").tap()
    phone.get_by_role("link", name="匿名").tap()
    phone.get_by_label("内容").fill(COMPLAINT)
    phone.get_by_role("button", name="提交").tap()
    expect(phone.get_by_text("已提交，请记下查询码")).to_be_visible()
    code = phone.locator("[data-value=code]").inner_text()
    assert len(code) == 19

    office = desk(post, orgadmin, "/feedback")
    office.get_by_role("link", name="值班安排").click()
    expect(office.get_by_text("匿名 ·")).to_be_visible()
    expect(office.get_by_text("何景行")).to_have_count(0)
    office.get_by_role("button", name="开始办理").click()
    expect(office.get_by_text("处理中")).to_be_visible()
    office.get_by_label("答复").fill(ANSWER)
    office.locator("#answer").get_by_role("button", name="答复").click()
    expect(office.get_by_text(ANSWER)).to_be_visible()
    office.get_by_role("button", name="办结").click()
    office.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(office.get_by_text("已办结").first).to_be_visible()

    phone.goto("/feedback")
    phone.get_by_label("查询码").fill(code)
    phone.get_by_role("button", name="查询").tap()
    expect(phone.get_by_text(ANSWER)).to_be_visible()
    expect(phone.get_by_text("已办结")).to_be_visible()
