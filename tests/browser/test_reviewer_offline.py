"""A decision that did not reach the server is said to be undone, and its words are still there."""

from playwright.sync_api import expect

from app.records.models import DailyRecord, DayType, RecordStatus
from tests.browser.conftest import Post
from tests.browser.test_offline_forms import PHONE

REASON = "请写明柳湾村的联系人和结果"


def test_a_return_without_a_network_keeps_its_reason(post: Post) -> None:
    row = post.secondment
    ids = {"secondment_id": row.id, "cadre_id": row.cadre_id, "unit_id": row.receiving_unit_id}
    said = {"work_on": post.today, "day_type": DayType.ON_POST, "items": [{"text": "走访柳湾村。"}]}
    post.county.add(DailyRecord(**ids, **said, status=RecordStatus.SUBMITTED))
    page = post.phone(post.supervisor, "/todo", **PHONE)
    give_back = page.get_by_role("button", name="退回")
    dialog = page.get_by_role("dialog")
    post.offline(page)
    give_back.click()
    dialog.get_by_role("textbox").fill(REASON)
    dialog.get_by_role("button", name="退回此日").click()
    expect(page.get_by_text("没有连上服务器")).to_be_visible()
    post.online(page)
    page.reload()
    give_back.click()
    expect(dialog.get_by_role("textbox")).to_have_value(REASON)
    dialog.get_by_role("button", name="退回此日").click()
    expect(page.get_by_text("已退回，今天 24:00 前可撤销")).to_be_visible()
    assert post.record()["decision_comment"] == REASON
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('jishi.words'))") == []
